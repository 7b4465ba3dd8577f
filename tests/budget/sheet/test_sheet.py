"""The sheet: several series beside each other, saved together, each with its version and its row in the log."""

from decimal import Decimal

import pytest
from lxml import html

from budget.models import Amount, Series
from finsam.core.models import AuditEntry, FiscalYear
from tests.budget.test_pages import text_of

PAGE = "/norra-an/2024/budget/tabell/"
BOTH = "budget-2024:1 plan-2025:1"


@pytest.fixture
def sheet(budget):
    """A budget and a plan of one income and a group of two costs, after a year that ended with 50 000 kr."""
    last = FiscalYear.objects.create(forbund=budget.forbund, year=2023, key="2023")
    budget.last = Series.objects.create(
        forbund=budget.forbund,
        fiscal_year=last,
        name="Budget 2023",
        kind="budget",
        about=2023,
        opening=50_000,
    )
    budget.own = budget.series(opening=50_000)
    budget.plan = budget.series("Plan 2025", "plan", 2025, opening_from=budget.own)
    budget.grant = budget.line("Bidrag", "intakt")
    budget.group = budget.line("Insatser")
    budget.coach = budget.line("Coachteamet", parent=budget.group)
    budget.unga = budget.line("Unga", parent=budget.group)
    budget.amount(budget.own, budget.coach, -100)
    return budget


def field(page, name: str):
    return html.fromstring(page.text).find(f".//input[@name='belopp-{name}']")


def cells(page, row: str) -> list[str]:
    """What stands in each column of a row: a field's value in brackets, else its text."""
    found = []
    for cell in html.fromstring(page.text).xpath(f"//tr[@id='{row}']/td"):
        inputs = cell.xpath(".//input[contains(@class, 'amount')]")
        text = " ".join(cell.text_content().split()) if not inputs else f"[{inputs[0].get('value')}]"
        found.append(text.replace("\u00a0", " "))
    return found


def stored() -> dict[tuple[str, str], int]:
    return {(one.series.key, one.line.key): int(one.amount) for one in Amount.objects.all()}


def test_last_year_stands_beside_the_budget_and_the_years_after(sheet, chief):
    sheet.amount(sheet.last, sheet.coach, -90)
    page = chief.get(PAGE)
    heads = html.fromstring(page.text).xpath("//thead//th")
    assert [" ".join(head.text_content().split()) for head in heads] == [
        "Rad", "Budget 2023Förra året", "Budget 2024Skrivs här", "Plan 2025Skrivs här",
    ]  # fmt: skip
    assert cells(page, "coachteamet") == ["90", "[100]", "[]"]
    assert cells(page, "insatser") == ["90", "100", "[]"]
    assert cells(page, "ingaende") == ["50 000", "[50 000]", "49 900"]
    assert cells(page, "utgaende") == ["49 910", "49 900", "49 900"]


def test_several_columns_are_saved_together_each_with_its_row_in_the_log(sheet, chief):
    posted = {
        "version": BOTH, "belopp-budget-2024__coachteamet": "120", "belopp-budget-2024__bidrag": "1 000 kr",
        "belopp-plan-2025__unga": "75,50", "belopp-budget-2024__ingaende": "40 000",
    }  # fmt: skip
    page = chief.post(PAGE, posted, follow=True)
    assert "4 belopp i Budget 2024 och Plan 2025 har sparats." in text_of(page)
    assert Amount.objects.get(line=sheet.unga).amount == Decimal("-75.50")
    assert Amount.objects.get(line=sheet.coach).amount == -120
    assert cells(page, "utgaende") == ["50 000", "40 880", "40 804,50"]
    entries = AuditEntry.objects.order_by("reference").values_list("reference", "verb")
    assert list(entries) == [
        ("budget.series:2024/budget-2024", "skrev in belopp"),
        ("budget.series:2024/plan-2025", "skrev in belopp"),
    ]
    assert {one.key: one.version for one in Series.objects.all()} == {
        "budget-2023": 1, "budget-2024": 2, "plan-2025": 2,
    }  # fmt: skip


def test_a_column_that_nobody_wrote_in_keeps_its_version(sheet, chief):
    assert chief.post(PAGE, {"version": BOTH, "belopp-plan-2025__unga": "75"}).status_code == 302
    assert Series.objects.get(key="budget-2024").version == 1
    assert AuditEntry.objects.count() == 1


def test_what_cannot_be_read_in_one_column_leaves_all_unsaved(sheet, chief):
    posted = {"version": BOTH, "belopp-budget-2024__unga": "5", "belopp-plan-2025__unga": "tolv"}
    page = chief.post(PAGE, posted)
    assert page.status_code == 422
    assert field(page, "plan-2025__unga").get("aria-invalid") == "true"
    assert field(page, "budget-2024__unga").get("value") == "5"
    assert stored() == {("budget-2024", "coachteamet"): -100}


