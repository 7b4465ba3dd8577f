"""Goals about money are judged by the outcome in a report, the forecast during the year and the budget in a plan."""

from datetime import date
from decimal import Decimal

import pytest

from budget.models import Amount, Line, Series
from finsam.checks.reconciliation import Case, run
from finsam.documents.models import Document, Section
from finsam.documents.registry import kinds
from finsam.documents.resolve import resolve
from finsam.facts.expressions import BadExpression
from followup.accounts.basis import Basis, Footing, basis_at, basis_in, follows_money, reading
from followup.goals.judging.judging import all_verdicts
from followup.goals.judging.verdicts import Status
from followup.statistics.models import Measure, StatTable, StatValue
from tests.followup.results import AUGUST, YEAR_END, told_goals
from tests.plans.small import YEAR, part, pieces

FLOOR = part("belopp", measure="eget kapital", operator="minst", target=Decimal(130_000), unit="kr")


@pytest.fixture
def money(plan):
    """The förbund's costs in a series: `money("utfall", 59_482)` is an outcome that closes at 55 518 kr."""
    line = Line.objects.create(forbund=plan.forbund, name="Kostnader för året", side="kostnad")

    def spend(kind: str, cost: int, opening: int = 115_000, **fields) -> Series:
        fields.setdefault("key", kind)
        made = Series.objects.create(
            name=kind, kind=kind, about=YEAR, opening=Decimal(opening), **plan.year, **fields
        )
        Amount.objects.create(
            forbund=plan.forbund, series=made, line=line, amount=Decimal(-cost), key=line.key
        )
        return made

    return spend


@pytest.fixture
def floor(plan, money):
    """A goal bound to what the budget closes at, 315 470 kr: at least 130 000 kr."""
    money("budget", 184_530, opening=500_000)
    return plan.goal("Eget kapital", FLOOR | {"fact": "budget.utgaende@0"}, key="kapital", kind="finansiellt")


def document(plan, kind: str, *, key: str = "", until: date | str = "", **options) -> Document:
    """One with the goals; `until` is the report's own day, or as text the section's setting."""
    own = until if isinstance(until, date) else None
    options |= {"until": until} if until and own is None else {}
    made = Document.objects.create(
        kind=kind, title=kind.capitalize(), key=key or kind, until=own, **plan.year
    )
    Section.objects.create(
        forbund=plan.forbund, document=made, title="Mål", block="maluppfyllelse", options=options
    )
    return made


def said_in(plan, kind: str, **options) -> str:
    """What a document of a kind says of its only goal."""
    resolved = resolve(document(plan, kind, **options), plan.book())
    assert resolved.missing == ()
    (table,) = resolved.tables()
    return next(iter(told_goals(table).values()))


def judged(plan, end: date = YEAR_END) -> dict[str, Status]:
    return {one.goal.key: one.status for one in all_verdicts(plan.book(), end)}


def test_report_is_judged_by_the_outcome_and_not_by_the_budget(plan, money, floor):
    money("utfall", 59_482)
    assert said_in(plan, "arsredovisning") == "[Ej uppfyllt] | 55 518 kr | enligt utfallet | minst 130 000 kr"
    assert said_in(plan, "verksamhetsplan") == "[Uppfyllt] | 315 470 kr | enligt budgeten | minst 130 000 kr"
    assert (
        said_in(plan, "delarsrapport", until="08-31")
        == "[Ej mätt] | – | minst 130 000 kr | Prognosen för 2024 finns inte än."
    )


def test_interim_report_is_judged_by_the_forecast(plan, money, floor):
    money("prognos", 30_000, opening=150_000)
    assert (
        said_in(plan, "delarsrapport", until="08-31")
        == "[Nästan uppfyllt] | 120 000 kr | enligt prognosen | minst 130 000 kr"
    )
    assert (
        said_in(plan, "arsredovisning")
        == "[Ej mätt] | – | minst 130 000 kr | Utfallet för 2024 finns inte än."
    )


def test_forecast_is_told_with_its_day(plan, money, floor):
    money("prognos", 30_000, opening=150_000, date=date(YEAR, 4, 30))
    said = said_in(plan, "delarsrapport", until="08-31")
    assert said == "[Nästan uppfyllt] | 120 000 kr | enligt prognosen per 30 april | minst 130 000 kr"


