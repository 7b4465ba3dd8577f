"""Last year's plan read in from Word: the file is chosen once, looked at, and read in."""

from pathlib import Path

from tests.browser.looking import fits

FILE = Path(__file__).resolve().parents[1] / "documents" / "files" / "libreoffice.docx"


def test_a_file_is_looked_at_and_read_in_without_being_chosen_again(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    page.goto(f"{fresh_site}/kramfors/2024/dokument/verksamhetsplan/fran-word/")
    page.get_by_label("Word-fil").set_input_files(FILE)
    page.get_by_role("button", name="Visa vad som finns i filen").click()
    page.get_by_role("heading", name="3 avsnitt i filen").wait_for()
    page.set_viewport_size({"width": 360, "height": 800})
    fits(page)
    page.get_by_role("button", name="Läs in valda avsnitt").click()
    page.wait_for_url("**/dokument/verksamhetsplan/")
    assert "Läs igenom dem: siffror och årtal är från Word-filen." in page.locator("main").inner_text()
