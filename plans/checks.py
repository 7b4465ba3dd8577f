"""Rules over goals, meetings and dates; what a decision asks of the plan, and what it locks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from finsam.checks.reconciliation import ERROR, WARNING, Case, Figure, Finding, rule
from finsam.core.states import locks
from finsam.core.text.prose import listed
from finsam.core.values.money import number
from finsam.core.values.periods import BUDGET_DEADLINE, REPORT_DEADLINE, long_date
from finsam.documents.models import SETTLED
from finsam.documents.queries import plan_of_year
from finsam.editions.deciding import Case as Step
from finsam.editions.deciding import requires
from finsam.organisation.models import BodyKind
from plans import queries
from plans.models.goals import WITH_TARGET, Goal, GoalPart, Verdict
from plans.outline import KIND


def _goals(case: Case):
    return case.book.read(queries.goals, case.fiscal_year.year)


@rule("R19", lacks="Det finns inga mål för {year} som säger vad som mäts.", at="goals")
def goals_can_be_judged(case: Case) -> Iterator[Finding]:
    """A distribution's parts sum to 100 %; a goal that isn't only words has a direction and a target."""
    for goal in _goals(case):
        parts = list(goal.parts.all())
        if not parts:
            continue
        case.tally["R19"] += 1
        href = case.address("goals-edit", key=goal.key)
        if goal.verdict == Verdict.DISTRIBUTION:
            whole = sum((part.target for part in parts if part.target is not None), Decimal(0))
            if whole != 100:
                message = f"Delarna i ”{goal}” ska tillsammans bli 100 %, men blir {number(whole)} %."
                yield Finding(
                    ERROR, f"fordelning/{goal.key}", message, difference=number(whole - 100), href=href
                )
        for part in parts:
            if part.operator in WITH_TARGET and part.target is None:
                message = f"”{part}” i ”{goal}” har en riktning men inget målvärde."
                yield Finding(ERROR, f"mal/{goal.key}/{part.key}", message, href=href)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


@rule("R20", lacks="Inget mål för {year} har ett målvärde.", at="goals")
def same_measure(case: Case) -> Iterator[Finding]:
    """Two goals that measure the same thing among the same people should not have different targets."""
    alike = defaultdict(list)
    for goal in _goals(case):
        for part in goal.parts.all():
            if part.target is not None:
                alike[_plain(part.measure), _plain(part.population), part.unit, goal.insats_year_id].append(
                    (goal, part)
                )
    for (measure, *_), parts in alike.items():
        case.tally["R20"] += 1
        if len({part.target for _, part in parts}) > 1:
            figures = tuple(
                Figure(str(goal), f"{number(part.target)} {part.get_unit_display()}") for goal, part in parts
            )
            message = f"Flera mål mäter ”{parts[0][1].measure}” men har olika målvärden."
            yield Finding(WARNING, f"matt/{measure[:80]}", message, figures, href=case.address("goals"))


@rule("R21", lacks="")
def dates(case: Case) -> Iterator[Finding]:
    """The decision on the plan is in time, and so is the one on the annual report (23–24 §§ lagen 2003:1210)."""
    yield from _decided_in_time(case)
    yield from _report_in_time(case)


def _decided_in_time(case: Case) -> Iterator[Finding]:
    for document, _ in case.documents:
        if document.kind != KIND or document.decided_on is None:
            continue
        case.tally["R21"] += 1
        last = BUDGET_DEADLINE.on(document.fiscal_year.year - 1)
        if document.decided_on > last:
            decided = document.status in SETTLED
            message = f"{document} {'beslutades' if decided else 'ska beslutas'} {long_date(document.decided_on)}, efter {long_date(last)} ({BUDGET_DEADLINE.source})."
            yield Finding(WARNING, f"beslut/{document.key}", message, href=case.address("documents"))


def _report_in_time(case: Case) -> Iterator[Finding]:
    """Among the board's meetings there is one by 31 March that can decide the annual report (24 §)."""
    year = case.fiscal_year.year
    board = [
        meeting for meeting in case.book.read(queries.meetings, year) if meeting.body.kind == BodyKind.BOARD
    ]
    if not board:
        return
    case.tally["R21"] += 1
    if not any(meeting.date <= REPORT_DEADLINE.on(year) for meeting in board):
        message = f"Styrelsen har inget möte före {long_date(date(year, 4, 1))}, och årsredovisningen ska vara klar {long_date(REPORT_DEADLINE.on(year))} ({REPORT_DEADLINE.source})."
        yield Finding(WARNING, f"arsredovisning@{year}", message, href=case.address("meetings"))


@requires("samrad", "besluta")
def members_heard(case: Step) -> Iterator[str]:
    """A consultation is held in the year before, and what each member said is written down; a revision in its own year too."""
    document = case.document
    if document.kind != KIND:
        return
    hearing = queries.hearing_of(document)
    if not hearing.held:
        yield (
            f"Inget medlemssamråd är antecknat under {hearing.year}. Budgeten fastställs efter samråd med medlemmarna "
            f"(23 § lagen (2003:1210)): lägg in samrådet under Medlemssamråd {hearing.year}, med vad var och en sade."
        )
    elif hearing.silent:
        yield (
            f"Medlemssamrådet {hearing.year} har inget inspel från {listed(hearing.silent)}. Skriv vad medlemmen sade, "
            "eller att den inte hade några synpunkter."
        )


@locks("plans.goal")
def goal(goal: Goal) -> str:
    """Why a goal can't be changed, added or removed; while a revision of the plan is under way it can."""
    plan = plan_of_year(goal.fiscal_year_id)
    if plan is None or plan.status not in SETTLED:
        return ""
    return (
        f"Målen för {plan.fiscal_year} är beslutade med ”{plan}” och ändras inte mer. "
        "Behöver de ändras reviderar du planen: välj Revidera på dokumentets sida."
    )


@locks("plans.goalpart")
def part(part: GoalPart) -> str:
    """Why a part of a goal can't be changed: its goal's reason."""
    return goal(Goal._base_manager.get(pk=part.goal_id))