@pytest.fixture
def forecasts(money, floor):
    """What the year is thought to close at: 120 000 as of April, 150 000 as of August."""
    money("prognos", 30_000, opening=150_000, date=date(YEAR, 4, 30), key="april")
    money("prognos", 0, opening=150_000, date=AUGUST, key="augusti")


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("08-31", "[Uppfyllt] | 150 000 kr | enligt prognosen per 31 augusti | minst 130 000 kr"),
        ("06-30", "[Nästan uppfyllt] | 120 000 kr | enligt prognosen per 30 april | minst 130 000 kr"),
        ("04-30", "[Nästan uppfyllt] | 120 000 kr | enligt prognosen per 30 april | minst 130 000 kr"),
        (
            "03-31",
            "[Ej mätt] | – | minst 130 000 kr | Det finns ingen prognos till och med 31 mars 2024: den första är per 30 april 2024.",
        ),
    ],
)
def test_an_interim_report_is_judged_by_the_newest_forecast_until_its_day(plan, forecasts, until, said):
    assert said_in(plan, "delarsrapport", until=until) == said


def test_a_report_with_a_day_of_its_own_needs_no_setting(plan, forecasts):
    said = {}
    for month, day in ((4, 30), (9, 30)):
        one = document(plan, "delarsrapport", key=f"{month}", until=date(YEAR, month, day))
        (table,) = resolve(one, plan.book()).tables()
        said[month] = told_goals(table)["kapital"]
    assert said == {
        4: "[Nästan uppfyllt] | 120 000 kr | enligt prognosen per 30 april | minst 130 000 kr",
        9: "[Uppfyllt] | 150 000 kr | enligt prognosen per 31 augusti | minst 130 000 kr",
    }


def test_reports_of_two_days_never_print_one_name_with_two_values(plan, forecasts):
    book = plan.book()
    assert book["resultat.kapital.belopp.prognos@0"].value == 150_000
    assert book["resultat.kapital.belopp.prognos-0430@0"].value == 120_000
    found = [
        document(plan, "delarsrapport", key=f"{one.month}", until=one) for one in (date(YEAR, 4, 30), AUGUST)
    ]
    case = Case(book, plan.fiscal_year, [(one, resolve(one, book)) for one in found])
    assert [one for one in run(case).findings if one.rule == "R2"] == []


def test_a_report_without_a_forecast_of_its_day_is_warned_of(plan, forecasts):
    found = [
        document(plan, "delarsrapport", key=f"{one.month}", until=one) for one in (date(YEAR, 3, 31), AUGUST)
    ]
    book = plan.book()
    case = Case(book, plan.fiscal_year, [(one, resolve(one, book)) for one in found])
    told = [one.subject for one in run(case).findings if one.rule == "R19"]
    assert told == ["bunden/kapital/belopp/3"]


def test_statements_and_sums_of_an_older_forecast_are_read_too(plan, forecasts):
    """Equity at the end by the statements' name, and a sum of two figures of the same forecast."""
    plan.goal("Bok", FLOOR | {"key": "bok", "fact": "bokslut.eget-kapital@0"}, key="bok", kind="finansiellt")
    plan.goal(
        "Summa",
        FLOOR | {"key": "tva", "fact": "budget.utgaende@0 + budget.resultat@0"},
        key="summa",
        kind="finansiellt",
    )
    plan.goal(
        "Rad", FLOOR | {"key": "rad", "fact": "bokslut.arets-resultat@0"}, key="rad", kind="finansiellt"
    )
    book = plan.book()
    assert book["resultat.bok.bok.prognos-0430@0"].value == 120_000
    assert book["resultat.summa.tva.prognos-0430@0"].value == 90_000
    assert book["resultat.rad.rad.prognos-0430@0"].value == -30_000
    assert book["resultat.rad.rad.prognos@0"].value == 0


def test_pages_and_counts_of_verdicts_follow_the_day(plan, money, floor):
    assert judged(plan) == {"kapital": Status.UNMEASURED}
    money("utfall", 59_482)
    money("prognos", 0, opening=130_000)
    assert judged(plan) == {"kapital": Status.MISSED}
    assert judged(plan, AUGUST) == {"kapital": Status.MET}


