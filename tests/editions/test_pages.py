"""The pages of steps and editions: each refusal is a sentence, and what is handed out is what was stored."""

import io
import re
from datetime import date

import pytest
from lxml import html
from pypdf import PdfReader

from finsam.core.models import FiscalYear
from finsam.core.tenancy.permissions import Role
from finsam.documents.models import Document, Section
from finsam.editions import services
from finsam.editions.models import Edition, EditionFile
from finsam.editions.serialized import load
from finsam.organisation.models import Body
from finsam.rendering.pdf.pdf import to_pdf
from plans.models.year import Meeting
from tests.editions.conftest import step

DOCUMENT = "/norra-an/2024/dokument/verksamhetsplan/"


@pytest.fixture(autouse=True)
def drawn_here(monkeypatch):
    """The PDF is drawn in this process."""
    monkeypatch.setattr(
        services.take_step, "__kwdefaults__", {**services.take_step.__kwdefaults__, "draw": to_pdf}
    )


def test_a_decision_is_noted_on_the_page_and_not_without_its_paragraph(plan, small, by):
    step(plan, "foresla", by)
    chief = small.sign_in(Role.FORBUNDSCHEF)
    place = f"{DOCUMENT}steg/besluta/"
    assert "Anteckna styrelsens beslut" in chief.get(place).content.decode()
    told = {"day": "2023-11-20", "paragraph": "", "meeting": "Styrelsens sammanträde"}
    answer = chief.post(place, told)
    assert answer.status_code == 422
    assert (
        '<a href="#id_paragraph">Paragraf i protokollet: Skriv vilken paragraf i protokollet som beslutet har.</a>'
        in answer.content.decode()
    )
    assert Document.objects.get(pk=plan.pk).status == "forslag"
    assert chief.post(place, told | {"paragraph": "45"}).status_code == 302
    assert Document.objects.get(pk=plan.pk).status == "beslutad"
    assert chief.get(place).status_code == 302  # it is decided already, which the document's page says
    page = chief.get(DOCUMENT).content.decode()
    assert "är beslutad och ändras inte mer" in page
    assert "Revidera" in page


def test_the_boards_meetings_are_offered_and_another_may_be_written(plan, small, by):
    """Those that have been held in the document's year and beside it; not the beredningsgrupp's, and not coming ones."""
    step(plan, "foresla", by)
    own = {"forbund": small.forbund}
    Meeting.objects.filter(**own).delete()
    board = Body.objects.create(name="Styrelsen", kind="styrelse", **own)
    others = Body.objects.create(name="Beredningen", kind="beredning", **own)
    years = {
        year: FiscalYear.objects.get_or_create(year=year, defaults={"key": str(year)}, **own)[0]
        for year in (2023, 2024, 2099)
    }
    for body, day in (
        (board, date(2023, 11, 20)),
        (board, date(2024, 2, 5)),
        (others, date(2023, 11, 1)),
        (board, date(2099, 3, 1)),
    ):
        Meeting.objects.create(body=body, date=day, fiscal_year=years[day.year], **own)
    chief = small.sign_in(Role.FORBUNDSCHEF)
    place = f"{DOCUMENT}steg/besluta/"
    page = html.fromstring(chief.get(place).text)
    (field,) = page.xpath("//input[@name='meeting']")
    assert page.xpath(f"//datalist[@id='{field.get('list')}']/option/@value") == [
        "Styrelsen 5 februari 2024", "Styrelsen 20 november 2023",
    ]  # fmt: skip
    older = {"day": "2022-11-20", "paragraph": "45", "meeting": "Extra sammanträde per capsulam"}
    assert chief.post(place, older).status_code == 302
    assert Document.objects.get(pk=plan.pk).meeting == "Extra sammanträde per capsulam"


