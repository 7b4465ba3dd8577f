"""From a SIE file to the year's books in the browser, on a wide and a narrow screen."""

import pytest

from tests.browser.looking import looked_at
from tests.budget.ledger.importing.test_importing import of_2024


@pytest.mark.slow
def test_a_file_is_looked_at_and_read_in(fresh_site, signed_in, accessible, tmp_path):
    page = signed_in(fresh_site, "chef")

    page.goto(f"{fresh_site}/kramfors/2024/bokforing/")
    page.get_by_role("link", name="Läs in bokföring").click()
    looked_at(page, "books-in-1-valj", accessible)
    chosen = tmp_path / "kramfors.se"
    chosen.write_bytes(of_2024(change={"222000-2279": ""}))
    page.get_by_label("Välj filen").set_input_files(chosen)
    page.get_by_role("button", name="Visa vad filen innehåller").click()
    page.get_by_text("Resultat till och med december").wait_for()
    looked_at(page, "books-in-2-innehall", accessible)
    page.get_by_label("Räkna till och med").select_option("januari")
    page.get_by_text("Resultat till och med januari").wait_for()
    page.get_by_label("Filen säger inte vilket organisationsnummer").check()
    page.get_by_role("button", name="Läs in bokföringen").click()
    page.get_by_text("1 konto är inte kopplat till någon budgetrad. De står").or_(
        page.get_by_text("konton är inte kopplade till någon budgetrad. De står")
    ).wait_for()
    assert page.get_by_role("row", name="3010 Bidrag från medlemmar").is_visible()
    looked_at(page, "books-in-3-inlast", accessible)
