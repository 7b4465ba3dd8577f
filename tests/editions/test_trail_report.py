"""The annual report of 2023 from its bytes alone: every figure is worked out again, here, from the file in its PDF."""

import io
import json
import subprocess
from decimal import Decimal

import pikepdf
import pytest

from finsam.checks.reconciliation import reconcile
from finsam.core.caching import revisions
from finsam.core.models import FiscalYear, Forbund, User
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside
from finsam.documents.models import Explanation
from finsam.editions.models import EditionFile
from finsam.editions.public.services import make_public
from finsam.web.services import explain
from finsam.web.tracing.explained import findings_of_edition
from tests import clients
from tests.editions.report import KEY, TEN, WORTH, YEAR, signed_report, work_out


@pytest.fixture(scope="module")
def edition(django_db_setup, django_db_blocker):
    """The signed report, stored once for these tests."""
    from tests.conftest import for_a_module

    with for_a_module(django_db_blocker):
        explain_three()
        yield signed_report()


EQUITY, SMALL = "bokslut.eget-kapital@2023", "stat.coachingteamet.uvas.pagaende.andel@2023"
REASONS = {
    "arsredovisning/balansrakning/eget-kapital/slut/avrundning": "Raderna är avrundade var för sig, summan efteråt.",
    "underskott/budget-2023": "Underskottet täcks av överskott från tidigare år.",
    SMALL: "Insatsen lämnade bara andelen, för de var 3.",
}


def explain_three() -> None:
    """What somebody has written of two findings about figures of the report, and of one that is about another figure."""
    forbund = Forbund.objects.get(key=KEY)
    by = User.objects.create(email="egon@example.se", name="Egon Siffersson")
    with inside(forbund):
        year = FiscalYear.objects.get(forbund=forbund, year=YEAR)
        found = {finding.subject: finding for finding in reconcile(year).findings}
        for subject, reason in REASONS.items():
            explain(fiscal_year=year, finding=found[subject], reason=reason, by=by)


@pytest.fixture
def files(edition, db):
    """The bytes of its files, by form and rendition."""
    with inside(Forbund.objects.get(key=KEY)):
        rows = EditionFile.objects.filter(edition=edition)
        return {(file.form, file.inside): bytes(file.content) for file in rows}


