"""What everybody sees without signing in: public editions byte for byte, and not one private byte."""

import re
import subprocess
from hashlib import sha256
from io import BytesIO

import pytest
import zxingcpp
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from finsam.comments.models import Comment
from finsam.core.models import AuditEntry
from finsam.core.tenancy import everybody
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import scopes_disabled
from finsam.documents.models import Document, Section
from finsam.editions.models import Edition, EditionFile, FileForm
from finsam.editions.public.services import make_public, withdraw
from finsam.editions.serialized import load
from finsam.editions.services import revise
from finsam.editions.trail.trail import load as load_trail
from finsam.rendering.html import FigureLinks, to_html
from tests import clients
from tests.editions.conftest import DECISION, step
from tests.factories import MAKERS, an_edition, saved, store
from tests.rendering.pdfcheck import check_pdf

CODE = "k7rw3mzt9q"


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests(db):
    cache.clear()


@pytest.fixture
def edition(db, by_name) -> Edition:
    """A decided edition of a few bytes in every form, public and inner, each with a word that could leak."""
    return stored_edition("kramfors", code=CODE)


@pytest.fixture
def by_name(db):
    return clients.user("klara")


def stored_edition(forbund: str, *, code: str, number: int = 1, **fields) -> Edition:
    told = {
        "forbund_key": forbund, "forbund_name": f"Samordningsförbundet {forbund}", "year": 2024, "document": "plan",
        "kind": "verksamhetsplan", "title": "Verksamhetsplan 2024", "number": number, "code": code,
        "status": "beslutad", "decided_on": "2023-11-20", "decided_by": "styrelsen", "paragraph": "45",
        "by_name": "Hemliga Hanna", "by_email": "hanna@hemligt.example", "code_version": "0",
    }  # fmt: skip
    edition = Edition(**(told | fields))
    edition.save()
    for form in FileForm:
        for inside in (False, True):
            word = "INRE" if inside else "YTTRE"
            store(edition, EditionFile.of(form, f"%PDF {word} {form} {code}".encode(), inside=inside))
    return Edition.unscoped.get(pk=edition.pk)


def text(place: str, status: int = 200) -> str:
    response = Client().get(place)
    assert response.status_code == status, place
    return response.content.decode().replace("\u00a0", " ")


def words(page: str) -> str:
    """What a page says, without the token and the number that each has its own of."""
    return re.sub(r"Ange numret [0-9a-f]{16}", "", re.sub(r"<[^>]*>", "", page))


def test_nothing_is_public_until_somebody_says_so(edition, by_name):
    digest = edition.files.get(form="pdf", inside=False).sha256
    for place in (f"/handling/{CODE}/", f"/handling/{CODE}/pdf/", "/offentligt/kramfors/",
                  "/offentligt/kramfors/SHA256SUMS", "/offentligt/kramfors/tillganglighet/"):  # fmt: skip
        unknown = place.replace(CODE, "zzzzzzzzzz").replace("kramfors", "finns-inte")
        assert words(text(place, 404)) == words(text(unknown, 404))
    assert "Filen är ingen offentlig handling" in text(f"/akta/?summa={digest}")
    assert "kramfors" not in text("/offentligt/")
    make_public(edition=edition, by=by_name)
    assert "Verksamhetsplan 2024, beslutad" in text(f"/handling/{CODE}/")
    assert "Samordningsförbundet kramfors" in text("/offentligt/")


