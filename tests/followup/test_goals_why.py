"""A goal that isn't reached says why, and how it went the year before; its table keeps its columns."""

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from finsam.core.models import Access, FiscalYear, User
from finsam.core.tenancy.permissions import Role
from finsam.disclosure.hiding import suppress
from finsam.documents.registry import find_block
from finsam.documents.resolve import resolve_block
from finsam.documents.resolved import Resolved
from finsam.facts.book import Fact
from finsam.facts.tables import DOWN, SAME, UP, Cell, Column, Html, Row, Table
from finsam.rendering.cells import changed, leaf_of
from finsam.rendering.columns import LABEL, PAGE, goal_widths
from finsam.rendering.html import STYLES, assets_of, to_html
from finsam.rendering.pdf.pdf import to_pdf
from followup.goals.models import GoalReport
from followup.goals.result_rows import columns_of
from plans.models.goals import Goal
from tests.clients import dates_of, signed_in
from tests.followup.results import YEAR_END, findings, report, told_goals
from tests.plans.small import YEAR, html_of, part, pieces

WHY = "Fyra avslut drog ut på tiden."
MISSED = {"numerator": 25, "denominator": 63}


@pytest.fixture
def work(plan):
    return plan.goal("Arbete", part(measure="går till arbete", target=Decimal(45)), key="arbete")


def told(plan, **options) -> str:
    book = plan.book()
    (table,) = pieces("maluppfyllelse", book, **options)
    return told_goals(table, lambda html: html_of(book, html))["arbete"]


def before(plan, **row) -> None:
    """The same goal's result the year before."""
    year = FiscalYear.objects.create(forbund=plan.forbund, year=YEAR - 1, key=str(YEAR - 1))
    common = {"forbund": plan.forbund, "fiscal_year": year}
    goal = Goal.objects.create(name="Arbete", key="arbete", kind="individ", **common)
    goal.parts.create(forbund=plan.forbund, **part(measure="går till arbete", target=Decimal(45)))
    end = YEAR_END.replace(year=YEAR - 1)
    made = GoalReport.objects.create(goal=goal, end=end, state="godkand", **common)
    made.results.create(forbund=plan.forbund, part=goal.parts.get(), **row)


# Why


def test_a_missed_goal_without_a_reason_is_warned_of_and_one_with_it_is_not(plan, work):
    made = report(plan, work, MISSED, state="godkand")
    (finding,) = findings(plan, "R19")
    assert (finding.severity, finding.subject) == ("varning", "varfor/arbete")
    assert finding.message == (
        "”Arbete” är ej uppfyllt, och det står inte varför. Skriv det där resultatet skrivs in."
    )
    assert finding.href == f"/norra-an/{YEAR}/resultat/arbete/{YEAR_END}/"
    made.why = "ok"
    made.save()
    assert [one.subject for one in findings(plan, "R19")] == ["varfor/arbete"]
    made.why = WHY
    made.save()
    assert findings(plan, "R19") == []


def test_the_reason_is_printed_only_of_what_was_missed(plan, work):
    made = report(plan, work, MISSED, why=WHY)
    assert f"| Varför: {WHY}" in told(plan)
    made.results.update(numerator=29)
    assert "Varför" not in told(plan), "29 of 63 are 46 %"
    assert "Varför" not in told(plan, comments=False)


def test_the_page_asks_why_and_lets_it_be_handed_in_without(plan, work):
    user = User.objects.create_user("carl@example.test", "ett-langt-losenord", name="Carl Chef")
    Access(user=user, forbund=plan.forbund, role=Role.FORBUNDSCHEF, **dates_of(Role.FORBUNDSCHEF)).save()
    page, place = signed_in(user), f"/norra-an/{YEAR}/resultat/arbete/{YEAR_END}/"
    rows = {"del-TOTAL_FORMS": 1, "del-INITIAL_FORMS": 1, "del-0-numerator": 25, "del-0-denominator": 63}
    assert "Varför målet inte nåddes" in page.get(place).text
    assert "Skriv <a" not in page.get(place).text, "nothing is known yet"
    page.post(place, {"end": str(YEAR_END), "version": "", "steg": "spara"} | rows)
    assert re.search(r'Målet är ej uppfyllt. Skriv <a href="#id_why">varför', page.get(place).text)
    sent = page.post(place, {"end": str(YEAR_END), "version": 1, "steg": "lamna-in"} | rows)
    assert sent.status_code == 302
    assert GoalReport.objects.get(goal=work).state == "inlamnad"


# The year before


