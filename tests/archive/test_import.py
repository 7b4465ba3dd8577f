"""A package comes back as it was, or not at all."""

import io
import zipfile
from hashlib import sha256

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from archive.packing.figures import figures_of
from archive.state import kept
from auditors.discharge.models import Attachment
from finsam.core.models import AuditEntry, Forbund, Owned, User
from finsam.core.tenancy.scope import inside
from finsam.documents.models import Section
from finsam.editions.models import Edition, EditionFile
from tests.archive.packed import KEY, PAPER, YEAR, altered, sealed, unpacked, zipped
from tests.test_consistency import MODELS

ELSEWHERE = {"key": "ett-annat", "name": "Ett annat förbund"}


@pytest.fixture
def empty(db):
    """An installation where the förbund isn't: the one that ships with the demo goes by another name."""
    Forbund.objects.filter(key=KEY).update(**ELSEWHERE)


def read_in(path) -> str:
    out = io.StringIO()
    call_command("import_year", str(path), stdout=out)
    return out.getvalue()


def refused(path) -> str:
    """Why a package isn't read in; nothing of it is left then."""
    with pytest.raises(CommandError) as told:
        read_in(path)
    assert not Forbund.objects.filter(key=KEY).exists()
    assert not Edition.unscoped.filter(forbund_key=KEY).exists()
    return str(told.value)


@pytest.fixture
def path(packed, tmp_path):
    """The inner package as a file."""
    place = tmp_path / "X.zip"
    place.write_bytes(packed.inner)
    return place


@pytest.mark.slow
def test_what_was_packed_comes_back(empty, packed, path, tmp_path):
    people, entries = User.objects.count(), AuditEntry._base_manager.filter(forbund_key=KEY).count()
    said = read_in(path)
    forbund = Forbund.objects.get(key=KEY)
    with inside(forbund):
        assert {fact.key: str(fact.value) for fact in figures_of(forbund, YEAR)} == packed.figures
        files = EditionFile.objects.select_related("edition")
        assert {file.name: sha256(bytes(file.content)).hexdigest() for file in files} == packed.stored
        entry = AuditEntry.objects.filter(forbund_key=KEY).latest("pk")
        assert AuditEntry.objects.filter(forbund_key=KEY).count() == entries + 1
    assert (entry.verb, entry.after["årspaket"]) == ("läste in", sha256(packed.inner).hexdigest())
    assert User.objects.count() == people
    assert f"{len(packed.figures)} av {len(packed.figures)} uppgifter blir desamma" in said

    with inside(forbund):
        (beside,) = Attachment.objects.all()
        assert (beside.file_name, bytes(beside.content)) == PAPER

    folder = unpacked(packed.inner, tmp_path)
    pdf = folder / "handlingar" / "arsredovisning-1" / f"{KEY}-arsredovisning-{YEAR}-1.pdf"
    out = io.StringIO()
    call_command("verify_edition", str(pdf), stdout=out)
    assert "Årsredovisning 2023" in out.getvalue()

    with pytest.raises(CommandError, match="finns redan i installationen"):
        read_in(path)


@pytest.mark.slow
def test_a_package_of_what_was_read_in_holds_the_same_rows(empty, path, tmp_path):
    read_in(path)
    call_command(
        "export_year", KEY, YEAR, output=tmp_path / "Y.zip", stdout=io.StringIO(), stderr=io.StringIO()
    )
    with zipfile.ZipFile(path) as first, zipfile.ZipFile(tmp_path / "Y.zip") as second:
        same = [
            name for name in first.namelist() if name.startswith(("tillstand/", "handlingar/", "bokforing/"))
        ]
        assert len(same) > 40
        assert [name for name in same if first.read(name) != second.read(name)] == []


@pytest.mark.slow
def test_editions_that_are_here_already_are_left_as_they_are(empty, path, folder, tmp_path):
    """What is stored is never removed, so they are there when a förbund that was removed comes back."""
    read_in(path)
    Forbund.objects.filter(key=KEY).update(key="ett-tredje", name="Ett tredje förbund")
    stored = Edition.unscoped.count(), EditionFile.unscoped.count()
    read_in(path)
    assert (Edition.unscoped.count(), EditionFile.unscoped.count()) == stored
    Forbund.objects.filter(key=KEY).update(key="ett-fjarde", name="Ett fjärde förbund")
    altered(folder / "handlingar" / "handlingar.json", '"form": "html"', '"form": "akt"')
    sealed(folder)
    with pytest.raises(CommandError, match="finns redan i installationen, med andra filer"):
        read_in(zipped(folder, tmp_path / "Y.zip"))
    assert not Forbund.objects.filter(key=KEY).exists()


@pytest.mark.slow
def test_what_somebody_has_planted_in_a_text_is_cleaned_away(empty, folder, tmp_path):
    """As it is when it is written in a form: a package may come from anybody."""
    altered(
        folder / "tillstand" / "documents.section.json", '"prose": "', '"prose": "<script>alert(1)</script>'
    )
    sealed(folder)
    read_in(zipped(folder, tmp_path / "Y.zip"))
    assert not Section._base_manager.filter(forbund__key=KEY, prose__contains="<script").exists()
    assert Section._base_manager.filter(forbund__key=KEY).count() > 10


