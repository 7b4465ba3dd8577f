"""Lines in the sheet: added, renamed, moved, indented and removed; nothing that is written is lost, and tables follow."""

import pytest
from django.db.models import F
from lxml import html

from budget.models import Amount, Layout, LayoutRow, Line, Series
from budget.services import start_layout
from finsam.core.models import AuditEntry, User
from finsam.organisation.models import Contribution
from tests.budget.sheet.test_sheet import BOTH, PAGE, cells, field, sheet  # noqa: F401 (a fixture)
from tests.budget.test_pages import text_of
from tests.unguarded import unguarded


@pytest.fixture
def table(sheet):  # noqa: F811
    """The same budget, with a table that prints every line."""
    layout = Layout(forbund=sheet.forbund, fiscal_year=sheet.fiscal_year, name="Allt")
    start_layout(layout, by=User.objects.create(email="system@exempel.se", name="System"), children=[])
    with unguarded():
        AuditEntry.objects.all().delete()
    sheet.layout_ = layout
    return sheet


def printed() -> list[tuple[str, int]]:
    return [(str(row), row.level) for row in LayoutRow.objects.order_by("order", "pk")]


def tree() -> list[tuple[str, str]]:
    return [
        (line.name, line.parent.name if line.parent else "")
        for line in Line.objects.order_by(F("parent__order").asc(nulls_first=True), "order", "pk")
    ]


def act(chief, gor: str, rad: str = "", namn: str = "", **sent):
    return chief.post(PAGE, {"version": BOTH, "gor": gor, "rad": rad, "namn": namn, **sent}, follow=True)


ALL = [
    ("Bidrag", 0), ("Summa intäkter", 0), ("Insatser", 0), ("Coachteamet", 1), ("Unga", 1),
    ("Summa kostnader", 0), ("Resultat", 0),
]  # fmt: skip


def test_the_table_to_begin_with(table):
    assert [(name.replace("Resultat eller kapital", "matt"), level) for name, level in printed()] == [
        ("Bidrag", 0), ("matt", 0), ("Insatser", 0), ("Coachteamet", 1), ("Unga", 1), ("matt", 0), ("matt", 0),
    ]  # fmt: skip


def lines_printed() -> list[tuple[str, int]]:
    return [row for row in printed() if row[0] != "Resultat eller kapital"]


def test_a_new_line_stands_after_the_chosen_one_and_in_the_table(table, chief):
    page = act(chief, "ny", "coachteamet", "  Spåret  vidare ")
    assert "Raden ”Spåret vidare” är tillagd." in text_of(page)
    line = Line.objects.get(name="Spåret vidare")
    assert (line.parent, line.side) == (table.group, "kostnad")
    assert lines_printed() == [
        ("Bidrag", 0), ("Insatser", 0), ("Coachteamet", 1), ("Spåret vidare", 1), ("Unga", 1),
    ]  # fmt: skip
    assert [row.get("id") for row in html.fromstring(page.text).xpath("//tbody/tr[@id]")][:5] == [
        "bidrag", "insatser", "coachteamet", "sparet-vidare", "unga",
    ]  # fmt: skip
    assert AuditEntry.objects.count() == 1


def test_what_is_written_and_not_saved_stays_when_a_line_is_added(table, chief):
    page = chief.post(
        PAGE,
        {"version": BOTH, "gor": "ny", "rad": "+intakt", "namn": "Ränta", "belopp-plan-2025__unga": "75"},
    )
    assert page.status_code == 200
    assert field(page, "plan-2025__unga").get("value") == "75"
    assert field(page, "budget-2024__ranta") is not None
    assert cells(page, "insatser")[2] == "75"
    assert not Amount.objects.filter(line=table.unga).exists()
    assert Line.objects.get(name="Ränta").side == "intakt"


def test_a_line_needs_a_name_and_a_place(table, chief):
    assert "Skriv vad den nya raden ska heta." in text_of(act(chief, "ny", "unga"))
    assert "Välj först vilken rad det gäller." in text_of(act(chief, "upp", "finns-inte"))
    assert not AuditEntry.objects.exists()


def test_a_line_gets_another_name_and_keeps_its_key(table, chief):
    page = act(chief, "namn", "unga", "Ung framtid")
    assert "”Unga” heter nu ”Ung framtid”." in text_of(page)
    assert Line.objects.get(key="unga").name == "Ung framtid"


