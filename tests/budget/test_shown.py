"""A line that is counted and not shown: found, said on the page, in print and in Excel, and put in its place."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from budget.layouts.layout_tables import layout_table
from budget.models import Amount, Layout, LayoutColumn, LayoutRow, Line, Series
from budget.queries import layouts
from budget.services import add_line, show_line
from finsam.checks.reconciliation import Outcome, reconcile
from finsam.core.audit import SYSTEM
from finsam.core.models import AuditEntry
from finsam.rendering.xlsx.xlsx import tables_to_xlsx
from tests import clients
from tests.budget.small import YEAR
from tests.budget.test_pages import PLACE, text_of


def add(layout: Layout, kind: str, order: int, label: str = "", **fields) -> LayoutRow:
    return LayoutRow.objects.create(
        forbund=layout.forbund, layout=layout, kind=kind, label=label, order=order, **fields
    )


@pytest.fixture
def printed(budget):
    """Three costs and an income; the layout shows two of the costs, their total and the result."""
    budget.series_ = budget.series(opening=0)
    budget.office = budget.line("Kansli")
    budget.coach = budget.line("Coachteamet")
    budget.grants = budget.line("Bidrag", "intakt")
    for line, amount in ((budget.office, -300), (budget.coach, -200), (budget.grants, 600)):
        budget.amount(budget.series_, line, amount * 1000)
    budget.made = budget.layout(budget.series_, budget.grants, budget.office, budget.coach)
    add(budget.made, "matt", 4, measure="kostnader")
    add(budget.made, "matt", 5, measure="resultat")
    return budget


def forget(budget, name: str = "Utbildningsdag", amount: int = -50_000, **fields) -> Line:
    line = budget.line(name, **fields)
    budget.amount(budget.series_, line, amount)
    return line


def r1(outcome: Outcome) -> list[tuple[str, str]]:
    return [
        (one.severity, one.subject) for one in outcome.findings if one.rule == "R1" and one.severity != "info"
    ]


def said(budget) -> list:
    return [one for one in reconcile(budget.fiscal_year).findings if one.rule == "R1"]


def table_of(budget):
    return layout_table(budget.book(), layouts(budget.forbund, YEAR)["resultatbudget"])


def test_what_all_rows_show_is_silent_and_counted(printed):
    outcome = reconcile(printed.fiscal_year)
    assert r1(outcome) == []
    assert outcome.tally["R1"] == 2, "the total of costs, and the result"


def test_a_counted_line_without_a_row_is_an_error_that_names_line_amount_and_layout(printed):
    forget(printed)
    (finding,) = said(printed)
    message = finding.message.replace("\u00a0", " ")
    assert (finding.severity, finding.subject) == ("fel", "visas-inte/resultatbudget/utbildningsdag")
    assert message == (
        "”Utbildningsdag”, 50 000 kr, räknas med i ”Summa kostnader” i tabellen ”Resultatbudget”, "
        "men ingen rad där visar det."
    )
    assert reconcile(printed.fiscal_year).tally["R1"] == 2, "as many comparisons as before"


def test_the_sum_still_names_its_rows_and_says_what_it_counts_besides(printed):
    assert table_of(printed).rows[3].sums == ("kansli", "coachteamet")
    forget(printed)
    row = table_of(printed).rows[3]
    assert row.sums == ("kansli", "coachteamet")
    assert row.note.replace("\u00a0", " ") == "Räknar med Utbildningsdag 50 000 kr, som inte har någon rad."


def test_excel_prints_the_whole_sum_and_says_what_its_rows_lack(printed):
    def total() -> list:
        book = load_workbook(BytesIO(tables_to_xlsx([table_of(printed)], title="Prov", forbund="Prov")))
        rows = book["Resultatbudget"].iter_rows(min_col=1, max_col=3, values_only=True)
        return next([value for value in row if value] for row in rows if row[0] == "Summa kostnader")

    assert "SUM(" in total()[1]
    forget(printed)
    _, formula, note = total()
    assert "SUM(" not in formula
    assert "Underlag!" in formula
    assert note.replace("\u00a0", " ") == "Räknar med Utbildningsdag 50 000 kr, som inte har någon rad."


@pytest.mark.parametrize(
    "rows, found",
    [
        ([("matt", {"measure": "kostnader"})], []),  # the total alone promises no rows
        ([("matt", {"measure": "intakter"}), ("matt", {"measure": "resultat"})], []),  # nor half of a result
        ([("post", {"line": "kansli", "label": "varav kansliet"}), ("matt", {"measure": "kostnader"})], []),
        ([("post", {"line": "kansli"})], []),  # a choice of lines without a sum
        (
            [("post", {"line": "kansli"}), ("matt", {"measure": "kostnader"})],
            [("fel", "visas-inte/eget/coachteamet")],
        ),
    ],
)
def test_what_a_layout_promises(printed, rows, found):
    printed.made.delete()
    made = printed.layout(printed.series_, name="Eget")
    for order, (kind, fields) in enumerate(rows, 1):
        line = Line.objects.get(key=fields["line"]) if "line" in fields else None
        add(made, kind, order, **{**fields, "line": line})
    assert r1(reconcile(printed.fiscal_year)) == found


def test_a_line_beside_those_that_a_sum_of_named_rows_adds(printed):
    """The named rows do add up, so the law of sums holds, but somebody should look."""
    printed.made.rows.filter(kind="matt").delete()
    total = add(printed.made, "summa", 6, "Alla kostnader")
    total.terms.set(printed.made.rows.filter(line__side="kostnad"))
    assert r1(reconcile(printed.fiscal_year)) == []
    forget(printed)
    (finding,) = said(printed)
    assert (finding.severity, finding.subject) == ("varning", "visas-inte/resultatbudget/utbildningsdag")
    assert "räknas inte med i ”Alla kostnader”" in finding.message


def test_a_new_group_is_named_once_and_a_blank_line_not_at_all(printed):
    group = printed.line("Projekt")
    forget(printed, "Resor", -20_000, parent=group)
    forget(printed, "Möten", -10_000, parent=group)
    printed.line("Ännu tom")
    (finding,) = said(printed)
    assert "”Projekt”, 30 000 kr," in finding.message.replace("\u00a0", " ")


def test_a_line_that_is_shown_in_another_column_only(printed):
    plan = printed.series("Plan 2025", "plan", 2025, opening=0)
    printed.amount(plan, printed.office, -310_000)
    printed.amount(plan, printed.coach, -210_000)
    column = LayoutColumn.objects.create(
        forbund=printed.forbund, layout=printed.made, label="Plan", series=plan, order=2
    )
    assert r1(reconcile(printed.fiscal_year)) == []
    row = printed.made.rows.get(line=printed.coach)
    row.only_columns.set([column])
    (finding,) = said(printed)
    assert "”Coachteamet”, 200 000 kr," in finding.message.replace("\u00a0", " ")
    show_line(layout=printed.made, line=printed.coach, by=SYSTEM)
    assert r1(reconcile(printed.fiscal_year)) == []


def test_a_lump_in_one_column_leaves_the_other_compared(printed):
    group = printed.line("Insatser")
    Line.objects.filter(pk__in=[printed.coach.pk, printed.office.pk]).update(parent=group)
    add(printed.made, "post", 0, line=group)
    plan = printed.series("Plan 2025", "plan", 2025, opening=0)
    printed.amount(plan, group, -700_000)
    LayoutColumn.objects.create(
        forbund=printed.forbund, layout=printed.made, label="Plan", series=plan, order=2
    )
    assert table_of(printed).row("insatser").sums == ("kansli", "coachteamet")
    assert r1(reconcile(printed.fiscal_year)) == []
    forget(printed, parent=group)
    assert r1(reconcile(printed.fiscal_year)) == [("fel", "visas-inte/resultatbudget/utbildningsdag")]


# Putting it there


def test_the_button_puts_the_line_where_its_siblings_stand(printed, chief):
    line = forget(printed)
    label = "Lägg in ”Utbildningsdag” i ”Resultatbudget”"
    for page in ("avstamning/", "budget/"):
        assert label in chief.get(f"/norra-an/2024/{page}").content.decode()
    place = f"{PLACE}/uppstallningar/resultatbudget/visa/{line.key}/"
    assert place in chief.get("/norra-an/2024/avstamning/").content.decode()
    answer = chief.post(place)
    assert (answer.status_code, answer.url) == (302, f"{PLACE}/?visa=resultatbudget")
    assert [str(row) for row in printed.made.rows.all()] == [
        "Bidrag", "Kansli", "Coachteamet", "Utbildningsdag", "Resultat eller kapital", "Resultat eller kapital",
    ]  # fmt: skip
    assert said(printed) == []
    assert AuditEntry.objects.get().reference.endswith("resultatbudget")
    assert chief.post(place).status_code == 302
    assert AuditEntry.objects.count() == 1, "pressed twice, done once"


def test_a_reader_sees_what_is_wrong_and_no_button(printed, auditor):
    forget(printed)
    for page in ("avstamning/", "budget/"):
        html = auditor.get(f"/norra-an/2024/{page}").content.decode()
        assert "men ingen rad där visar det." in html
        assert "Lägg in ”Utbildningsdag”" not in html
    assert auditor.post(f"{PLACE}/uppstallningar/resultatbudget/visa/utbildningsdag/").status_code == 403


def test_it_looks_like_its_siblings_and_is_counted_in_their_sum(printed):
    printed.made.rows.filter(line=printed.coach).update(level=2, dress="emphasis")
    total = add(printed.made, "summa", 9, "Summa")
    total.terms.set(printed.made.rows.filter(line__side="kostnad"))
    row = show_line(layout=printed.made, line=forget(printed), by=SYSTEM)
    assert (row.level, row.dress) == (2, "emphasis")
    assert row in total.terms.all()


def test_the_first_of_a_group_goes_under_it_and_a_lone_cost_before_the_total(printed):
    child = forget(printed, "Resor", -10, parent=printed.office)
    assert show_line(layout=printed.made, line=child, by=SYSTEM).level == 1
    printed.made.rows.filter(kind="post").delete()
    show_line(layout=printed.made, line=printed.coach, by=SYSTEM)
    assert [row.measure or row.line.key for row in printed.made.rows.all()] == [
        "coachteamet", "kostnader", "resultat",
    ]  # fmt: skip


NEW = {"name": "Extra konsult", "side": "kostnad", "order": "9"}


def test_a_new_line_offers_to_stand_in_the_layouts(printed, chief):
    page = chief.get(f"{PLACE}/rader/ny/")
    assert page.context["form"].fields["in_layouts"].initial is True
    answer = chief.post(f"{PLACE}/rader/ny/", {**NEW, "in_layouts": "on"}, follow=True)
    assert "Raden står nu i ”Resultatbudget”." in text_of(answer)
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.verb) == ("budget.line", "skapade")
    assert entry.after["budget.layoutrow:Extra konsult"]["layout"] == "Resultatbudget"
    line = Line.objects.get(name="Extra konsult")
    printed.amount(printed.series_, line, -50_000)
    assert said(printed) == []
    assert "in_layouts" not in chief.get(f"{PLACE}/rader/{line.key}/").content.decode()


def test_a_new_line_in_several_layouts_is_one_row_in_the_log(printed):
    """And whoever has one of the layouts open is told."""
    other = Layout.objects.create(forbund=printed.forbund, fiscal_year=printed.fiscal_year, name="Kostnader")
    add(other, "post", 1, line=printed.coach)
    total = add(other, "summa", 2, "Summa")
    total.terms.set(other.rows.filter(line=printed.coach))
    line = Line(forbund=printed.forbund, name="Extra konsult", side="kostnad", order=9)
    assert add_line(line, by=SYSTEM, layouts=[printed.made, other]) == [printed.made, other]
    assert AuditEntry.objects.get().reference == "budget.line:extra-konsult"
    assert [str(row) for row in other.rows.all()] == ["Coachteamet", "Extra konsult", "Summa"]
    assert {str(one) for one in total.terms.all()} == {"Coachteamet", "Extra konsult"}
    assert [one.version for one in Layout.objects.order_by("pk")] == [2, 2]


def test_a_new_line_may_stand_outside(printed, chief):
    assert chief.post(f"{PLACE}/rader/ny/", NEW).status_code == 302
    assert not LayoutRow.objects.filter(line__name="Extra konsult").exists()


# The real ones

KRAMFORS = ["resultatbudget"]
DEGERFORS = ["kostnader", "flerar", "beslut"]


@pytest.mark.parametrize(
    "forbund, name, expected",
    [
        ("kramfors", "Utbildningsdag", KRAMFORS),
        ("degerfors-karlskoga", "Extra konsult", DEGERFORS),
    ],
)
def test_a_line_that_no_layout_of_a_real_plan_shows(db, forbund, name, expected):
    year = clients.fiscal_year(forbund, 2024)
    with clients.in_scope(forbund):
        before = reconcile(year).tally["R1"]
        line = Line(forbund=year.forbund, name=name, side="kostnad", order=99)
        line.full_clean()
        line.save()
        series = Series.objects.get(fiscal_year=year, kind="budget", about=2024)
        Amount.objects.create(
            forbund=year.forbund, series=series, line=line, amount=Decimal(-50_000), key=line.key
        )
        outcome = reconcile(year)
        assert outcome.tally["R1"] >= before, "no comparison is lost"
        found = [one for one in outcome.errors if one.subject.startswith("visas-inte/")]
        assert [one.subject.split("/")[1] for one in found] == expected
        for finding in found:
            assert f"”{name}”, 50\u00a0000\u00a0kr," in finding.message
            layout = Layout.objects.get(fiscal_year=year, key=finding.subject.split("/")[1])
            show_line(layout=layout, line=line, by=SYSTEM)
        assert r1(reconcile(year)) == []