@pytest.mark.parametrize(
    ("numerator", "way"), [(20, "| 33 %"), (25, "| 42 %"), (30, "| 50 %")], ids=["up", "down", "more"]
)
def test_the_year_before_stands_in_a_cell_of_its_own(plan, work, numerator, way):
    report(plan, work, MISSED)
    before(plan, numerator=numerator, denominator=60)
    assert f"| 25 av 63 {way}" in told(plan)
    assert way not in told(plan, change=False)


def cells(now, earlier):
    def fact(key, value):
        return (
            Cell(text="visas inte") if value is None else Cell(Fact(key, "Andel", Decimal(value), unit="%"))
        )

    row = Row("a", "Mål", {"resultat": fact("nu@2024", now), "forandring": fact("da@2023", earlier)})
    return Table("t", "T", columns_of(2024), (row,), shape="goals"), row


@pytest.mark.parametrize(
    ("now", "earlier", "way", "words"),
    [
        ("0.40", "0.38", UP, "upp från 38 %"),
        ("0.38", "0.40", DOWN, "ner från 40 %"),
        ("0.401", "0.399", SAME, "oförändrat"),
        ("0.40", None, "", "visas inte"),
        (None, "0.40", "", "40 %"),
    ],
)
def test_the_way_is_told_by_what_is_printed_and_never_of_what_is_hidden(now, earlier, way, words):
    table, row = cells(now, earlier)
    column = next(column for column in table.columns if column.kind == "change")
    assert table.way(row, column) == way
    leaf = changed(table, row, column, leaf_of(column, row.cells["forandring"]))
    assert leaf.text.replace("\u00a0", " ") == words


def test_a_hidden_result_tells_no_way(plan, work):
    report(plan, work, {"numerator": 3, "denominator": 40})
    before(plan, numerator=20, denominator=40)
    (table,) = suppress(resolve_block(find_block("maluppfyllelse"), plan.book(), {})).tables()
    column = next(column for column in table.columns if column.kind == "change")
    assert table.row("arbete").cells["resultat"].text == "visas inte"
    assert table.way(table.row("arbete"), column) == ""


# How the table is set


def test_columns_of_goals_are_known_to_the_style_sheet_and_leave_room_for_the_goal():
    fact = Fact("a@2024", "Kostnad", Decimal(18_847_077), unit="kr")
    html = '<p><span class="status nearly">Nästan uppfyllt</span></p>'
    full = {
        "bedomning": Cell(html=html), "resultat": Cell(fact), "malvarde": Cell(html="<p>100 % inom 10\u00a0arbetsdagar</p>"),
        "antal": Cell(html="<p>85 svarande av 117</p>"), "forandring": Cell(fact), "sagt": Cell(html="<p>Så.</p>"),
    }  # fmt: skip
    table = Table("t", "T", columns_of(2024), (Row("a", "Mål", full),), shape="goals")
    widths = goal_widths(table)
    assert len(widths) == 5, "what stands under the row takes no column"
    assert PAGE - sum(widths) >= LABEL
    sheet = (STYLES / "figures-print.css").read_text()
    assert {
        wide for wide in widths if f"table.goals col.mm-{wide} {{ width: {wide}mm }}" not in sheet
    } == set()
    assert isinstance(table.columns[0], Column)


def test_a_goal_at_the_foot_of_a_page_is_never_cut_in_two():
    cells = {"bedomning": Cell(html="<p>Uppfyllt</p>"), "sagt": Cell(html="<p>Så blev det.</p>")}
    pieces = []
    for n in range(24):  # each begins further down on its page than the one before
        label = f"Först{n} kommer ett mål som är så långt att det tar fyra rader i sin smala kolumn, som är sist{n}"
        down = f'<div style="break-before: page; height: {186 + n}mm">Text</div>'
        pieces.append(Html(f"h{n}", f"{down}<p>Mer.</p>"))
        pieces.append(
            Table(f"t{n}", f"Tabell {n}", columns_of(2024), (Row(f"r{n}", label, cells),), shape="goals")
        )
    empty = Resolved.of_tables([])
    resolved = replace(empty, parts=(replace(empty.parts[0], pieces=tuple(pieces)),))
    pdf = PdfReader(BytesIO(to_pdf(to_html(resolved), assets_of(resolved))))
    pages = [" ".join(page.extract_text().split()) for page in pdf.pages]
    cut = [
        n
        for n in range(24)
        for page in pages
        if (f"Först{n} " in page) != (re.search(rf"sist{n}\b", page) is not None)
    ]
    assert len(pages) > 3
    assert cut == []