def attached(pdf: bytes) -> dict:
    """What lies in a PDF, by a reader that isn't ours."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return json.loads(opened.attachments["sparbilaga.json"].get_file().read_bytes())


@pytest.mark.parametrize("inner", [False, True])
def test_every_figure_is_what_its_parts_make_and_is_printed_so(files, inner):
    tried = work_out(attached(files["pdf", inner])["facts"])
    assert tried["parts"] > 450
    assert tried["printed"] > 500
    assert tried["sources"] > 250


@pytest.mark.parametrize("kind", TEN)
def test_from_the_pdf_alone_a_figure_is_followed_to_what_was_entered(files, kind):
    key, text = TEN[kind]
    told = attached(files["pdf", False])
    assert (told["format"], told["version"]) == ("finsam-sparbilaga", 1)
    facts = {one["id"]: one for one in told["facts"]}
    (figure,) = [one for one in facts.values() if one["key"] == key]
    assert text in [place.get("text", "").replace("\xa0", " ") for place in figure["printed"]]
    todo, sources = [figure], []
    while todo:
        one = todo.pop()
        parts = [facts[part["id"]] for part in one.get("parts", ())]
        todo += parts
        if not parts:
            sources.append(one)
    entered = [one for one in sources if one["value"] is not None]  # a sum of nothing is empty
    assert {one["op"] for one in entered} == {"given"}
    for one in entered:
        assert one["entered"]["address"].startswith("http")
        assert f"/{KEY}/" in one["entered"]["address"]
        assert one["entered"]["by"]


def test_the_attachment_is_found_by_pdfdetach_and_is_what_was_stored(files, tmp_path):
    for inner in (False, True):
        path = tmp_path / "handling.pdf"
        path.write_bytes(files["pdf", inner])
        listed = subprocess.run(["pdfdetach", "-list", path], capture_output=True, text=True, check=True)
        assert "sparbilaga.json" in listed.stdout
        subprocess.run(["pdfdetach", "-saveall", "-o", tmp_path, path], check=True, capture_output=True)
        assert (tmp_path / "sparbilaga.json").read_bytes() == files["spardata", inner]
        with pikepdf.open(path) as opened:
            assert [str(file.AFRelationship) for file in opened.Root.AF] == ["/Data"]


def test_both_profiles_pass_with_links_and_attachment(files):
    from tests.rendering.pdfcheck import check_profiles

    for inner in (False, True):
        assert check_profiles(files["pdf", inner], 3) == []


def test_every_figure_in_tables_and_text_is_a_quiet_link_to_its_own_page(edition, files):
    told = attached(files["pdf", False])
    places = sum("text" in place for one in told["facts"] for place in one.get("printed", ()))
    assert places > 500
    leads = []
    with pikepdf.open(io.BytesIO(files["pdf", False])) as opened:
        for page in opened.pages:
            for note in page.obj.get("/Annots", []):
                if "/A" in note and "/uppgift/" in str(note.A.URI):
                    leads.append((str(note.A.URI), str(note.Contents)))
                    assert list(note.get("/Border", [0, 0, 0]))[2] == 0
    numbers = {one["id"]: one for one in told["facts"]}
    for address, words in leads:
        assert address.startswith(told["edition"]["address"])
        number = int(address.rstrip("/").rpartition("/")[2])
        assert words.endswith(f", uppgift {number}")
        texts = [place.get("text", "").replace("\xa0", " ") for place in numbers[number]["printed"]]
        assert words.rpartition(",")[0].replace("\xa0", " ") in texts
    assert {int(address.rstrip("/").rpartition("/")[2]) for address, _ in leads} == {
        one["id"] for one in told["facts"] if any("text" in place for place in one.get("printed", ()))
    }


def test_published_attachment_tells_nothing_of_the_counts_that_are_hidden(files):
    """There are such counts in the report, and the inner rendition tells them: that is what could leak."""
    public = {one["key"]: one for one in attached(files["pdf", False])["facts"]}
    inner = {one["key"]: one for one in attached(files["pdf", True])["facts"]}
    hidden = inner.keys() - public.keys()
    assert len(hidden) > 10
    small = [
        inner[key] for key in hidden if inner[key]["unit"] == "st" and Decimal(inner[key]["value"] or 0) < 5
    ]
    assert small
    ids = {inner[key]["id"] for key in hidden}
    text = files["spardata", False].decode()
    for one in public.values():
        assert not ids & {part["id"] for part in one.get("parts", ())}, one["key"]
    for key in hidden:
        assert f'"{key}"' not in text
    withheld = [one for one in public.values() if one["op"] == "withheld"]
    assert withheld
    for one in withheld:  # what had a hidden part says nothing of any of them, nor more than is printed
        assert "parts" not in one
        assert "entered" not in one
        shown = [place for place in one["printed"] if "text" in place]
        finest = min(WORTH.get(place["unit"], Decimal(1)).scaleb(-place["decimals"]) for place in shown)
        assert Decimal(one["value"]) % finest == 0, one["key"]


@pytest.mark.parametrize("kind", TEN)
def test_typing_the_amount_finds_the_figure(edition, kind, db):
    key, text = TEN[kind]
    auditor = clients.signed_in(clients.let_in(clients.user("granskare"), Role.REVISOR, KEY))
    base = f"/{KEY}/{YEAR}/handlingar/{edition.code}/uppgifter/"
    page = auditor.get(base, {"q": text}).content.decode()
    number = {one["key"]: one["id"] for one in attached(pdf_of(edition))["facts"]}[key]
    assert f'href="{number}/"' in page
    unsigned = text.removeprefix("−")
    assert f'href="{number}/"' in auditor.get(base, {"q": unsigned}).content.decode()
    assert f'href="{number}/"' in auditor.get(base, {"q": str(number)}).content.decode()
    year = auditor.get(f"/{KEY}/{YEAR}/uppgifter/", {"q": text}).content.decode()
    assert f"/{KEY}/{YEAR}/handlingar/{edition.code}/uppgifter/{number}/" in year
    assert f"/{KEY}/{YEAR}/uppgifter/{key}/" in year


def pdf_of(edition) -> bytes:
    """The edition's published PDF."""
    return bytes(EditionFile.unscoped.get(edition=edition, form="pdf", inside=False).content)


