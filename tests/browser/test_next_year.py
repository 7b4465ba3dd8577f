"""Next year in a minute: from the choice of years to the list of what still names the old one."""

import pytest

from tests.browser.conftest import sign_in
from tests.browser.looking import looked_at


@pytest.mark.slow
def test_the_year_is_begun_and_a_sentence_mended(fresh_site, new_page, accessible):
    page = new_page()
    sign_in(page, fresh_site, "chef")
    page.locator("details.year summary").click()
    page.get_by_role("link", name="Börja 2025").first.click()
    page.get_by_role("heading", name="Börja 2025", level=1).wait_for()
    looked_at(page, "before", accessible)
    page.get_by_role("button", name="Börja 2025 från 2024").click()
    page.get_by_text("2025 är påbörjat från 2024.").wait_for()
    page.get_by_text("11 meningar kopierades från 2024").wait_for()
    looked_at(page, "after", accessible)
    page.goto(f"{fresh_site}/kramfors/2025/")
    page.get_by_role("link", name="Byt ut det som handlar om 2024").click()
    page.get_by_role("link", name="Avsnitt: Projekt/Insatser").first.click()
    page.wait_for_url("**/kramfors/2025/dokument/verksamhetsplan/avsnitt/**")

    # What stood last year: under the fields, and folded under a section's text with last year's figures in it.
    page.goto(f"{fresh_site}/kramfors/2025/dokument/verksamhetsplan/avsnitt/ekonomi/")
    fold = page.locator("details.last-year", has_text="2024: Försäkringskassan, som ansvarar")
    fold.locator("summary").click()
    fold.get_by_text("Statens driftsbidrag för 2024 är 1 293 000 kr.").wait_for()
    looked_at(page, "section", accessible)
    page.goto(f"{fresh_site}/kramfors/2025/mal/samkraft-arenden/")
    page.get_by_text("2024: 25", exact=True).wait_for()
    looked_at(page, "goal", accessible)