def test_what_is_stored_says_what_it_became_though_it_was_read_before(plan, small, kept):
    """What is read before a step is kept for the revision; the stored copy is the document after the step."""
    chief = small.sign_in(Role.FORBUNDSCHEF)
    covers = []
    for name, told in (
        ("foresla", {}),
        ("besluta", {"day": "2023-11-20", "paragraph": "45", "meeting": "Styrelsens sammanträde"}),
    ):
        chief.get(f"{DOCUMENT}visa/")
        assert chief.post(f"{DOCUMENT}steg/{name}/", told).status_code == 302
        data = EditionFile.objects.filter(form="json", inside=True).latest("pk")
        covers.append(load(bytes(data.content).decode()).cover)
    proposed, decided = covers
    assert (proposed.status, proposed.decision) == ("Förslag", "Behandlas av styrelsen 20\u00a0november 2023")
    assert (decided.status, decided.decision) == (
        "",
        "Beslutad av styrelsen 20\u00a0november 2023, §\u00a045",
    )
    pdf = EditionFile.objects.filter(form="pdf", inside=False).latest("pk")
    printed = " ".join(PdfReader(io.BytesIO(bytes(pdf.content))).pages[0].extract_text().split())
    assert "Beslutad av styrelsen 20 november 2023, § 45" in printed
    assert "Förslag" not in printed


def test_looking_at_a_step_does_not_change_what_the_document_is_called(plan, small, kept):
    chief = small.sign_in(Role.FORBUNDSCHEF)
    chief.get(f"{DOCUMENT}steg/foresla/")
    read = chief.get(f"{DOCUMENT}visa/").content.decode()
    assert "Utkast" in read
    assert "Förslag till" not in read


def test_somebody_without_the_role_is_told_so(plan, small, by):
    step(plan, "foresla", by)
    answer = small.sign_in(Role.EKONOM).post(f"{DOCUMENT}steg/besluta/", {"day": "2023-11-20"})
    assert answer.status_code == 403
    assert Edition.objects.count() == 1


def test_an_old_form_of_a_decided_plan_is_refused_with_the_text_kept(plan, decided, small):
    chief = small.sign_in(Role.FORBUNDSCHEF)
    section = Section.objects.get(document=plan, key="text")
    answer = chief.post(
        f"{DOCUMENT}avsnitt/text/",
        {"title": "Text", "level": "1", "prose": "<p>Det jag skrev.</p>", "version": "1"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "är beslutad och ändras inte mer" in page
    assert "Det jag skrev." in page
    assert Section.objects.get(pk=section.pk).prose == section.prose


def test_what_is_decided_is_handed_out_as_it_was_stored(plan, decided, small):
    auditor = small.sign_in(Role.REVISOR)
    before = auditor.get(f"{DOCUMENT}visa/").content.decode()
    small.set_amount("lon", -1)
    after = auditor.get(f"{DOCUMENT}visa/").content.decode()
    assert "Det här är handlingen som den lagrades: beslutad 20 november 2023, § 45." in after
    article = re.compile(r'<article class="document[^"]*">.*</article>', re.DOTALL)
    assert article.search(after)[0] == article.search(before)[0]
    for form in ("pdf", "html", "xlsx", "docx"):
        stored = bytes(EditionFile.objects.get(edition=decided, form=form, inside=False).content)
        assert auditor.get(f"{DOCUMENT}{form}/").content == stored
        assert auditor.get(f"/norra-an/2024/handlingar/{decided.code}/{form}/").content == stored
    page = auditor.get(f"/norra-an/2024/handlingar/{decided.code}/").content.decode()
    assert EditionFile.objects.get(edition=decided, form="pdf").sha256 in page
    assert "§ 45" in page
    assert "Verksamhetsplan 2024, beslutad" in auditor.get("/norra-an/2024/handlingar/").content.decode()


def test_what_shows_small_counts_is_for_those_who_see_them(decided, small):
    place = f"/norra-an/2024/handlingar/{decided.code}/"
    member, auditor = small.sign_in(Role.LEDAMOT), small.sign_in(Role.REVISOR)
    for form in ("akt", "json"):
        assert member.get(f"{place}{form}/").status_code == 403
        assert auditor.get(f"{place}{form}/").status_code == 200
    assert "SHA-256" in member.get(place).content.decode()
    assert "akt/" not in member.get(place).content.decode()
