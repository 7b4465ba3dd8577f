"""A range pasted in the sheet: matched by name first and place second, shown before it is filled in, and nothing lost."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budget.models import Amount, Line, Series
from budget.sheet.pasting import folded, preview
from finsam.core.models import AuditEntry, FiscalYear
from tests.budget.sheet.test_lines import BOTH, PAGE, act
from tests.budget.sheet.test_sheet import cells, field, sheet  # noqa: F401 (a fixture)
from tests.budget.test_pages import text_of


def lines(*names: str, accounts: dict | None = None) -> list[Line]:
    made = []
    for number, name in enumerate(names, 1):
        side = "intakt" if "idrag" in name else "kostnad"
        made.append(
            Line(pk=number, name=name, side=side, key=f"k{number}", account=(accounts or {}).get(name, ""))
        )
    return made


def series() -> list[Series]:
    year = FiscalYear(pk=1, year=2025)
    kinds = (("Budget 2025", "budget", 2025), ("Plan 2026", "plan", 2026), ("Plan 2027", "plan", 2027))
    return [
        Series(pk=number, name=name, kind=kind, about=about, fiscal_year=year, key=f"s{number}")
        for number, (name, kind, about) in enumerate(kinds, 1)
    ]


OUTCOME = Series(pk=9, name="Utfall 2024", kind="utfall", about=2024, key="s9")
LINES = lines("Medlemsbidrag", "Löner", "Kansli & lokal", "Övrigt", accounts={"Löner": "5010"})


def read(text: str, start=None, known=LINES, groups=frozenset()):
    own = series()
    at = (own[start[0]], known[start[1]]) if start else None
    return preview(text, lines=known, groups=set(groups), written=own, shown=[OUTCOME, *own], start=at)


def placed(told) -> list[tuple[str, str, str]]:
    return [(row.post.label, row.line.name if row.line else "–", row.by) for row in told.rows]


def filled(told) -> dict[tuple[str, str], Decimal]:
    cells_ = told.filled(told.rows)
    return {(one.name, line.name if line else "ingående"): amount for (one, line), amount in cells_.items()}


def test_rows_are_found_by_name_and_columns_by_heading_whatever_their_order():
    told = read("\tPlan 2026\tBudget 2025\nlöner\t20\t10\nMEDLEMSBIDRAG\t200\t100\n")
    assert placed(told) == [("löner", "Löner", "namnet"), ("MEDLEMSBIDRAG", "Medlemsbidrag", "namnet")]
    assert filled(told) == {
        ("Plan 2026", "Löner"): 20, ("Budget 2025", "Löner"): 10,
        ("Plan 2026", "Medlemsbidrag"): 200, ("Budget 2025", "Medlemsbidrag"): 100,
    }  # fmt: skip


def test_swedish_letters_are_letters_and_accents_and_signs_are_not():
    assert folded("Övrigt") == "övrigt"
    assert folded("2.1 Café – kansli, ") == folded("cafe kansli")
    assert folded("Ovrigt") != folded("Övrigt")
    told = read("Kansli och lokal\t5\nKansli & Lokal\t6\nOvrigt\t7\n")
    assert placed(told) == [
        ("Kansli och lokal", "–", ""), ("Kansli & Lokal", "Kansli & lokal", "namnet"), ("Ovrigt", "–", ""),
    ]  # fmt: skip


def test_an_account_finds_the_line_when_the_name_does_not():
    told = read("5010\tPersonal\t10\nÖvrigt\t5\n")
    assert placed(told) == [("Personal", "Löner", "kontot"), ("Övrigt", "Övrigt", "namnet")]


def test_costs_with_minus_are_understood_and_a_repayment_keeps_its_own():
    told = read("Medlemsbidrag\t100\nLöner\t−10\nKansli & lokal\t-5\nÖvrigt\t2\n")
    assert filled(told) == {
        ("Budget 2025", "Medlemsbidrag"): 100, ("Budget 2025", "Löner"): 10,
        ("Budget 2025", "Kansli & lokal"): 5, ("Budget 2025", "Övrigt"): -2,
    }  # fmt: skip


def test_numbers_in_every_costume():
    told = read("Löner\t1 234 567 kr\t1\u00a0234,50\t12,5 mnkr\n")
    assert filled(told) == {
        ("Budget 2025", "Löner"): 1_234_567, ("Plan 2026", "Löner"): Decimal("1234.50"), ("Plan 2027", "Löner"): 12_500_000,
    }  # fmt: skip


def test_without_headings_columns_go_by_place_from_the_cell_and_what_has_none_is_told():
    told = read("Löner\t1\t2\t3\n", start=(1, 1))
    assert filled(told) == {("Plan 2026", "Löner"): 1, ("Plan 2027", "Löner"): 2}
    assert told.columns[2].why == "ingen kolumn kvar"


def test_a_heading_of_a_column_that_is_only_read_is_left_with_the_reason():
    told = read("\tUtfall 2024\tBudget 2025\tPrognos 2026\nLöner\t1\t2\t3\n")
    assert [(column.label, column.why) for column in told.columns if column.series is None] == [
        ("Utfall 2024", "Utfall 2024 skrivs inte här"), ("Prognos 2026", "ingen kolumn med den rubriken"),
    ]  # fmt: skip
    assert filled(told) == {("Budget 2025", "Löner"): 2}


def test_a_plan_called_budget_in_its_heading_is_the_only_one_about_the_year():
    told = read("\tBudget 2025\tBudget 2026\nLöner\t1\t2\n")
    assert filled(told) == {("Budget 2025", "Löner"): 1, ("Plan 2026", "Löner"): 2}


def test_what_is_left_between_two_rows_goes_to_as_many_lines_between_them():
    told = read("Löner\t1\nLokalhyra\t2\nÖvrigt\t3\nNågot nytt\t4\n")
    assert placed(told) == [
        ("Löner", "Löner", "namnet"), ("Lokalhyra", "Kansli & lokal", "platsen"), ("Övrigt", "Övrigt", "namnet"),
        ("Något nytt", "–", ""),
    ]  # fmt: skip
    assert [row.why for row in told.left] == ["ingen rad heter så"]


def test_amounts_without_names_go_by_place_from_the_cell():
    told = read("2026\t2027\n1\t2\n3\t4\n", start=(0, 1))
    assert filled(told) == {
        ("Plan 2026", "Löner"): 1, ("Plan 2027", "Löner"): 2,
        ("Plan 2026", "Kansli & lokal"): 3, ("Plan 2027", "Kansli & lokal"): 4,
    }  # fmt: skip


def test_sums_are_left_out_and_one_that_does_not_hold_is_told():
    told = read("Kostnader\nLöner\t1\nÖvrigt\t2\nSumma kostnader\t4\nIngående eget kapital\t50\n")
    assert placed(told) == [("Löner", "Löner", "namnet"), ("Övrigt", "Övrigt", "namnet")]
    assert told.remarks == ["”Summa kostnader” stämmer inte med raderna ovanför."]
    assert filled(told)["Budget 2025", "ingående"] == 50


def test_what_cannot_be_read_is_told_and_fills_nothing():
    told = read("Löner\t1.234\n")
    assert "1.234" in told.faults[0]
    assert told.rows == []


@given(st.text(alphabet="Lönerkasi &\t\n0123456789 −-,.%|#", max_size=120))
@settings(deadline=None, max_examples=200)
def test_no_text_stops_it_and_every_row_is_placed_or_left(text):
    told = read(text)
    assert len(told.fits) + len(told.left) == len(told.rows)
    assert all(len(row.amounts) == len(told.columns) for row in told.rows)


# On the page

RANGE = "\tBudget 2024\tPlan 2025\nCoachteamet\t−120\t−130\nUnga\t−20\t−30\nNy insats\t−7\t−8\n"


def test_what_goes_where_is_shown_first_and_nothing_is_filled(sheet, chief):  # noqa: F811
    page = act(chief, "klistra", klistrat=RANGE, **{"belopp-budget-2024__bidrag": "9"})
    told = text_of(page)
    assert "2 av 3 rader hittar hem. Inget är ifyllt eller sparat än." in told
    assert "✕ ingen rad heter så. Lägg till som ny rad" in told
    assert "till Plan 2025, genom rubriken" in told
    assert field(page, "budget-2024__unga").get("value") == ""
    assert field(page, "budget-2024__bidrag").get("value") == "9"
    assert not AuditEntry.objects.exists()


def test_it_is_filled_in_and_saved_only_when_one_saves(sheet, chief):  # noqa: F811
    page = act(chief, "fyll", klistrat=RANGE, med=["2", "3"], **{"belopp-budget-2024__bidrag": "9"})
    assert "4 rutor är ifyllda. Inget är sparat än" in text_of(page)
    assert cells(page, "coachteamet") == ["", "[120]", "[130]"]
    assert cells(page, "insatser") == ["", "140", "160"]
    assert field(page, "budget-2024__bidrag").get("value") == "9"
    assert Amount.objects.get().amount == -100
    assert not AuditEntry.objects.exists()


def test_a_row_may_be_left_out_and_another_become_a_line(sheet, chief):  # noqa: F811
    page = act(chief, "fyll", klistrat=RANGE, med=["2"], ny=["4"])
    line = Line.objects.get(name="Ny insats")
    assert line.parent == sheet.group, "beside the row before it"
    assert cells(page, "ny-insats") == ["", "[7]", "[8]"]
    assert cells(page, "unga") == ["", "[]", "[]"]


def test_what_has_no_field_is_told(sheet, chief):  # noqa: F811
    line = sheet.line("Statens bidrag", "intakt", payer=sheet.payer("Staten", 500))
    Series.objects.filter(key="budget-2024").update(reads_contributions="beslutat")
    page = act(chief, "fyll", klistrat="\tBudget 2024\nStatens bidrag\t5\nUnga\t7\n", med=["2", "3"])
    assert "En ruta är ifyllda" not in text_of(page)
    assert "Utan ruta att stå i: Statens bidrag." in text_of(page)
    assert not Amount.objects.filter(line=line).exists()


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_to_paste_is_said(sheet, chief, text):  # noqa: F811
    assert "Klistra in det du har kopierat i rutan" in text_of(act(chief, "klistra", klistrat=text))


@pytest.mark.parametrize("amount", ["9", "nio"])
def test_what_was_pasted_waits_when_another_button_is_pressed(sheet, chief, amount):  # noqa: F811
    """Saved or refused, moved or named: only filling in and saying no take it away."""
    sent = {"version": BOTH, "klistrat": RANGE, "belopp-budget-2024__bidrag": amount}
    for page in (chief.post(PAGE, sent, follow=True), act(chief, "ned", rad="unga", klistrat=RANGE)):
        assert "Coachteamet\t−120\t−130" in page.text
    assert "Coachteamet\t−120\t−130" not in act(chief, "nej", klistrat=RANGE).text
    assert Amount.objects.filter(line__key="bidrag", amount=9).exists() == (amount == "9")


# Suggestions


def test_a_column_is_suggested_from_last_years_plan_and_what_is_written_stays(sheet, chief):  # noqa: F811
    last = FiscalYear.objects.get(year=2023)
    plan = Series.objects.create(
        forbund=sheet.forbund, fiscal_year=last, name="Plan 2024", kind="plan", about=2024, key="plan-2024"
    )
    for line, amount in ((sheet.coach, -900), (sheet.unga, -800), (sheet.grant, 700)):
        sheet.amount(plan, line, amount)
    page = act(chief, "foresla:budget-2024", **{"belopp-budget-2024__unga": "5"})
    assert "En ruta i Budget 2024 är ifylld från Plan 2024. Inget är sparat än." in text_of(page)
    assert cells(page, "bidrag")[1] == "[700]"
    assert cells(page, "coachteamet")[1] == "[100]"
    assert cells(page, "unga")[1] == "[5]"
    assert Amount.objects.filter(series=sheet.own).count() == 1


def test_a_plan_is_suggested_from_the_year_before_it_and_then_there_is_no_more(sheet, chief):  # noqa: F811
    page = act(chief, "foresla:plan-2025")
    assert "En ruta i Plan 2025 är ifylld från Budget 2024." in text_of(page)
    assert cells(page, "coachteamet")[2] == "[100]"
    page = act(chief, "foresla:plan-2025", **{"belopp-plan-2025__coachteamet": "1"})
    assert "Här finns inget att föreslå" in text_of(page)
