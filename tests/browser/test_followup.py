"""Budgetuppföljning in a browser: a closed month, the comment that it demands, the way to the account, and the keyboard alone."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from budget.ledger.services import ReadFile, close_month, read_in
from budget.ledger.snapshot import LedgerAccount, Snapshot
from budget.models import AccountRule, DeviationComment, Line, RuleShare
from finsam.core.models import FiscalYear, User
from tests.browser.looking import fits
from tests.browser.test_keyboard import tab_to
from tests.clients import in_scope

HERE = "/kramfors/2024/budget/uppfoljning/"
SIZES = {"desk": (1280, 900), "phone": (360, 740)}
LINE = "Aktivitetscoach STEGSAM"
WHY = "Två deltagare mer än planerat började i mars. Vi räknar med att det jämnar ut sig i höst."
# What was booked from January to March, by account and object: a twelfth of the budget each month, but for Stegsam in March.
BOOKED = {
    ("3610", ""): ("bidrag-staten", (-107_750,) * 3),
    ("3631", ""): ("bidrag-kommun", (-53_875,) * 3),
    ("3632", ""): ("bidrag-region", (-53_875,) * 3),
    ("4010", "10"): ("samkraft", (47_917, 47_917, 47_917)),
    ("4020", "20"): ("stegsam", (82_250, 82_250, 202_250)),
    ("5010", ""): ("personalkostnader", (75_837, 75_837, 75_837)),
}
NAMES = {
    "3610": "Bidrag staten",
    "3631": "Bidrag kommun",
    "3632": "Bidrag region",
    "4010": "Köpt verksamhet",
    "4020": "Köpt coachning",
    "5010": "Löner",
}


@pytest.fixture
def closed(fresh_site):
    """Kramfors's 2024 with books to March, which is closed; Stegsam has cost 120 000 kr more than is planned."""
    with fresh_site.connected(), in_scope("kramfors"):
        year = FiscalYear.objects.select_related("forbund").get(year=2024)
        by = User.objects.get(email="chef@example.se")
        own = {"forbund": year.forbund}
        accounts = {number: LedgerAccount(name) for number, name in NAMES.items()}
        snapshot = Snapshot(accounts, {"10": "Samkraft", "20": "Stegsam"}, {})
        for order, ((account, thing), (line, months)) in enumerate(BOOKED.items(), 1):
            rule = AccountRule.objects.create(fiscal_year=year, accounts=account, order=order, **own)
            RuleShare.objects.create(rule=rule, line=Line.objects.get(key=line), percent=100, **own)
            for month, amount in enumerate(months, 1):
                snapshot.amounts[account, thing, month] = Decimal(amount)
        read_in(fiscal_year=year, snapshot=snapshot, file=ReadFile("bok.se", "a" * 64, "vouchers", 3), by=by)
        for month in (1, 2, 3):
            close_month(fiscal_year=year, month=month, sentence="Avstämd mot banken.", by=by)
    return fresh_site


def row(page, key):
    return page.locator(f'[id="rad-{key}"]')


@pytest.mark.parametrize("size", SIZES)
def test_what_deviates_is_explained_and_kept(closed, signed_in, accessible, size):
    width, height = SIZES[size]
    page = signed_in(closed, "chef", viewport={"width": width, "height": height})
    page.goto(f"{closed}{HERE}")
    main = page.get_by_role("main")
    expect(main).to_contain_text("till och med mars 2024")
    expect(main).not_to_contain_text("Preliminärt")  # the month is closed
    expect(row(page, "stegsam")).to_contain_text("avviker")
    expect(main).to_contain_text(f"Saknar kommentar: {LINE}")
    accessible(page)
    fits(page)

    page.get_by_role(
        "link", name=LINE, exact=True
    ).last.click()  # from what lacks a comment to where it is written
    field = page.get_by_role("textbox", name=re.compile(f"^{LINE}"))
    expect(field).to_be_in_viewport()
    field.fill(WHY)
    page.get_by_role("button", name="Spara kommentarerna").click()
    expect(main).to_contain_text("Kommentarerna till och med mars 2024 har sparats.")
    expect(main).to_contain_text("Allt som avviker har en kommentar.")
    page.reload()
    expect(field).to_have_value(WHY)
    accessible(page)
    with closed.connected(), in_scope("kramfors"):
        said = DeviationComment.objects.get()
        assert (said.line.key, said.month, said.text) == ("stegsam", 3, WHY)


@pytest.mark.parametrize("size", SIZES)
def test_a_line_is_followed_to_its_account_and_month(closed, signed_in, accessible, size):
    width, height = SIZES[size]
    page = signed_in(closed, "ledamot", viewport={"width": width, "height": height})
    page.goto(f"{closed}{HERE}")
    line = row(page, "stegsam").get_by_role("link", name=LINE, exact=True)
    expect(line).to_have_attribute("aria-expanded", "false")
    line.click()
    expect(row(page, "stegsam").get_by_role("link", name=LINE, exact=True)).to_have_attribute(
        "aria-expanded", "true"
    )
    expect(row(page, "stegsam")).to_be_in_viewport()
    months = page.get_by_role("table", name=re.compile(f"^{LINE}: konto och objekt"))
    expect(months).to_contain_text("4020 Köpt coachning")
    accessible(page)
    fits(page)
    months.get_by_role("link", name="202 250").click()
    expect(page.get_by_role("main")).to_contain_text("202 250 kr")
    expect(page.get_by_role("main")).to_contain_text("mars")
    accessible(page)
    fits(page)
    page.go_back()
    page.get_by_role("link", name="Kostnadsslag").click()
    expect(page.get_by_role("link", name="Kostnadsslag")).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("table").first).to_contain_text("Summa kostnader")
    accessible(page)
    page.get_by_role("link", name="Insats för insats").click()
    expect(row(page, "insats.stegsam").first).to_contain_text("366 750")
    page.get_by_role("link", name="Februari").click()  # the grouping is kept where the month is changed
    expect(page.get_by_role("link", name="Insats för insats")).to_have_attribute("aria-current", "page")
    expect(row(page, "insats.stegsam").first).to_contain_text("164 500")
    fits(page)


def test_the_whole_way_by_keyboard(closed, signed_in):
    page = signed_in(closed, "chef")
    page.goto(f"{closed}{HERE}")
    tab_to(page, page.get_by_role("link", name="Insats för insats"))
    page.keyboard.press("Enter")
    page.wait_for_url("**visa=insatser")
    tab_to(page, page.get_by_role("link", name="Rad för rad"))
    page.keyboard.press("Enter")
    page.wait_for_url("**visa=rader")
    line = row(page, "stegsam").get_by_role("link", name=LINE, exact=True)
    tab_to(page, line)
    page.keyboard.press("Enter")
    page.wait_for_url("**rad=stegsam**")
    months = page.get_by_role("table", name=re.compile(f"^{LINE}: konto och objekt"))
    expect(months).to_be_visible()
    tab_to(page, months.get_by_role("link", name="202 250"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/uppgifter/**")
    page.go_back()
    field = page.locator("#kommentar-stegsam textarea")
    tab_to(page, field, limit=160)
    page.keyboard.type(WHY)
    tab_to(page, page.get_by_role("button", name="Spara kommentarerna"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Allt som avviker har en kommentar.")
    expect(page.locator("#kommentar-stegsam textarea")).to_have_value(WHY)