def test_block_on_a_page_of_its_own_follows_the_day(plan, money, floor):
    money("utfall", 59_482)
    (table,) = pieces("maluppfyllelse", plan.book())
    assert "[Ej uppfyllt]" in told_goals(table)["kapital"]
    (table,) = pieces("maluppfyllelse", plan.book(), until="08-31")
    assert "Prognosen för 2024 finns inte än." in told_goals(table)["kapital"]


def test_text_has_a_figure_for_each_and_they_are_not_the_same(plan, money, floor):
    """Two documents of a year never print one name with two values."""
    money("utfall", 59_482)
    book = plan.book()
    assert book["resultat.kapital.belopp@0"].value == 55_518
    assert book["resultat.kapital.belopp.budget@0"].value == 315_470
    assert book.get("resultat.kapital.belopp.prognos@0") is None
    money("prognos", 0, opening=1)
    assert plan.book()["resultat.kapital.belopp.prognos@0"].value == 1
    documents = [document(plan, kind) for kind in ("arsredovisning", "delarsrapport", "verksamhetsplan")]
    book = plan.book()
    case = Case(book, plan.fiscal_year, [(one, resolve(one, book)) for one in documents])
    assert [one for one in run(case).findings if one.rule == "R2"] == []


@pytest.mark.parametrize(
    ("fact", "outcome", "budget"),
    [
        ("budget.kostnader@0", 59_482, 184_530),
        ("utfall.kostnader@0", 59_482, 184_530),
        ("reviderad.kostnader@0", 59_482, None),
        ("budget.utgaende@0 + budget.resultat@0", 55_518 - 59_482, 315_470 - 184_530),
        ("budget.utgaende@2024 − budget.ingaende@0", -59_482, -184_530),
        ("bokslut.eget-kapital@0", 55_518, 315_470),
        ("bokslut.budget.arets-resultat@0", -59_482, -184_530),
        # What sets the outcome against the budget keeps its budget, and says nothing of the budget alone.
        ("utfall.utgaende@0 − budget.utgaende@0", 55_518 - 315_470, None),
    ],
)
def test_every_way_of_naming_the_years_money(plan, money, floor, fact, outcome, budget):
    money("utfall", 59_482)
    plan.goal("Annat", FLOOR | {"key": "del", "fact": fact}, key="annat", kind="finansiellt")
    book = plan.book()
    assert book["resultat.annat.del@0"].value == outcome
    found = book.get("resultat.annat.del.budget@0")
    assert (found and found.value) == budget


def test_other_years_are_read_as_written(plan, money):
    money("utfall", 59_482)
    money("budget", 184_530)
    earlier = Series.objects.create(name="Förra", kind="budget", about=YEAR - 1, opening=9, **plan.year)
    Amount.objects.create(
        forbund=plan.forbund, series=earlier, line=Line.objects.get(), amount=Decimal(-7), key="x"
    )
    fact = "budget.kostnader@0 − budget.kostnader@-1"
    plan.goal("Billigare", FLOOR | {"key": "del", "fact": fact}, key="annat", kind="finansiellt")
    assert plan.book()["resultat.annat.del@0"].value == -59_482 + 7


def test_base_year_is_compared_by_its_outcome(plan, money):
    for year, kind, cost in ((YEAR, "utfall", 50), (YEAR - 1, "utfall", 60), (YEAR - 1, "budget", 40)):
        made = Series.objects.create(name=f"{kind} {year}", kind=kind, about=year, **plan.year)
        line, _ = Line.objects.get_or_create(forbund=plan.forbund, name="Kostnad", side="kostnad")
        Amount.objects.create(
            forbund=plan.forbund, series=made, line=line, amount=Decimal(-cost), key=f"{year}"
        )
    fields = {"operator": "farre", "target": None, "base_offset": -1, "fact": "budget.kostnader@0"}
    plan.goal("Lägre kostnad", FLOOR | fields, key="lagre", kind="finansiellt")
    assert judged(plan) == {"lagre": Status.MET}


