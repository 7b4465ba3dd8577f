"""From the file that the bookkeeping system gives to the board's page, in few clicks and to the öre."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from finsam.core.models import Forbund
from finsam.core.tenancy.scope import inside
from finsam.facts.book import Book
from tests.budget.ledger import real_books
from tests.budget.ledger.sie_files import written

CLICKS = 8
# What the file comes to in August: an income of 1 724 000 kr and costs of 1 726 610,88 kr, added by hand.
RESULT = Decimal("-2610.88")


@pytest.fixture
def sie(tmp_path):
    """Kramfors's 2024 to the end of August."""
    path = tmp_path / "kramfors-2024.se"
    text = real_books.sie_of(
        name="Samordningsförbundet Kramfors", organisation="222000-1966", year=2024, accounts=real_books.KRAMFORS,
        balances=real_books.KRAMFORS_BALANCES, objects=real_books.KRAMFORS_OBJECTS, until=8,
    )  # fmt: skip
    path.write_bytes(written(text.replace("#GEN 20250115", "#GEN 20240904")))
    return path


class Clicking:
    """A person at the page, whose clicks are counted."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def click(self, role, name, **how):
        self.clicks += 1
        self.page.get_by_role(role, name=name, **how).first.click()
        self.page.wait_for_load_state()

    def choose(self, label, path):
        self.clicks += 1
        self.page.get_by_label(label).set_input_files(path)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_boards_page_stands_a_minute_after_the_file_came(fresh_site, signed_in, accessible, sie, width):
    page = signed_in(fresh_site, "chef", viewport={"width": width, "height": 800})
    person = Clicking(page)
    page.goto(f"{fresh_site}/kramfors/2024/budget/")
    person.click("link", re.compile("Läs in bokföring"))
    person.choose(re.compile("[Ff]il"), sie)
    person.click("button", "Visa vad filen innehåller")
    expect(page.locator(".big-figures")).to_contain_text("−2\xa0610,88\xa0kr")
    accessible(page)
    if page.get_by_role("checkbox", name=re.compile("bokföring")).count():
        person.clicks += 1
        page.locator("#ours").check()
    person.click("button", "Läs in bokföringen")
    person.click("link", re.compile("Koppla"))
    accessible(page)
    person.click("button", "Spara kopplingarna")
    expect(page.get_by_text("Allt är kopplat till en budgetrad")).to_be_visible()
    person.click("link", "Översikt") if width > 700 else page.goto(f"{fresh_site}/kramfors/2024/")
    panel = page.locator(".panel", has_text="Håller pengarna 2024?")
    expect(panel).to_contain_text("till och med augusti 2024")
    expect(panel).to_contain_text("1,73 mnkr")
    accessible(page)
    assert person.clicks <= CLICKS
    with fresh_site.connected():
        forbund = Forbund.objects.get(key="kramfors")
        with inside(forbund):
            facts = Book(forbund, 2024)
            assert facts["utfall.resultat@2024"].value == facts["bok.resultat@2024"].value == RESULT
            assert facts["utfall.stegsam@2024"].value == Decimal("-674986.80")