def test_a_heading_with_the_groups_name_is_renamed_too(table, chief):
    LayoutRow.objects.create(
        forbund=table.forbund, layout=table.layout_, kind="rubrik", label="Insatser", order=0
    )
    act(chief, "namn", "insatser", "Verksamhet")
    assert LayoutRow.objects.get(kind="rubrik").label == "Verksamhet"
    assert AuditEntry.objects.count() == 1


def test_a_line_moves_past_its_neighbour_in_the_sheet_and_in_the_table(table, chief):
    act(chief, "upp", "unga")
    assert [name for name, _ in tree()][-2:] == ["Unga", "Coachteamet"]
    assert lines_printed() == [("Bidrag", 0), ("Insatser", 0), ("Unga", 1), ("Coachteamet", 1)]
    assert AuditEntry.objects.count() == 1
    act(chief, "ned", "unga")
    assert lines_printed() == [("Bidrag", 0), ("Insatser", 0), ("Coachteamet", 1), ("Unga", 1)]
    assert "”Unga” står redan sist." in text_of(act(chief, "ned", "unga"))


def test_a_group_moves_with_all_that_is_part_of_it(table, chief):
    act(chief, "ny", "insatser", "Kansli")
    act(chief, "upp", "kansli")
    assert lines_printed() == [("Bidrag", 0), ("Kansli", 0), ("Insatser", 0), ("Coachteamet", 1), ("Unga", 1)]
    act(chief, "upp", "insatser")
    assert lines_printed() == [("Bidrag", 0), ("Insatser", 0), ("Coachteamet", 1), ("Unga", 1), ("Kansli", 0)]


def test_a_line_goes_into_the_one_above_it_and_out_again(table, chief):
    act(chief, "ny", "insatser", "Kansli")
    act(chief, "in", "kansli")
    assert Line.objects.get(key="kansli").parent == table.group
    assert lines_printed()[-1] == ("Kansli", 1)
    act(chief, "ut", "kansli")
    assert Line.objects.get(key="kansli").parent is None
    assert lines_printed()[-1] == ("Kansli", 0)
    assert "ingår inte i någon annan rad" in text_of(act(chief, "ut", "kansli"))
    assert "har ingen rad ovanför sig" in text_of(act(chief, "in", "bidrag"))


def test_a_sum_of_rows_counts_a_line_once_when_it_goes_into_a_group(table, chief):
    act(chief, "ny", "insatser", "Kansli")
    own, group = (LayoutRow.objects.get(line__key=key) for key in ("kansli", "insatser"))
    total = LayoutRow.objects.create(
        forbund=table.forbund, layout=table.layout_, kind="summa", label="Allt", order=99
    )
    total.terms.set([own, group])
    act(chief, "in", "kansli")
    assert set(total.terms.all()) == {group}
    act(chief, "ut", "kansli")
    assert set(total.terms.all()) == {group, own}


def test_a_line_with_amounts_does_not_become_a_group_of_others_with_amounts(table, chief):
    table.amount(table.own, table.unga, -5)
    page = act(chief, "in", "unga")
    assert "”Coachteamet” har egna belopp i Budget 2024" in text_of(page)
    assert Line.objects.get(key="unga").parent == table.group


def test_removal_tells_what_goes_with_it_first(table, chief):
    page = act(chief, "tabort", "coachteamet", **{"belopp-plan-2025__unga": "75"})
    told = text_of(page)
    assert "Tar du bort ”Coachteamet” påverkas också:" in told
    assert "Raden försvinner ur ”Allt” 2024." in told
    assert "Samtidigt försvinner belopp ”Coachteamet, Budget 2024”." in told
    assert Line.objects.filter(key="coachteamet").exists()
    assert LayoutRow.objects.filter(line__key="coachteamet").exists()
    assert field(page, "plan-2025__unga").get("value") == "75"
    act(chief, "tabort:ja", "coachteamet")
    assert not Line.objects.filter(key="coachteamet").exists()
    assert lines_printed() == [("Bidrag", 0), ("Insatser", 0), ("Unga", 1)]
    assert AuditEntry.objects.count() == 1


