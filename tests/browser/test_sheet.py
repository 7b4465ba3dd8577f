"""A whole budget in the sheet: from nothing in a few page loads, and by keyboard, paste and undo."""

import re

import pytest

from budget.models import Amount, Series
from finsam.core.models import Access, FiscalYear, Forbund, User
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside, scopes_disabled
from tests.browser.looking import fits
from tests.browser.people import email

# What a person has in Excel: fifteen lines and three years, costs with minus, sums that are not lines.
BUDGET = [
    ("Bidrag från staten", 2_000_000, 2_000_000, 2_100_000),
    ("Bidrag från regionen", 1_000_000, 1_000_000, 1_050_000),
    ("Bidrag från kommunen", 1_000_000, 1_000_000, 1_050_000),
    ("Ränta", 10_000, 5_000, 5_000),
    ("Spåret", -900_000, -950_000, -950_000),
    ("Unga vuxna", -800_000, -800_000, -820_000),
    ("Coachteamet", -700_000, -700_000, -700_000),
    ("Psykiatridagen", -20_000, -20_000, -20_000),
    ("Utvecklingsmedel", -150_000, -100_000, -100_000),
    ("Löner", -900_000, -920_000, -940_000),
    ("Lokal", -90_000, -92_000, -94_000),
    ("Styrelse", -110_000, -110_000, -110_000),
    ("Revision", -40_000, -40_000, -40_000),
    ("Ekonomitjänst", -60_000, -61_000, -62_000),
    ("Övrigt", -30_000, -30_000, -30_000),
]


@pytest.fixture
def empty(fresh_site):
    """A förbund with a year and nothing else, which the förbundschef of Kramfors has too."""
    with fresh_site.connected(), scopes_disabled():
        forbund = Forbund.objects.create(key="nya", name="Samordningsförbundet Nya", short_name="Nya")
        FiscalYear.objects.create(forbund=forbund, year=2025, key="2025")
        Access(user=User.objects.get(email=email("chef")), forbund=forbund, role=Role.FORBUNDSCHEF).save()
    return f"{fresh_site}/nya/2025/budget/tabell/"


@pytest.fixture
def kramfors(fresh_site):
    return f"{fresh_site}/kramfors/2024/budget/tabell/"


