"""Rules over results: they say what their goal can be judged by, and agree with themselves and with the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finsam.checks.reconciliation import ERROR, INFO, WARNING, Case, Figure, Finding, rule
from finsam.core.text.prose import not_a_reason
from finsam.core.values.money import apart, number, show
from finsam.organisation.equity import ceiling
from followup.accounts.basis import basis_in, follows_money, footing
from followup.accounts.blocks.interim import report_end
from followup.goals import queries as results
from followup.goals.blocks import told
from followup.goals.facts.goals import bound_fact, footings_of, result_href
from followup.goals.judging.judging import GoalVerdict, all_verdicts
from followup.goals.judging.verdicts import Status
from followup.goals.models import OTHERWISE, said_otherwise
from followup.goals.states import State
from followup.responsibility.queries import year_end
from plans import queries
from plans.addresses import href as goal_href
from plans.models.goals import Operator, Unit, Verdict


@rule("R19", lacks="Det finns inga mål för {year}.", at="goals", people=True)
def results_and_verdicts(case: Case) -> Iterator[Finding]:
    """A verdict agrees with its result, or says why not; a result agrees with itself; what is read can be read."""
    year = case.fiscal_year.year
    verdicts = list(all_verdicts(case.book, year_end(year)))
    for verdict in verdicts:
        case.tally["R19"] += 1
        yield from _bound(case, verdict)
        yield from _without_why(verdict)
        if verdict.report is None:
            continue
        place = result_href(verdict.goal, verdict.report.end)
        yield from _said_otherwise(verdict, place)
        yield from _contradictions(verdict, place)
        yield from _totals(verdict, place)
        yield from _distribution(verdict, place)
        yield from _base_year(verdict)
        if verdict.report.state == State.SUBMITTED:
            message = f"Resultatet för ”{verdict.goal}” är inlämnat men inte godkänt."
            yield Finding(WARNING, f"godkann/{verdict.goal.key}", message, href=place)


def _said_otherwise(verdict: GoalVerdict, place: str) -> Iterator[Finding]:
    if not verdict.overridden or not verdict.computed.judged:
        return
    figures = (
        Figure("Uträknad bedömning", verdict.computed.word),
        Figure("Bedömning som skrivs ut", verdict.status.word),
    )
    subject, reason = f"bedomning/{verdict.goal.key}", verdict.report.reason
    if lacking := not_a_reason(reason, OTHERWISE):
        message = f"”{verdict.goal}” är bedömt på annat sätt än resultatet ger, och skälet är bara ”{reason}”. {lacking}"
        yield Finding(WARNING, subject, message, figures, href=place)
        return
    message = f"”{verdict.goal}” är bedömt på annat sätt än resultatet ger. Skälet skrivs ut: {reason}"
    yield Finding(INFO, subject, message, figures, href=place)


WITHOUT = (Status.PARTLY, Status.MISSED)  # the verdicts that want a reason


def _without_why(verdict: GoalVerdict) -> Iterator[Finding]:
    """A goal that wasn't reached, without a word on why; what is nearly reached is asked of but not warned about."""
    goal = verdict.goal
    judged_otherwise = (
        verdict.report is not None and verdict.report.judgement
    )  # which has a reason of its own
    if verdict.status not in WITHOUT or judged_otherwise or not not_a_reason(verdict.why):
        return
    end = verdict.report.end if verdict.report is not None else verdict.end
    message = f"”{goal}” är {verdict.status.word.lower()}, och det står inte varför. Skriv det där resultatet skrivs in."
    figures = (Figure("Bedömning", verdict.status.word),)
    yield Finding(WARNING, f"varfor/{goal.key}", message, figures, href=result_href(goal, end))