def test_a_goal_that_is_read_from_a_figure_is_compared_with_the_year_before(plan, money):
    """Also where that year had no goals; a forecast isn't compared, nor what is known of a part of the year."""
    line, _ = Line.objects.get_or_create(forbund=plan.forbund, name="Kostnad", side="kostnad")
    for year, kind, cost in ((YEAR, "utfall", 50), (YEAR, "prognos", 55), (YEAR - 1, "utfall", 60)):
        made = Series.objects.create(name=f"{kind} {year}", kind=kind, about=year, **plan.year)
        Amount.objects.create(
            forbund=plan.forbund, series=made, line=line, amount=Decimal(-cost), key=f"{year}"
        )
    plan.goal(
        "Kostnad",
        FLOOR | {"operator": "hogst", "fact": "budget.kostnader@0"},
        key="kostnad",
        kind="finansiellt",
    )

    def change(kind: str, until: date | str = "") -> str:
        (table,) = resolve(document(plan, kind, until=until), plan.book()).tables()
        column = next((column for column in table.columns if column.kind == "change"), None)
        if column is None:
            return ""
        row = table.row("kostnad")
        return f"{table.way(row, column)} från {column.text(row.cells[column.key].fact)}"

    assert change("arsredovisning") == "ner från 60\u00a0kr"
    assert change("delarsrapport", AUGUST) == ""


def test_what_rests_on_the_outcome_is_no_forecast(plan, money):
    """A cost per participant is worked out of the outcome: before the year is over it isn't measured."""
    insats = plan.insats("Spåret").insats
    line = Line.objects.create(forbund=plan.forbund, name="Spåret", side="kostnad", insats=insats)
    made = money("utfall", 10)
    Amount.objects.create(forbund=plan.forbund, series=made, line=line, amount=Decimal(-600), key="s")
    measure = Measure.objects.create(forbund=plan.forbund, name="Deltagare")
    table = StatTable.objects.create(
        insats=insats, measure=measure, population="pagaende", until=YEAR_END, status="klar", **plan.year
    )
    StatValue.objects.create(forbund=plan.forbund, table=table, value=Decimal(30))
    plan.goal(
        "Pris", part(operator="hogst", unit="kr", target=Decimal(25), fact="stat.sparet.kostnad-per-deltagare@0"),
        key="pris",
    )  # fmt: skip
    assert judged(plan) == {"pris": Status.MET}
    assert judged(plan, AUGUST) == {"pris": Status.UNMEASURED}


def test_report_without_its_figures_is_warned_of(plan, money, floor):
    report = document(plan, "arsredovisning")

    def said():
        book = plan.book()
        found = run(Case(book, plan.fiscal_year, [(report, resolve(report, book))])).findings
        return [(one.severity, one.subject) for one in found if one.rule == "R19"]

    assert said() == [("varning", "bunden/kapital/belopp/arsredovisning")]
    money("utfall", 59_482)
    assert said() == [("varning", "varfor/kapital")], (
        "55 518 kr is less than 130 000, and nobody has said why"
    )


def test_plan_without_an_outcome_is_not(plan, money, floor):
    book = plan.book()
    own = document(plan, "verksamhetsplan")
    found = run(Case(book, plan.fiscal_year, [(own, resolve(own, book))])).findings
    assert [one for one in found if one.rule == "R19"] == []


def test_every_kind_of_document_has_its_basis():
    assert {kind: basis_in(kind, AUGUST) for kind in kinds()} == {
        "verksamhetsplan": Basis.BUDGET,
        "delarsrapport": Basis.FORECAST,
        "arsredovisning": Basis.OUTCOME,
    }
    assert (basis_in("", AUGUST), basis_in("", YEAR_END)) == (Basis.FORECAST, Basis.OUTCOME)
    assert basis_at(date(YEAR, 12, 30)) == Basis.FORECAST


@pytest.mark.parametrize(
    ("text", "follows"),
    [
        ("budget.utgaende@0", True),
        ("bokslut.soliditet@0", True),
        ("delar.kostnader@2024", True),
        ("stat.sparet.deltagare.alla@0", False),
        ("budget.utgaende@-1", False),
        ("plan1.utgaende@0", False),
        ("två ord", False),
    ],
)
def test_what_follows_money(text, follows):
    assert follows_money(text, YEAR) == follows


def test_what_is_no_expression_is_said():
    with pytest.raises(BadExpression):
        reading("a / b / c", YEAR, Footing(Basis.OUTCOME))