def test_pages_ask_as_much_of_the_database_whatever_they_find(edition, db):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    auditor = clients.signed_in(clients.let_in(clients.user("granskare"), Role.REVISOR, KEY))
    base = f"/{KEY}/{YEAR}/handlingar/{edition.code}/uppgifter/"

    def asked(place: str, **query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert auditor.get(place, query).status_code == 200
        return len(captured)

    asked(base)
    nothing = asked(base, q="finns-inte-alls")
    assert nothing < 10
    assert asked(base, q="coachingteamet") <= nothing
    assert asked(base, q="1 609 476") <= nothing
    few, many = (
        f"{base}{number(edition, key)}/" for key in ("bokslut.kassa@2023", "bokslut.arets-resultat@2023")
    )
    asked(few)  # what the edition was stored with is read once
    assert asked(many) <= asked(few)


def number(edition, key: str) -> int:
    """A figure's number."""
    return {one["key"]: one["id"] for one in attached(pdf_of(edition))["facts"]}[key]


def figure_page(edition, key: str, role: str) -> str:
    """What is read on a figure's page in the edition by somebody in a role."""
    who = User.objects.filter(email=f"laser.{role}@example.se").first()
    reader = clients.signed_in(who or clients.let_in(clients.user(f"laser.{role}"), role, KEY))
    page = reader.get(f"/{KEY}/{YEAR}/handlingar/{edition.code}/uppgifter/{number(edition, key)}/")
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def test_an_explanation_stands_at_the_figure_that_it_is_about_as_it_was(edition, db):
    """Also when it has been taken back since; and one that is about another figure stands there and not here."""
    rounding, deficit, _ = REASONS.values()
    with inside(Forbund.objects.get(key=KEY)):
        Explanation.objects.all().delete()
    page = figure_page(edition, EQUITY, Role.REVISOR)
    assert "<h2>Vad Avstämning sade</h2>" in page
    assert f"<strong>Förklarat:</strong> {rounding}" in page
    assert "Egon Siffersson, " in page
    assert deficit not in page
    other = figure_page(edition, "bokslut.kassa@2023", Role.REVISOR)
    assert "Vad Avstämning sade" not in other
    unexplained = figure_page(edition, "bokslut.passiva@2023", Role.REVISOR)
    assert "Ingen hade förklarat det." in unexplained
    assert rounding not in unexplained


def test_an_explanation_of_few_people_is_for_who_sees_them(edition, db):
    small = REASONS[SMALL]
    assert small in figure_page(edition, SMALL, Role.REVISOR)
    member = figure_page(edition, SMALL, Role.LEDAMOT)
    assert small not in member
    assert "n okänt" not in member.partition("Vad Avstämning sade")[2]
    assert "Gäller antal personer, som inte visas för din roll." in member
    assert REASONS["underskott/budget-2023"] in figure_page(edition, "budget.resultat@2023", Role.LEDAMOT)


def test_explanations_are_in_no_file_that_everybody_may_get(edition, files):
    """They were written for those who see Avstämning: the record has them, and nothing that is handed out."""
    record = files["akt", True].decode()
    for reason in REASONS.values():
        assert reason in record
        for (form, inner), content in files.items():
            if form != "akt":
                assert reason.encode() not in content, (form, inner)
    for form in ("spardata", "html"):
        assert b"Egon" not in files[form, False]


def test_an_edition_from_before_says_that_it_doesnt_know_which_figure_is_explained(edition, db, monkeypatch):
    with inside(Forbund.objects.get(key=KEY)):
        record = findings_of_edition(edition.code)
    old = [{name: told for name, told in each.items() if name not in ("keys", "few")} for each in record]
    monkeypatch.setattr("finsam.web.tracing.explained.findings_of_edition", lambda code: tuple(old))
    revisions.move(Forbund.objects.get(key=KEY).pk)
    page = figure_page(edition, "bokslut.kassa@2023", Role.REVISOR)
    assert "Utgåvan sparades innan det noterades vilka siffror en förklaring gäller." in page
    assert (
        f'De 3 förklaringar som fanns då står i <a href="/{KEY}/{YEAR}/handlingar/{edition.code}/akt/">'
        in page
    )
    assert "handlingens akt, som förbundets" in figure_page(edition, "bokslut.kassa@2023", Role.LEDAMOT)


def test_who_may_not_see_small_counts_finds_none(edition, files, db):
    inner = {one["key"]: one for one in attached(files["pdf", True])["facts"]}
    public = {one["key"] for one in attached(files["pdf", False])["facts"]}
    secret = next(
        one for key, one in inner.items() if key not in public and one["unit"] == "st" and one["value"]
    )
    place = f"/{KEY}/{YEAR}/handlingar/{edition.code}/uppgifter/{secret['id']}/"
    member = clients.signed_in(clients.let_in(clients.user("ledamot.dk"), Role.LEDAMOT, KEY))
    auditor = clients.signed_in(clients.let_in(clients.user("granskare"), Role.REVISOR, KEY))
    stranger = clients.signed_in(clients.let_in(clients.user("annan"), Role.REVISOR, "kramfors"))
    assert auditor.get(place).status_code == 200
    assert member.get(place).status_code == 404
    assert stranger.get(place).status_code == 404
    found = member.get(f"/{KEY}/{YEAR}/handlingar/{edition.code}/uppgifter/", {"q": secret["key"]})
    assert f'href="{secret["id"]}/"' not in found.content.decode()


def test_what_everybody_sees_of_a_figure_is_what_was_published(edition, files, db):
    nobody = clients.signed_in(None)
    kassa = number(edition, "bokslut.kassa@2023")
    place = f"/handling/{edition.code}/uppgift/{kassa}/"
    led = nobody.get(place)
    unknown = nobody.get(f"/handling/bcdfghjkmn/uppgift/{kassa}/")
    assert (led.status_code, unknown.status_code) == (302, 302)
    assert led.url.replace(edition.code, "bcdfghjkmn") == unknown.url
    assert "/konto/login/" in nobody.get(led.url).url
    auditor = clients.signed_in(clients.let_in(clients.user("granskare"), Role.REVISOR, KEY))
    assert auditor.get(led.url).url == f"/{KEY}/{YEAR}/handlingar/{edition.code}/uppgifter/{kassa}/"
    stranger = clients.signed_in(clients.let_in(clients.user("annan"), Role.REVISOR, "kramfors"))
    assert stranger.get(led.url).status_code == stranger.get(unknown.url).status_code == 404
    with inside(Forbund.objects.get(key=KEY)):
        make_public(edition=edition, by=clients.user("offentlig"))
    page = nobody.get(place).content.decode()
    assert "1\xa0609\xa0476,49\xa0kr" in page
    inner = {one["key"]: one for one in attached(files["pdf", True])["facts"]}
    public = {one["key"] for one in attached(files["pdf", False])["facts"]}
    for key in inner.keys() - public:
        assert nobody.get(f"/handling/{edition.code}/uppgift/{inner[key]['id']}/").status_code == 404