def _bound(case: Case, verdict: GoalVerdict) -> Iterator[Finding]:
    """What a part is read from exists, in the right unit, and by the money that the year's documents judge by."""
    goal, year = verdict.goal, case.fiscal_year.year
    for judged in verdict.parts:
        part = judged.part
        if not part.fact:
            continue
        facts = [bound_fact(case.book, part, goal, by) for by in footings_of(case.book, part, goal)]
        subject, where = f"bunden/{goal.key}/{part.key}", goal_href(goal)
        fact = next((fact for fact in facts if fact is not None and fact.value is not None), None)
        if fact is None:
            message = f"”{part}” i ”{goal}” läses ur ”{part.fact}”, men den uppgiften finns inte för året."
            yield Finding(WARNING, subject, message, href=where)
        elif (fact.unit == "%") != (part.unit == Unit.PERCENT):
            figures = (
                Figure("Målet räknas i", part.get_unit_display()),
                Figure("Uppgiften räknas i", fact.unit),
            )
            message = f"”{part}” i ”{goal}” har en annan enhet än uppgiften som resultatet läses ur."
            yield Finding(ERROR, subject, message, figures, href=where)
        else:
            for document, _ in case.documents if follows_money(part.fact, year) else ():
                if document.kind not in _JUDGING:
                    continue
                end = report_end(case.book, document)
                basis = basis_in(document.kind, end)
                read = bound_fact(case.book, part, goal, footing(case.book, year, basis, end))
                if read is None or read.value is None:
                    message = (
                        f"”{part}” i ”{goal}” bedöms efter {basis.word}, som inte har någon siffra för det {year}. "
                        f"I {document} står ”Ej mätt”."
                    )
                    yield Finding(WARNING, f"{subject}/{document.key}", message, href=case.address("series"))


@rule(
    "R27",
    lacks="Det finns inga beslutade mål för {year} eller ingen årsredovisning eller delårsrapport som tar upp dem.",
    at="documents",
)
def decided_goals_are_told(case: Case) -> Iterator[Finding]:
    """A report says of every decided goal how it went (11 kap. 8 § lagen (2018:597)), also of those in words."""
    tree = case.book.read(queries.goals, case.fiscal_year.year)
    goals = results.reported_goals(tree)
    for document, resolved in case.documents:
        if document.kind not in _JUDGING:
            continue
        there = told(resolved)
        for goal in goals:
            case.tally["R27"] += 1
            if goal.key in there:
                continue
            own = results.insats_year_id_of(tree, goal) is None
            whose = "Förbundets egna mål" if own else "Insatsernas mål"
            message = (
                f"{document} tar inte upp målet ”{goal}”. Lägg till ett avsnitt med innehållet ”Måluppfyllelse”, och välj "
                f"”{whose}” och slaget ”{goal.get_kind_display()}”."
            )
            subject = f"{document.key}/mal/{goal.key}"
            yield Finding(WARNING, subject, message, href=case.address("section-new", key=document.key))


_JUDGING = ("arsredovisning", "delarsrapport")  # the kinds of document that say how goals went


def _contradictions(verdict: GoalVerdict, place: str) -> Iterator[Finding]:
    """Only what came in past the form can still be so."""
    for judged in verdict.parts:
        for among in judged.among:
            if among.result is None:
                continue
            for field, sentence in among.result.problems():
                subject = f"resultat/{verdict.goal.key}/{judged.part.key}/{among.result.key}/{field}"
                yield Finding(ERROR, subject, f"”{verdict.goal}”: {sentence}", href=place)


def _totals(verdict: GoalVerdict, place: str) -> Iterator[Finding]:
    """A total that came in written as something else than its groups; what is worked out is printed."""
    for judged in verdict.parts:
        rows = [among.result for among in judged.among if among.result is not None]
        wrong = said_otherwise(rows)
        if wrong is not None:
            row, sentence = wrong
            subject = f"total/{verdict.goal.key}/{judged.part.key}"
            yield Finding(
                ERROR, subject, f"”{verdict.goal}”, {row.population.lower()}: {sentence}", href=place
            )


