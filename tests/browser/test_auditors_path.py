"""A new auditor answers the five questions of the law, asks one of her own, has it answered, and leaves with the working paper."""

import subprocess
from functools import partial

import pytest
from django.test import override_settings

from finsam.core.models import User
from tests import clients
from tests.browser import keys
from tests.browser.conftest import sign_in
from tests.browser.looking import PICTURES, looked_at
from tests.browser.people import PASSWORD
from tests.editions.report import KEY, YEAR, signed_report

# The question, how many steps down the list its answer stands, and what it rests on
ANSWERS = (
    ("andamalsenligt", 1, ""),
    ("ekonomi", 1, "Underskottet var planerat och togs ur eget kapital."),
    ("rakenskaper", 1, ""),
    ("kontroll", 3, "Ingen intern kontroll är antecknad."),
    ("mal", 2, "Två mål har inget resultat."),
)


@pytest.fixture
def site(fresh_site):
    """A site where the årsredovisning is signed and somebody has just become an auditor."""
    with fresh_site.connected(), override_settings(ORIGIN=str(fresh_site)):
        signed_report()
        rut = User.objects.create_user("rut@example.se", PASSWORD, name="Rut Granskblad")
        clients.let_in(rut, "revisor", KEY)
    return fresh_site


tab_to = partial(keys.tab_to, most=120)


@pytest.mark.slow
def test_a_new_auditor_answers_asks_and_leaves_with_the_working_paper(site, new_page, accessible, tmp_path):
    page = new_page(accept_downloads=True, viewport={"width": 1280, "height": 900})

    def answered(question, steps, text):
        """One question answered without a mouse."""
        tab_to(page, page.locator(f"#{question}").get_by_role("link", name="Skriv din bedömning"))
        page.keyboard.press("Enter")
        page.wait_for_url("**/granskning/bedomning/**")
        tab_to(page, page.get_by_label("Bedömning", exact=True))
        for _ in range(steps):
            page.keyboard.press("ArrowDown")
        tab_to(page, page.get_by_label("Vad bedömningen vilar på"))
        page.keyboard.type(text)
        tab_to(page, page.get_by_role("button", name="Spara och dela"))
        page.keyboard.press("Enter")
        page.wait_for_url("**/granskning/#*")

    sign_in(page, site, "rut")
    page.goto(f"{site}/{KEY}/{YEAR}/")
    page.get_by_role("link", name="Granskning", exact=True).first.click()
    page.get_by_text("Du har bedömt 0 av 5 frågor.").wait_for()
    evidence = page.locator("#kontroll")
    assert evidence.get_by_text(f"Ingen intern kontroll är antecknad för {YEAR}.").is_visible()
    traced = page.locator("#rakenskaper").get_by_text("Alla går att följa till det inskrivna.")
    assert traced.is_visible()
    looked_at(page, "path-1-granskning", accessible)
    evidence.get_by_role("link", name="Skriv din bedömning").click()
    looked_at(page, "path-2-bedomning", accessible)
    page.get_by_label("Bedömning", exact=True).select_option("nej")
    page.get_by_role("button", name="Spara och dela").click()
    page.get_by_text("Skriv vad anmärkningen gäller").first.wait_for()
    looked_at(page, "path-3-utan-ord", accessible)
    page.get_by_role("link", name="Avbryt").click()
    for answer in ANSWERS:
        answered(*answer)
    page.get_by_text("Du har bedömt 5 av 5 frågor.").wait_for()
    looked_at(page, "path-4-bedomt", accessible)

    page.get_by_role("link", name="Utkast till revisionsberättelse").click()
    page.get_by_text("Vi bedömer att räkenskaperna är rättvisande.").wait_for()
    assert page.get_by_text("styrelsens interna kontroll inte har varit tillräcklig").is_visible()
    looked_at(page, "path-5-utkast", accessible)
    page.get_by_role("link", name="Granskning", exact=True).last.click()

    page.get_by_role("link", name="Frågor till kansliet").first.click()
    page.get_by_role("link", name="Ställ en fråga").first.click()
    page.get_by_label("Vad du vill veta eller få se").fill("Var finns planen för intern kontroll?")
    looked_at(page, "path-6-fraga", accessible)
    page.get_by_role("button", name="Skicka till kansliet").click()
    page.get_by_text("är skickad till kansliet").wait_for()
    asked = page.url

    chief = new_page(viewport={"width": 1280, "height": 900})
    sign_in(chief, site, "vandrare")
    chief.goto(f"{site}/{KEY}/{YEAR}/granskning/")
    assert chief.get_by_text("Två mål har inget resultat.").is_visible()
    assert chief.get_by_role("link", name="Skriv din bedömning").count() == 0
    chief.goto(asked)
    chief.get_by_role("link", name="Svara").click()
    chief.locator("textarea[name=text]").fill("Den är beslutad i oktober. Vi skriver in den.")
    chief.get_by_role("button", name="Svara").click()
    chief.get_by_text("Frågan är nu besvarad.").wait_for()

    page.goto(asked)
    page.get_by_text("Den är beslutad i oktober.").wait_for()
    looked_at(page, "path-7-svar", accessible)
    page.get_by_role("link", name="Granskning", exact=True).first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    download.value.save_as(tmp_path / "paper.xlsx")
    assert (tmp_path / "paper.xlsx").read_bytes().startswith(b"PK")
    place = page.get_by_role("link", name="PDF", exact=True).get_attribute("href")
    drawn = page.request.get(f"{site}{place}")
    assert drawn.headers["content-type"] == "application/pdf"
    (tmp_path / "paper.pdf").write_bytes(drawn.body())
    told = subprocess.run(["pdftotext", tmp_path / "paper.pdf", "-"], capture_output=True, check=True).stdout
    said = " ".join(told.decode().replace("\xa0", " ").split())
    for words in (
        "Lagens fem frågor",
        "Två mål har inget resultat.",
        f"Ingen intern kontroll är antecknad för {YEAR}.",
    ):
        assert words in said, words
    if PICTURES:
        (tmp_path / "paper.pdf").rename(f"{PICTURES}/path-paper.pdf")