def test_what_is_handed_out_is_the_stored_bytes(edition, by_name):
    make_public(edition=edition, by=by_name)
    for form in ("pdf", "html"):
        response = Client().get(f"/handling/{CODE}/{form}/")
        assert response.content == f"%PDF YTTRE {form} {CODE}".encode()
        assert response["Cache-Control"] == "public, max-age=300"
        again = Client().get(f"/handling/{CODE}/{form}/", headers={"if-none-match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert "sandbox" in Client().get(f"/handling/{CODE}/html/")["Content-Security-Policy"]


def test_no_private_byte_is_reachable(edition, by_name):
    """The inner rendition, the data, who stored it, comments, what isn't public and another förbund's: on no page, by no address."""
    make_public(edition=edition, by=by_name)
    with clients.in_scope("kramfors"):
        said = saved(Comment, "kramfors", **MAKERS[Comment]("kramfors") | {"text": "Hemlig synpunkt"})
        Comment.objects.filter(pk=said.pk).update(
            by_name="Hemliga Hanna", by_email="hanna@hemligt.example", edition=CODE
        )
    stored_edition("kramfors", code="bbbbbbbbbb", number=2, title="Hemligt förslag", status="forslag")
    stored_edition("finnveden", code="cccccccccc", title="Grannens plan")
    make_public(
        edition=stored_edition("degerfors-karlskoga", code="dddddddddd", title="En annans plan"), by=by_name
    )
    words = ("INRE", "Hemlig", "hanna@", "Grannens", "finnveden", "bbbbbbbbbb", "cccccccccc")
    pages = [
        "/offentligt/", "/offentligt/kramfors/", "/offentligt/kramfors/SHA256SUMS", "/akta/", f"/handling/{CODE}/",
        f"/handling/{CODE}/pdf/", f"/handling/{CODE}/html/", f"/handling/{CODE}/pdf/?utgava=inre", "/akta/?summa=bbbbbbbbbb",
    ]  # fmt: skip
    for place in pages:
        shown = text(place).replace('value="bbbbbbbbbb"', "")
        assert [word for word in words if word in shown] == [], place
        if "kramfors" in place or CODE in place:
            assert "En annans plan" not in shown
    for form in ("xlsx", "docx", "json", "akt", "spardata", "inre"):
        text(f"/handling/{CODE}/{form}/", 404)
        text(f"/handling/{CODE}/{form}/?utgava=inre", 404)
    for code in ("bbbbbbbbbb", "cccccccccc"):
        text(f"/handling/{code}/", 404)
        text(f"/handling/{code}/pdf/", 404)
    for place in ("/offentligt/finnveden/", "/offentligt/finnveden/SHA256SUMS", "/offentligt/finns-inte/"):
        text(place, 404)
    for file in EditionFile.unscoped.select_related("edition"):
        public = (
            file.edition.code in (CODE, "dddddddddd")
            and not file.inside
            and file.form in ("pdf", "html", "sparbilaga")
        )
        assert ("Ja, filen är" in text(f"/akta/?summa={file.sha256}")) == public
        cache.clear()


def test_draft_of_a_public_plan_is_not_public(plan, decided, by):
    """What is written after the decision, in the revision, is on no public page."""
    make_public(edition=decided, by=by)
    revision = revise(document=Document.objects.get(pk=plan.pk), by=by)
    section = Section.objects.filter(document=revision).first()
    Section.objects.filter(pk=section.pk).update(prose="<p>Hemliga tankar.</p>")
    for place in (f"/handling/{decided.code}/", f"/handling/{decided.code}/html/", "/offentligt/norra-an/"):
        shown = text(place)
        assert "Hemliga tankar" not in shown
        assert "Reviderad" not in shown


def test_what_is_withdrawn_says_so_and_is_still_proven(edition, by_name):
    make_public(edition=edition, by=by_name)
    digest = edition.files.get(form="pdf", inside=False).sha256
    withdraw(edition=edition, reason="Fel bilaga var med.", by=by_name)
    assert "Handlingen är återkallad" in text(f"/handling/{CODE}/")
    gone = text(f"/handling/{CODE}/pdf/", 410)
    assert "Fel bilaga var med." in gone
    assert "YTTRE" not in gone
    shown = text(f"/akta/?summa={digest}")
    assert "Ja, filen är Verksamhetsplan 2024, beslutad" in shown
    assert "Handlingen är återkallad" in shown
    assert digest in text("/offentligt/kramfors/SHA256SUMS")
    make_public(edition=edition, by=by_name)
    assert Client().get(f"/handling/{CODE}/pdf/").status_code == 200
    with scopes_disabled():
        rows = AuditEntry.objects.filter(reference=f"editions.edition:{CODE}").order_by("pk")
        verbs = list(rows.values_list("verb", flat=True))
    assert verbs == ["offentliggjorde", "återkallade", "offentliggjorde"]


def test_acts_that_have_no_meaning_are_refused_with_a_sentence(edition, by_name):
    with pytest.raises(ValidationError, match="inte offentlig"):
        withdraw(edition=edition, reason="Fel.", by=by_name)
    make_public(edition=edition, by=by_name)
    with pytest.raises(ValidationError, match="redan offentlig"):
        make_public(edition=edition, by=by_name)
    with pytest.raises(ValidationError, match="Skriv varför"):
        withdraw(edition=edition, reason=" ", by=by_name)
    with pytest.raises(ValidationError, match="personnummer"):
        withdraw(edition=edition, reason="Den visade 19121212-1212.", by=by_name)
    assert Client().get(f"/handling/{CODE}/pdf/").status_code == 200


def test_a_decided_plan_is_replaced_by_a_decided_revision_and_not_by_its_proposal(edition, by_name):
    first = edition.files.get(form="pdf", inside=False).sha256
    make_public(edition=edition, by=by_name)
    told = {"document": "reviderad-plan", "revision": 1, "title": "Reviderad verksamhetsplan 2024"}
    proposal = stored_edition("kramfors", code="pppppppppp", status="forslag", decided_on=None, **told)
    make_public(edition=proposal, by=by_name)
    assert "har inte ersatts" in text(f"/akta/?summa={first}")
    decided = stored_edition("kramfors", code="rrrrrrrrrr", number=2, **told)
    assert "har inte ersatts" in text(f"/akta/?summa={first}")
    make_public(edition=decided, by=by_name)
    shown = text(f"/akta/?summa={first}")
    assert "har ersatts av ”Reviderad verksamhetsplan 2024, beslutad” med koden rrrrrrrrrr" in shown
    assert "/handling/rrrrrrrrrr/" in text(f"/handling/{CODE}/")
    assert "har ersatts av" in text("/handling/pppppppppp/")
    withdraw(edition=decided, reason="Fel fil", by=by_name)
    assert "har inte ersatts" in text(f"/akta/?summa={first}")


@pytest.mark.parametrize(
    "shape", [str.upper, lambda text: " ".join(text[i : i + 2] for i in range(0, 64, 2))]
)
def test_checksum_is_understood_as_programs_print_it(edition, by_name, shape):
    make_public(edition=edition, by=by_name)
    digest = edition.files.get(form="pdf", inside=False).sha256
    answer = Client().get("/akta/", {"summa": f" {shape(digest)} "})
    assert "Ja, filen är Verksamhetsplan 2024, beslutad" in answer.content.decode()


def test_code_leads_to_the_page_and_nonsense_is_told_what_to_do(edition, by_name):
    make_public(edition=edition, by=by_name)
    answer = Client().get("/akta/", {"summa": CODE.upper()})
    assert (answer.status_code, answer["Location"]) == (302, f"/handling/{CODE}/")
    for nonsense in ("abc", "<script>", "a\0b", "å" * 300, "zzzzzzzzzz", "f" * 63):
        answer = Client().get("/akta/", {"summa": nonsense})
        assert answer.status_code == 200
        assert "Det gick inte att pröva" in answer.content.decode()
        assert "<script>" not in answer.content.decode()
    assert "Filen är ingen offentlig handling" in text(f"/akta/?summa={'f' * 64}")


def test_list_of_checksums_is_tried_without_the_site(edition, by_name, tmp_path):
    make_public(edition=edition, by=by_name)
    (tmp_path / "SHA256SUMS").write_text(text("/offentligt/kramfors/SHA256SUMS"))
    for form in ("pdf", "html", "sparbilaga"):
        response = Client().get(f"/handling/{CODE}/{form}/")
        name = response["Content-Disposition"].partition('filename="')[2].rstrip('"')
        (tmp_path / name).write_bytes(response.content)

    def tried() -> tuple[int, str]:
        ran = subprocess.run(
            ["sha256sum", "--check", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=False,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
        return ran.returncode, ran.stdout

    names = ("kramfors-plan-2024-1.pdf", "kramfors-plan-2024-1.html", "kramfors-plan-2024-1.sparbilaga.pdf")
    assert tried() == (0, "".join(f"{name}: OK\n" for name in names))
    (tmp_path / "kramfors-plan-2024-1.pdf").write_bytes(b"%PDF YTTRE")
    assert tried()[0] == 1


@pytest.fixture
def one_minute(monkeypatch):
    """The clock stands still in the middle of a minute."""
    monkeypatch.setattr(everybody.time, "time", lambda: 1_790_000_010.0)


def test_who_asks_too_often_waits(edition, by_name, settings, one_minute):
    settings.PUBLIC_PAGES_A_MINUTE = 5
    make_public(edition=edition, by=by_name)
    here, elsewhere = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    places = [
        f"/handling/{CODE}/",
        f"/handling/{CODE}/pdf/",
        "/akta/",
        "/offentligt/",
        "/offentligt/kramfors/",
    ]
    counted = [here.get(place).status_code for place in places]
    last = here.get("/akta/")
    assert counted == [200] * 5
    assert last.status_code == 429
    assert last["Retry-After"] == "60"
    assert last["Cache-Control"] == "no-store, private"
    assert elsewhere.get("/akta/").status_code == 200
    assert here.get("/konto/login/").status_code == 200


def test_one_connection_of_ipv6_is_one_place(db, settings, one_minute):
    settings.PUBLIC_PAGES_A_MINUTE = 1
    got = [Client(REMOTE_ADDR=f"2001:db8::{number}").get("/akta/").status_code for number in range(1, 5)]
    assert got == [200, 429, 429, 429]


def test_other_pages_are_kept_by_nobody(edition, small):
    chief = small.sign_in(Role.FORBUNDSCHEF)
    for client, place in (
        (Client(), "/konto/login/"),
        (Client(), "/offentligt/finns-inte/"),
        (chief, "/norra-an/2024/"),
    ):
        assert {"no-store", "private"} <= set(client.get(place)["Cache-Control"].split(", "))


def test_it_is_made_public_and_withdrawn_on_its_page(plan, decided, small):
    chief, member = small.sign_in(Role.FORBUNDSCHEF), small.sign_in(Role.LEDAMOT)
    place, public = f"/norra-an/2024/handlingar/{decided.code}/", f"/handling/{decided.code}/"
    assert "Gör offentlig" in chief.get(place).content.decode()
    assert "Gör offentlig" not in member.get(place).content.decode()
    assert member.post(f"{place}offentlig/").status_code == 403
    assert Client().get(public).status_code == 404
    assert chief.post(f"{place}offentlig/").status_code == 302
    assert chief.post(f"{place}offentlig/").status_code == 302  # sent twice
    assert Client().get(public).status_code == 200
    stored = bytes(EditionFile.objects.get(edition=decided, form="pdf", inside=False).content)
    assert Client().get(f"{public}pdf/").content == stored
    assert "Återkalla" in chief.get(place).content.decode()
    assert "Skriv varför" in chief.post(f"{place}aterkalla/", {"reason": ""}).content.decode()
    assert chief.post(f"{place}aterkalla/", {"reason": "Fel bilaga"}).status_code == 302
    assert Client().get(f"{public}pdf/").status_code == 410
    assert "Fel bilaga" in member.get(place).content.decode()


def test_the_command_says_what_the_page_says(edition, by_name, tmp_path, capsys):
    make_public(edition=edition, by=by_name)
    path = tmp_path / "plan.pdf"
    path.write_bytes(bytes(edition.files.get(form="pdf", inside=False).content))
    call_command("verify_edition", str(path))
    said = capsys.readouterr().out.replace("\u00a0", " ")
    shown = text(f"/akta/?summa={sha256(path.read_bytes()).hexdigest()}")
    for words in (
        "Samordningsförbundet kramfors · Verksamhetsplan 2024, beslutad · beslut av styrelsen 20 november 2023, § 45",
        "har inte ersatts av någon annan offentlig handling.",
    ):
        assert words in said
        assert words in shown


def test_what_is_stored_has_its_code_on_the_cover_and_a_draft_has_none(plan, by, small):
    place, chief = "/norra-an/2024/dokument/verksamhetsplan/html/", small.sign_in(Role.FORBUNDSCHEF)
    assert "QR-kod" not in chief.get(place).content.decode()
    proposed = step(plan, "foresla", by)
    decided = step(plan, "besluta", by, DECISION)
    assert proposed.code != decided.code
    for edition in (proposed, decided):
        page = stored(edition, "html").decode()
        assert f'alt="QR-kod som leder till http://testserver/handling/{edition.code}/"' in page
        assert f"<strong>{edition.code}</strong>" in page
        assert "asset:" not in page
    assert chief.get(place).content == stored(decided, "html")
    resolved = load(stored(decided, "json").decode())
    numbers = {one.key: one.id for one in load_trail(stored(decided, "spardata")).figures.values()}
    leads = FigureLinks(f"http://testserver/handling/{decided.code}/uppgift/", numbers)
    assert check_pdf(stored(decided, "pdf"), to_html(resolved, leads), 3) == []
    cover = PdfReader(BytesIO(stored(decided, "pdf"))).pages[0].extract_text()
    assert decided.code in cover
    assert resolved.cover.address == f"http://testserver/handling/{decided.code}/"
    assert [code.text for code in zxingcpp.read_barcodes(printed(decided))] == [resolved.cover.address]
    assert Client().get(resolved.cover.address).status_code == 404
    make_public(edition=decided, by=by)
    assert Client().get(resolved.cover.address).status_code == 200


def printed(edition: Edition) -> Image.Image:
    """The cover as a printer prints it: 150 dots an inch, black and white."""
    drawn = subprocess.run(
        ["pdftoppm", "-r", "150", "-gray", "-png", "-f", "1", "-l", "1", "-"],
        input=stored(edition, "pdf"), capture_output=True, check=True,
    )  # fmt: skip
    return Image.open(BytesIO(drawn.stdout)).convert("1")


def stored(edition: Edition, form: str) -> bytes:
    """The published file of an edition."""
    return bytes(EditionFile.unscoped.get(edition=edition, form=form, inside=False).content)


def test_statement_is_read_by_everybody_when_it_is_saved(small):
    chief = small.sign_in(Role.FORBUNDSCHEF)
    public, form = "/offentligt/norra-an/tillganglighet/", "/norra-an/2024/tillganglighetsredogorelse/"
    text(public, 404)
    told = {
        "compliance": "delvis", "method": "sjalv", "tested": "Startsidan och planen, med tangentbord.",
        "assessed_on": "2024-02-01", "reviewed_on": "2024-03-01",
    }  # fmt: skip
    answer = chief.post(form, told)
    assert answer.status_code == 422
    assert "Skriv vad som inte är tillgängligt" in answer.content.decode()
    assert chief.post(form, told | {"shortcomings": "Protokoll är inskannade."}).status_code == 302
    shown = text(public)
    for words in (
        "Delvis förenlig",
        "Protokoll är inskannade.",
        "Startsidan och planen",
        "1 februari 2024",
        "Digg",
    ):
        assert words in shown
    assert small.sign_in(Role.LEDAMOT).post(form, told).status_code == 403


def test_an_edition_made_for_other_tests_is_no_exception(db):
    assert Client().get(f"/handling/{an_edition('kramfors').code}/").status_code == 404