def _distribution(verdict: GoalVerdict, place: str) -> Iterator[Finding]:
    values = [
        among.figures.value.value
        for judged in verdict.parts
        for among in judged.among
        if among.figures.value is not None
    ]
    if verdict.goal.verdict != Verdict.DISTRIBUTION or len(values) < len(verdict.parts) or not values:
        return
    whole = sum(values, Decimal(0))
    if abs(whole - 1) > Decimal("0.005"):
        message = f"Resultaten i ”{verdict.goal}” ska tillsammans bli 100 %, men blir {show(whole, '%', 1)}."
        yield Finding(
            WARNING, f"utfall/{verdict.goal.key}", message, difference=show(whole - 1, "%", 1), href=place
        )


def _base_year(verdict: GoalVerdict) -> Iterator[Finding]:
    for judged in verdict.parts:
        compared = judged.part.operator in (Operator.MORE, Operator.FEWER)
        if compared and judged.base is None and judged.status == Status.UNJUDGED:
            base = verdict.goal.fiscal_year.year + judged.part.base_offset
            message = f"”{judged.part}” i ”{verdict.goal}” jämförs med {base}, men det årets resultat saknas."
            yield Finding(
                WARNING, f"basar/{verdict.goal.key}/{judged.part.key}", message, href=goal_href(verdict.goal)
            )


CAPITAL = ".andel.kapital"  # how facts end that are equity as a share of the contributions
CLOSING = ("budget.utgaende", "utfall.utgaende", "bokslut.eget-kapital")


@rule("R14", lacks="Inget mål för {year} gäller det egna kapitalet.", at="goals")
def equity_goals(case: Case) -> Iterator[Finding]:
    """A goal about equity asks for what the förbund has decided and Nationella rådet recommends, of the same year."""
    forbund, year = case.book.forbund, case.fiscal_year.year
    for goal in case.book.read(queries.goals, year):
        for part in goal.parts.all():
            name = part.fact.partition("@")[0]
            where, subject = goal_href(goal), f"mal/{goal.key}/{part.key}"
            if name.endswith(CAPITAL):
                case.tally["R14"] += 1
                yield from _base(part, goal, forbund, subject, where)
                if part.operator in (Operator.AT_MOST, Operator.UNDER, Operator.BETWEEN):
                    yield from _ceiling(case, part, goal, subject, where)
            elif name in CLOSING and part.operator in (Operator.AT_LEAST, Operator.OVER):
                case.tally["R14"] += 1
                floor = forbund.equity_floor
                if floor is not None and part.target != floor:
                    figures = (
                        Figure("Målet", show(part.target)),
                        Figure("Förbundets lägsta nivå", show(floor)),
                    )
                    message = f"”{goal}” anger en annan lägsta nivå för eget kapital än förbundets uppgifter."
                    yield Finding(
                        WARNING, f"{subject}/golv", message, figures, show(part.target - floor), where
                    )


def _base(part, goal, forbund, subject: str, where: str) -> Iterator[Finding]:
    if part.base_offset == forbund.equity_base_offset:
        return
    figures = (
        Figure("Målet räknas på bidragen", part.get_base_offset_display()),
        Figure("Förbundet räknar på bidragen", forbund.get_equity_base_offset_display()),
    )
    message = f"”{goal}” jämför det egna kapitalet med ett annat års bidrag än förbundet gör."
    yield Finding(WARNING, f"{subject}/basar", message, figures, href=where)


def _ceiling(case: Case, part, goal, subject: str, where: str) -> Iterator[Finding]:
    asked = part.target_high if part.operator == Operator.BETWEEN else part.target
    recommended = ceiling(case, case.fiscal_year.year)
    if recommended is None or asked is None or asked <= recommended.share:
        return
    places = apart(asked, recommended.share, 1)
    figures = (
        Figure("Målet tillåter", f"{number(asked, places)} %"),
        Figure("Rekommenderad högsta nivå i procent", f"{number(recommended.share, places)} %"),
        recommended.figure,
    )
    message = f"”{goal}” tillåter ett större eget kapital än Nationella rådet rekommenderar."
    difference = f"{number(asked - recommended.share, places)} procentenheter"
    yield Finding(WARNING, f"{subject}/tak", message, figures, difference, where)