@pytest.mark.slow
def test_a_damaged_file_is_named_with_its_checksum(empty, folder, tmp_path):
    altered(folder / "uppgifter" / "uppgifter.json", '"value"', '"Value"')
    said = refused(zipped(folder, tmp_path / "Y.zip"))
    assert "uppgifter/uppgifter.json är ändrad eller skadad: kontrollsumman" in said


@pytest.mark.slow
def test_a_file_of_an_edition_that_isnt_as_it_was_stored_is_refused(empty, folder, tmp_path):
    """Also where the list of checksums was made anew."""
    with next((folder / "handlingar").rglob("*.xlsx")).open("ab") as file:
        file.write(b"!")
    sealed(folder)
    assert "är inte som den lagrades" in refused(zipped(folder, tmp_path / "Y.zip"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("paket.json", '"format": 1', '"format": 2', "i format 2, och den här versionen av Finsam läser format 1"),
        ("paket.json", '"rendition": "inre"', '"rendition": "publicerad"', "är den publicerade utgåvan"),
        ("tillstand/budget.line.json", '"insats": [\n   "', '"insats": [\n   "finns-inte-', "hänvisar till"),
        ("tillstand/budget.line.json", '"name"', '"namn"', "fälten"),
        ("tillstand/budget.amount.json", '"amount": "', '"amount": "x', "ingenting har sparats"),
        ("tillstand/core.fiscalyear.json", '"year": 2023', '"year": 1923', "ingenting har sparats"),
    ],
)  # fmt: skip
def test_what_cant_be_read_in_leaves_nothing(empty, folder, tmp_path, name, old, new, told):
    altered(folder / name, old, new)
    sealed(folder)
    assert told in refused(zipped(folder, tmp_path / "Y.zip"))


def made(tmp_path, entries, **more):
    """A zip of entries, with whatever names somebody gives them."""
    place = tmp_path / "Y.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return place


@pytest.mark.parametrize("name", ["../paket.json", "/etc/paket.json", "a/../../b", "a\\b", "C:/b", "mapp/"])
def test_a_name_that_leads_elsewhere_is_refused(empty, tmp_path, name):
    info = zipfile.ZipInfo("x")
    info.filename = name
    assert "otillåtet namn" in refused(made(tmp_path, [(info, b"{}")]))


def test_a_link_is_refused(empty, tmp_path):
    info = zipfile.ZipInfo("paket.json")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    assert "otillåtet namn eller slag" in refused(made(tmp_path, [(info, b"/etc/passwd")]))


def test_a_file_that_stands_twice_is_refused(empty, tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        place = made(tmp_path, [("paket.json", b"{}"), ("paket.json", b"{}")])
    assert "finns två gånger" in refused(place)


def test_what_swells_is_refused_before_it_is_unpacked(empty, tmp_path):
    assert "för mycket för ett årspaket" in refused(made(tmp_path, [("paket.json", b"0" * 60_000_000)]))


def test_what_lies_about_its_size_is_refused(empty, tmp_path):
    place = made(tmp_path, [("paket.json", b"0" * 50_000)])
    raw = bytearray(place.read_bytes())
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (10).to_bytes(4, "little")  # the directory says that it is small
    place.write_bytes(raw)
    assert "paket.json" in refused(place)


def test_what_is_no_package_is_refused(empty, tmp_path):
    place = tmp_path / "Y.zip"
    place.write_bytes(b"%PDF-1.7")
    assert "inte ett helt zip-arkiv" in refused(place)
    assert "inte ett årspaket" in refused(made(tmp_path, [("a.txt", b"a")]))
    assert "går inte att läsa" in refused(tmp_path / "finns-inte.zip")


@pytest.mark.slow
def test_half_a_package_is_refused(empty, path):
    path.write_bytes(path.read_bytes()[: 2 * path.stat().st_size // 3])
    assert "inte ett helt zip-arkiv" in refused(path)


@pytest.mark.slow
def test_a_file_beside_the_list_is_refused(empty, folder, tmp_path):
    (folder / "tillstand" / "mera.json").write_text("[]")
    assert "tillstand/mera.json finns inte i paketets lista" in refused(zipped(folder, tmp_path / "Y.zip"))
    sealed(folder)
    assert "av ett slag som den här versionen" in refused(zipped(folder, tmp_path / "Y.zip"))


def test_every_model_is_in_a_package_or_is_said_not_to_be():
    """A new model with an owner is packed by itself; another has to be given a place or a reason."""
    held = {model._meta.label for model in kept.models()}
    owned = {model._meta.label for model in MODELS if issubclass(model, Owned)}
    others = {model._meta.label for model in MODELS} - owned
    assert owned - held == kept.LEFT_OUT.keys() & owned
    assert others == kept.OTHERWISE.keys()
    assert all(kept.LEFT_OUT.values())
    assert all(kept.OTHERWISE.values())


def test_nothing_in_a_package_needs_what_is_left_out():
    """A row that can't be without a user would be dropped in silence: such a model has to stand among those left out."""
    held = set(kept.models())
    outside = {apps.get_model("core.FiscalYear"), Forbund, *held}
    for model in held:
        for field in model._meta.concrete_fields:
            if field.is_relation and not field.null:
                assert field.related_model in outside, f"{model._meta.label}.{field.name}"