def test_a_group_with_lump_and_lines_in_one_column_is_told_there_and_nothing_is_saved(sheet, chief):
    posted = {"version": BOTH, "belopp-budget-2024__unga": "5", "belopp-plan-2025__insatser": "9", "belopp-plan-2025__unga": "3"}  # fmt: skip
    page = chief.post(PAGE, posted)
    assert page.status_code == 422
    assert "antingen ha ett eget belopp" in text_of(page)
    assert field(page, "plan-2025__insatser").get("aria-invalid") == "true"
    assert stored() == {("budget-2024", "coachteamet"): -100}


def test_a_stale_column_loses_nothing_and_another_column_does_not_matter(sheet, chief):
    Amount.objects.filter(line=sheet.coach).update(amount=-150)
    Series.objects.filter(key="budget-2024").update(version=2)
    posted = {"version": BOTH, "belopp-budget-2024__coachteamet": "120", "belopp-plan-2025__unga": "75"}
    page = chief.post(PAGE, posted)
    assert page.status_code == 422
    assert page.context["stale"] == [
        {"label": "Coachteamet, Budget 2024", "mine": "120", "theirs": "150"},
        {"label": "Unga, Plan 2025", "mine": "75", "theirs": None},
    ]
    assert field(page, "budget-2024__coachteamet").get("value") == "120"
    assert field(page, "plan-2025__unga").get("value") == "75"
    assert stored() == {("budget-2024", "coachteamet"): -150}
    version = html.fromstring(page.text).find(".//input[@name='version']").get("value")
    assert version == "budget-2024:2 plan-2025:1"
    only = {"version": BOTH, "belopp-plan-2025__unga": "75"}
    assert chief.post(PAGE, only).status_code == 302, "the other column is not written in"
    assert stored() == {("budget-2024", "coachteamet"): -150, ("plan-2025", "unga"): -75}


@pytest.mark.parametrize("version", ["gammal", "budget-2024", "budget-2024:x", "budget-2024:²"])
def test_a_version_that_is_none_saves_nothing(sheet, chief, version):
    page = chief.post(PAGE, {"version": version, "belopp-plan-2025__unga": "75"})
    assert page.status_code == 422
    assert field(page, "plan-2025__unga").get("value") == "75"
    assert stored() == {("budget-2024", "coachteamet"): -100}


def test_a_decided_column_is_read_and_says_so(sheet, chief):
    Series.objects.filter(key="budget-2024").update(decided=True)
    page = chief.get(PAGE)
    assert field(page, "budget-2024__coachteamet") is None
    assert cells(page, "coachteamet") == ["", "100", "[]"]
    assert "Budget 2024Beslutad" in html.fromstring(page.text).find(".//thead").text_content()
    chief.post(PAGE, {"version": BOTH, "belopp-budget-2024__coachteamet": "1"})
    assert stored() == {("budget-2024", "coachteamet"): -100}


def test_totals_move_while_one_types_and_nothing_is_saved(sheet, chief):
    posted = {"version": BOTH, "belopp-budget-2024__unga": "20", "belopp-plan-2025__unga": "5"}
    page = chief.post(f"{PAGE}summor/", posted)
    told = {one.get("id"): one.text_content() for one in html.fromstring(page.text).xpath("//span[@id]")}
    own, plan = f"sum-{sheet.own.pk}", f"sum-{sheet.plan.pk}"
    assert told[f"{own}-insatser"].strip() == "120"
    assert told[f"{own}-summa-kostnader"].strip() == "120"
    assert told[f"{plan}-summa-utgaende"].strip() == "49\u00a0875"
    assert stored() == {("budget-2024", "coachteamet"): -100}


def test_a_column_that_begins_with_something_else_than_the_year_before_ends_with_is_marked(sheet, chief):
    assert "hänger inte ihop" not in text_of(chief.get(PAGE))
    Series.objects.filter(key="budget-2024").update(opening=60_000)
    page = chief.get(PAGE)
    assert (
        "Budget 2024 börjar med 60 000 kr i eget kapital, men Budget 2023 slutar med 50 000 kr."
        in text_of(page)
    )
    assert "✕ inte som året före" in text_of(page)
    checked = chief.post(f"{PAGE}summor/", {"version": BOTH, "belopp-budget-2024__ingaende": "50 000"})
    assert "börjar med" not in checked.text


def test_a_reader_sees_the_sheet_without_fields(sheet, auditor):
    page = auditor.get(PAGE)
    assert not html.fromstring(page.text).xpath("//main//input")
    assert cells(page, "coachteamet") == ["", "100", ""]
    assert cells(page, "ingaende") == ["50 000", "50 000", "49 900"]
    assert auditor.post(PAGE, {"version": BOTH, "belopp-plan-2025__unga": "75"}).status_code == 403
