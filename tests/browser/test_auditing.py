"""An auditor draws a sample, notes what she finds, sees what is new and leaves with the working paper."""

import subprocess
from pathlib import Path

import pytest

from tests.auditors.conftest import books, read
from tests.browser.looking import PICTURES, looked_at


@pytest.mark.slow
def test_an_auditor_samples_and_leaves_with_the_working_paper(fresh_site, signed_in, accessible, tmp_path):
    with fresh_site.connected():
        read(books(), vouchers=True)
    page = signed_in(fresh_site, "revisor", accept_downloads=True)

    def saved(link) -> bytes:
        with page.expect_download() as download:
            link.click()
        target = tmp_path / "file"
        download.value.save_as(target)
        return target.read_bytes()

    page.goto(f"{fresh_site}/kramfors/2024/")
    page.get_by_role("link", name="Granskning").first.click()
    looked_at(page, "auditing-1-granskning", accessible)
    page.get_by_role("link", name="Stickprov").first.click()
    looked_at(page, "auditing-2-tomt", accessible)
    page.get_by_role("link", name="Dra ett stickprov").click()
    looked_at(page, "auditing-3-nytt", accessible)
    page.get_by_label("Namn").fill("Köpt verksamhet")
    page.get_by_label("Konto från").fill("45")
    page.get_by_label("Konto till och med").fill("45")
    page.get_by_label("Metod").select_option("belopp")
    page.get_by_label("Intervall").fill("600 000")
    page.get_by_label("Frö").fill("tärningar 4 1 6 2")
    page.get_by_role("button", name="Visa vad urvalet omfattar").click()
    page.get_by_role("heading", name="Urvalet").wait_for()
    looked_at(page, "auditing-4-urval", accessible)
    page.get_by_role("button", name="Dra stickprovet").click()
    page.get_by_text("Stickprovet är draget.").wait_for()
    assert page.get_by_text("tärningar 4 1 6 2").is_visible()
    looked_at(page, "auditing-5-draget", accessible)
    page.get_by_role("link", name="4510 Köpt verksamhet").first.click()
    page.get_by_label("Resultat").select_option("avvikelse")
    page.get_by_role("button", name="Spara och ta nästa").click()
    page.get_by_text("Skriv hur stor avvikelsen är.").first.wait_for()
    looked_at(page, "auditing-6-post", accessible)
    page.get_by_label("Avvikelse").fill("1 200")
    page.get_by_label("Anteckning").fill("Hör till december.")
    page.get_by_role("button", name="Spara och ta nästa").click()
    page.get_by_text("Post", exact=True).wait_for()
    while "/stickprov-1/p" in page.url:
        before = page.url
        page.get_by_label("Resultat").select_option("utan")
        page.get_by_role("button", name="Spara och ta nästa").click()
        page.wait_for_url(lambda url, before=before: url != before)
    page.get_by_text("Uppskattat fel i hela urvalet").wait_for()
    looked_at(page, "auditing-7-bedomt", accessible)
    page.get_by_role("button", name="Dela med kansliet").click()
    page.get_by_text("Kansliet ser nu vilka poster").wait_for()
    page.get_by_role("link", name="Se det kansliet ser").click()
    page.wait_for_load_state()
    assert not page.get_by_text("Hör till december.").is_visible()
    looked_at(page, "auditing-8-underlag", accessible)
    page.get_by_role("link", name="Granskning").last.click()
    page.get_by_role("link", name="Nytt sedan sist").click()
    page.get_by_role("heading", name="Bokföringen, månad för månad").wait_for()
    page.locator("summary", has_text="Bokföring inläst").click()
    looked_at(page, "auditing-9-nytt-sedan", accessible)
    page.get_by_role("button", name="Jag har sett det här").click()
    page.get_by_text("Inget har hänt i 2024 sedan dess.").wait_for()
    looked_at(page, "auditing-10-inget-nytt", accessible)
    page.get_by_role("link", name="Granskning").last.click()
    assert saved(page.get_by_role("link", name="Excel")).startswith(b"PK")
    place = page.get_by_role("link", name="PDF").get_attribute("href")
    drawn = page.request.get(f"{fresh_site}{place}")
    assert drawn.headers["content-type"] == "application/pdf"
    pdf = tmp_path / "paper.pdf"
    pdf.write_bytes(drawn.body())
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True).stdout.decode()
    assert "Hör till december." in text
    if PICTURES:
        Path(PICTURES, "paper.pdf").write_bytes(drawn.body())