def test_what_others_lean_on_is_not_removed(table, chief):
    page = act(chief, "tabort", "insatser")
    assert "”Insatser” används av budgetrad ”Coachteamet”, budgetrad ”Unga”. Ändra dem först." in text_of(
        page
    )
    Series.objects.filter(key="budget-2024").update(decided=True)
    page = act(chief, "tabort:ja", "coachteamet")
    assert "är beslutad med verksamhetsplanen" in text_of(page)
    assert Line.objects.filter(key="coachteamet").exists()
    assert LayoutRow.objects.filter(line__key="coachteamet").exists()


def test_a_reader_changes_no_lines(table, auditor):
    assert auditor.post(PAGE, {"version": BOTH, "gor": "ny", "rad": "unga", "namn": "Ny"}).status_code == 403
    assert not html.fromstring(auditor.get(PAGE).text).xpath("//main//button")


# Columns


def test_an_empty_förbund_begins_with_a_budget_and_two_years(budget, chief):
    page = chief.get(PAGE)
    assert "Läs in en budget" in text_of(page)
    page = chief.post(PAGE, {"gor": "borja"}, follow=True)
    assert "Budget 2024, Plan 2025, Plan 2026 finns nu." in text_of(page)
    assert [(one.name, one.opening_from and one.opening_from.name) for one in Series.objects.all()] == [
        ("Budget 2024", None), ("Plan 2025", "Budget 2024"), ("Plan 2026", "Plan 2025"),
    ]  # fmt: skip
    layout = Layout.objects.get()
    assert [column.series.name for column in layout.columns.all()] == [
        "Budget 2024",
        "Plan 2025",
        "Plan 2026",
    ]
    act(chief, "ny", "+intakt", "Bidrag")
    act(chief, "ny", "+kostnad", "Kansli")
    assert [str(row) for row in layout.rows.order_by("order") if row.kind == "post"] == ["Bidrag", "Kansli"]


def test_a_new_column_takes_up_contributions_and_the_equity_of_the_year_before(sheet, chief):  # noqa: F811
    sheet.payer("Regionen", 500, year=2026, status="uppskattat")
    page = act(chief, "kolumn:plan-2026")
    assert "Plan 2026 står nu bredvid de andra." in text_of(page)
    plan = Series.objects.get(about=2026)
    assert (plan.opening_from, plan.reads_contributions) == (sheet.plan, "uppskattat")
    page = act(chief, "kolumn:plan-2031")
    assert "Välj en prognos för året eller en plan" in text_of(page)
    assert Series.objects.count() == 4


def test_a_status_that_not_every_payer_has_is_not_read(sheet, chief):  # noqa: F811
    sheet.payer("Regionen", 500, year=2026, status="beslutat")
    payer = sheet.payer("Staten", 500, year=2026, status="askat")
    act(chief, "kolumn:plan-2026")
    assert Series.objects.get(about=2026).reads_contributions == ""
    Contribution.objects.create(
        forbund=sheet.forbund, payer=payer, year=2025, status="askat", amount=1, key="a"
    )
    sheet.line("Statens bidrag", "intakt", payer=payer)
    page = act(chief, "hamta:plan-2025")
    assert "Plan 2025 hämtar medlemsbidragen (äskat)." in text_of(page)


def test_nothing_that_is_written_is_replaced_by_what_can_be_taken_up(sheet, chief):  # noqa: F811
    line = sheet.line("Statens bidrag", "intakt", payer=sheet.payer("Staten", 500, status="beslutat"))
    sheet.amount(sheet.own, line, 400)
    page = act(chief, "hamta:budget-2024")
    assert "Budget 2024 hade redan det som går att hämta." in text_of(page)
    own = Series.objects.get(key="budget-2024")
    assert (own.reads_contributions, own.opening, own.opening_from) == ("", 50_000, None)


def test_what_the_page_changes_itself_is_no_surprise_to_it(sheet, chief):  # noqa: F811
    sheet.line("Statens bidrag", "intakt", payer=sheet.payer("Staten", 500, status="beslutat"))
    page = act(chief, "hamta:budget-2024", **{"belopp-budget-2024__unga": "5"})
    assert Series.objects.get(key="budget-2024").version == 2
    version = html.fromstring(page.text).find(".//input[@name='version']").get("value")
    assert version == "budget-2024:2 plan-2025:1"
    assert chief.post(PAGE, {"version": version, "belopp-budget-2024__unga": "5"}).status_code == 302