def paste(page, cell, text: str) -> None:
    cell.evaluate(
        """(cell, text) => {
        const data = new DataTransfer();
        data.setData("text/plain", text);
        cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def total(page, row: str) -> list[str]:
    """What a row of totals says in each column."""
    found = page.locator(f"tr#{row} td").all_inner_texts()
    return [text.replace("\u00a0", " ").strip() for text in found]


def cell(page, row: str, column: int):
    return page.locator(f"tr#{row} td").nth(column).locator("input.amount")


def test_a_budget_of_fifteen_lines_and_two_plan_years_from_nothing(empty, fresh_site, signed_in, accessible):
    from playwright.sync_api import expect

    page = signed_in(fresh_site, "chef")
    loads = []
    page.on("request", lambda request: request.is_navigation_request() and loads.append(request.url))
    page.goto(empty)
    accessible(page)
    page.get_by_role("button", name="Börja med budget och två planår").click()
    expect(page.get_by_role("columnheader", name=re.compile("Plan 2027"))).to_be_visible()
    for place, (name, *_) in enumerate(BUDGET):
        if place in (0, 4):
            page.get_by_label("Rad", exact=True).select_option("+intakt" if place == 0 else "+kostnad")
        page.get_by_label("Namn", exact=True).fill(name)
        page.keyboard.press("Enter")
        expect(page.get_by_role("rowheader", name=name)).to_be_visible()
    text = "\tBudget 2025\tPlan 2026\tPlan 2027\n"
    text += "\n".join("\t".join([name, *map(str, amounts)]) for name, *amounts in BUDGET)
    paste(page, cell(page, "bidrag-fran-staten", 0), text)
    expect(page.get_by_text("15 av 15 rader hittar hem.")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Fyll i rutorna").click()
    expect(page.get_by_label("Löner, Plan 2026")).to_have_value("920\u00a0000")
    cell(page, "ingaende", 0).fill("500 000")
    expect(page.locator("tr#utgaende td").nth(2)).to_have_text("1\u00a0231\u00a0000")
    page.get_by_role("button", name="Spara budgeten").click()
    expect(page.get_by_text("46 belopp i Budget 2025, Plan 2026 och Plan 2027 har sparats.")).to_be_visible()
    assert total(page, "intakter") == ["4 010 000", "4 005 000", "4 205 000"]
    assert total(page, "kostnader") == ["3 800 000", "3 823 000", "3 866 000"]
    assert total(page, "resultat") == ["210 000", "182 000", "339 000"]
    assert total(page, "utgaende") == ["710 000", "892 000", "1 231 000"]
    page.goto(empty.replace("tabell/", ""))
    expect(page.get_by_role("row", name=re.compile("Övrigt"))).to_contain_text("30 000")
    assert len(loads) <= 10, loads
    with fresh_site.connected(), scopes_disabled():
        assert Amount.objects.filter(forbund__key="nya").count() == 45
        assert (
            Amount.objects.get(forbund__key="nya", line__name="Löner", series__about=2026).amount == -920_000
        )


def test_by_keyboard_with_undo_over_a_paste(kramfors, fresh_site, signed_in):
    from playwright.sync_api import expect

    page = signed_in(fresh_site, "chef")
    page.goto(kramfors)
    staff, other = "personalkostnader", "ovriga-verksamhetskostnader"
    cell(page, staff, 1).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("900000")
    page.keyboard.press("Enter")
    expect(cell(page, other, 1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(cell(page, other, 2)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(cell(page, staff, 2)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(cell(page, staff, 1)).to_be_focused()
    expect(page.locator("tr#kostnader td").nth(1)).to_have_text("2\u00a0575\u00a0952")
    paste(page, cell(page, staff, 1), "1\t2\t3\n4\t5\t6\n")
    assert [cell(page, row, at).input_value() for row in (staff, other) for at in (1, 2, 3)] == list("123456")
    page.keyboard.press("Control+z")
    expect(page.get_by_text("6 rutor är som förut.")).to_be_visible()
    assert cell(page, other, 3).input_value() == "89\u00a0952"
    assert cell(page, staff, 1).input_value() == "900000"
    page.keyboard.press("Control+z")
    assert cell(page, staff, 1).input_value() == "910\u00a0048"
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+y")
    assert cell(page, other, 3).input_value() == "6"
    expect(page.locator("tr#kostnader td").nth(1)).to_have_text("1\u00a0586\u00a0005")


def test_what_is_not_saved_stays_while_lines_are_moved_by_keys(kramfors, fresh_site, signed_in):
    from playwright.sync_api import expect

    page = signed_in(fresh_site, "chef")
    page.goto(kramfors)
    cell(page, "personalkostnader", 1).fill("1")
    page.keyboard.press("Alt+Shift+ArrowDown")
    expect(page.get_by_role("status").filter(has_text="är flyttad nedåt").first).to_be_visible()
    rows = page.locator("tbody tr[id]").evaluate_all("(rows) => rows.map((row) => row.id)")
    assert rows.index("ovriga-verksamhetskostnader") + 1 == rows.index("personalkostnader")
    assert cell(page, "personalkostnader", 1).input_value() == "1"
    expect(cell(page, "personalkostnader", 1)).to_be_focused()
    page.keyboard.press("F2")
    expect(page.get_by_label("Namn", exact=True)).to_have_value("Personalkostnader")
    page.get_by_label("Namn", exact=True).fill("Personal")
    page.get_by_role("button", name="Byt namn på raden").click()
    expect(page.get_by_role("rowheader", name=re.compile("^Personal Noter"))).to_be_visible()
    page.get_by_role("button", name="Spara budgeten").click()
    expect(page.get_by_text("1 belopp i Budget 2024 har sparats.")).to_be_visible()


def test_two_write_in_columns_of_their_own(kramfors, fresh_site, signed_in):
    from playwright.sync_api import expect

    mine, theirs = signed_in(fresh_site, "chef"), signed_in(fresh_site, "kollega")
    for page, column in ((mine, 1), (theirs, 2)):
        page.goto(kramfors)
        cell(page, "personalkostnader", column).fill("7")
    for page in (theirs, mine):
        page.get_by_role("button", name="Spara budgeten").click()
        expect(page.get_by_text(re.compile("^1 belopp i Budget"))).to_be_visible()
    assert cell(mine, "personalkostnader", 2).input_value() == "7"


@pytest.mark.parametrize("width", [1280, 360])
def test_it_can_be_used_by_everybody_at_both_widths(kramfors, fresh_site, signed_in, accessible, width):
    page = signed_in(fresh_site, "chef", viewport={"width": width, "height": 900})
    page.goto(kramfors)
    page.get_by_text("Rader och kolumner").click()
    accessible(page)
    last = cell(page, "personalkostnader", 3)
    last.scroll_into_view_if_needed()
    name = page.locator("tr#personalkostnader th").bounding_box()
    assert name["x"] >= 0, "the name stays in view"
    last.focus()
    box = last.bounding_box()
    assert name["x"] + name["width"] <= box["x"], "and is not over the cell that is written in"
    assert box["x"] + box["width"] <= width
    fits(page)


def test_without_script_a_range_is_shown_filled_in_and_saved(kramfors, fresh_site, signed_in):
    page = signed_in(fresh_site, "chef", java_script_enabled=False)
    page.goto(kramfors)
    page.locator("summary", has_text="Rader och kolumner").click()
    page.locator("summary", has_text="Klistra in från Excel").click()
    page.get_by_label("Rader med namn och belopp").fill("\tBudget 2024\nPersonalkostnader\t800 000\n")
    page.get_by_role("button", name="Se vad som hamnar var").click()
    page.get_by_text("1 av 1 rader hittar hem.").wait_for()
    page.get_by_role("button", name="Fyll i rutorna").click()
    assert cell(page, "personalkostnader", 1).input_value() == "800\u00a0000"
    page.get_by_role("button", name="Spara budgeten").click()
    page.get_by_text("1 belopp i Budget 2024 har sparats.").first.wait_for()
    with fresh_site.connected():
        forbund = Forbund.objects.get(key="kramfors")
        with inside(forbund):
            series = Series.objects.get(fiscal_year__year=2024, key="budget-2024")
            assert Amount.objects.get(series=series, line__key="personalkostnader").amount == -800_000


def test_what_is_written_before_the_scripts_are_there_is_summed_when_they_come(
    kramfors, signed_in, fresh_site
):
    page = signed_in(fresh_site, "chef")
    held = []
    page.route("**/grid.js*", lambda route: held.append(route))
    page.goto(kramfors, wait_until="commit")
    written = page.get_by_label("Teamkoordinator/Coach Samkraft, Budget 2024")
    written.fill("612 000")
    held.pop().continue_()
    page.locator("tr#kostnader", has_text="2\u00a0623\u00a0000").wait_for()
