"""From a figure in the PDF to where it was entered, in a real browser: at most three clicks, and by typing the amount."""

import io
import json

import pikepdf
import pytest
from django.conf import settings
from django.test import override_settings

from finsam.core.models import User
from finsam.editions.models import EditionFile
from tests import clients
from tests.browser.looking import fits
from tests.browser.people import PASSWORD
from tests.editions.report import KEY, TEN, YEAR, signed_report

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture
def report(fresh_site):
    """The signed report on a site of its own: its code, its PDF, and the session of somebody who audits."""
    with fresh_site.connected(), override_settings(ORIGIN=str(fresh_site)):
        edition = signed_report()
        rut = User.objects.create_user("rut@example.se", PASSWORD, name="Rut")
        pdf = bytes(EditionFile.unscoped.get(edition=edition, form="pdf", inside=False).content)
        session = clients.signed_in(clients.let_in(rut, "revisor", KEY)).session.session_key
    return edition.code, pdf, session


@pytest.fixture
def auditor(report, new_page):
    """A page of the auditor's, who has signed in."""
    page = new_page(viewport=WIDE)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": report[2], "domain": "127.0.0.1", "path": "/"}
    page.context.add_cookies([cookie])
    return page


def links_of(pdf: bytes) -> dict[int, str]:
    """Where each figure in the PDF leads, by its number."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        notes = (note for page in opened.pages for note in page.obj.get("/Annots", []) if "/A" in note)
        addresses = [str(note.A.URI) for note in notes if "/uppgift/" in str(note.A.URI)]
    return {int(address.rstrip("/").rpartition("/")[2]): address for address in addresses}


def numbers_of(pdf: bytes) -> dict[str, int]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        told = json.loads(opened.attachments["sparbilaga.json"].get_file().read_bytes())
    return {one["key"]: one["id"] for one in told["facts"]}


def test_from_the_pdf_to_the_entered_source_in_three_clicks(report, auditor, fresh_site):
    code, pdf, _ = report
    links, numbers = links_of(pdf), numbers_of(pdf)
    for key, text in TEN.values():
        place = f"{fresh_site}/{KEY}/{YEAR}/handlingar/{code}/uppgifter/{numbers[key]}/"
        follow(auditor, fresh_site, links[numbers[key]], place, text)


def follow(auditor, site, link: str, place: str, text: str) -> None:
    """From a link in the PDF to where what it was made of is entered."""
    auditor.goto(link)  # the first click: the edition isn't public, so it goes on into the förbund
    assert auditor.url == place
    assert text.replace(" ", "\u00a0") in auditor.locator("main").inner_text()
    clicks = 1
    fold = auditor.locator("details > summary", has_text="Visa alla")
    if fold.count():
        fold.click()
        clicks += 1
    sources = auditor.get_by_role("region", name="Inskrivet som den vilar på").get_by_role("link", name="Där")
    source = (
        sources.first if sources.count() else auditor.get_by_role("link", name="Där uppgiften är inskriven")
    )
    with auditor.expect_navigation() as navigation:
        source.click()
    clicks += 1
    assert navigation.value.status == 200
    assert auditor.url.startswith(f"{site}/{KEY}/")
    assert "/uppgift" not in auditor.url
    assert clicks <= 3


def test_typing_an_amount_from_paper_leads_to_its_figure(report, auditor, fresh_site, accessible):
    code, pdf, _ = report
    number = numbers_of(pdf)["bokslut.kassa@2023"]
    auditor.goto(f"{fresh_site}/{KEY}/{YEAR}/handlingar/{code}/")
    auditor.get_by_role("searchbox").fill("1 609 tkr")
    auditor.get_by_role("button", name="Sök", exact=True).click()
    auditor.get_by_role("row").filter(has_text="1\u00a0609\u00a0476,49\u00a0kr").first.get_by_role(
        "link"
    ).click()
    assert "1\u00a0609\u00a0476,49\u00a0kr" in auditor.locator(".big-figure").inner_text()
    for place in (f"handlingar/{code}/", f"handlingar/{code}/uppgifter/", f"handlingar/{code}/uppgifter/{number}/",
                  "uppgifter/?q=1+609+tkr", "uppgifter/bokslut.kassa@2023/"):  # fmt: skip
        auditor.set_viewport_size(WIDE)
        auditor.goto(f"{fresh_site}/{KEY}/{YEAR}/{place}")
        accessible(auditor)
        auditor.set_viewport_size(NARROW)
        fits(auditor, place)
