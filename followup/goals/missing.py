"""What is to be reported: which goal, up to when, by whom, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.timezone import localdate

from finsam.core.tenancy.permissions import Permission
from finsam.facts.book import Book
from finsam.web.missing import MissingItem, address, finds_missing
from followup.goals import queries as results
from followup.goals.facts.goals import result_href
from followup.goals.models import GoalReport
from followup.goals.states import COUNTED, State
from followup.responsibility.models import ReportDate
from followup.responsibility.queries import report_dates, responsible, year_end
from plans import queries
from plans.models.goals import Goal
from plans.models.insatser import InsatsYear

GROUP = "Måluppfyllelse"
AHEAD = timedelta(days=30)  # how long before a period's end its results are spoken of


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(MissingItem):
    """A goal to report at one of the year's days; done when it is handed in."""

    goal: Goal
    insats: InsatsYear | None
    occasion: ReportDate
    report: GoalReport | None
    lacking: tuple[str, ...]  # the parts without a result

    @property
    def waiting(self) -> bool:
        """Whether it is handed in but not approved."""
        return self.report is not None and self.report.state == State.SUBMITTED


def duties(book: Book, today: date | None = None) -> list[Duty]:
    """The year's duties in order of time and plan, as people answer for insatser today.

    A goal whose parts are all read from facts has nothing to report.
    """
    tree = book.read(queries.goals, book.year)
    reports = book.read(results.reports, book.year)
    insatser = {insats.pk: insats for insats in book.read(queries.insatser, book.year).values()}
    people = responsible(book.forbund, today)
    owed = []
    for occasion in book.read(report_dates, book.year):
        for goal in results.reported_goals(tree):
            parts = list(goal.parts.all())
            if parts and all(part.fact for part in parts):
                continue
            insats = insatser.get(results.insats_year_id_of(tree, goal))
            theirs = people.get(insats.insats_id, ()) if insats is not None else ()
            report = reports.of(goal, occasion.end)
            lacking = tuple(_lacking(parts, report))
            left = f"saknar uppgift om {', '.join(lacking)}" if lacking else "är inte inlämnat"
            owed.append(
                Duty(
                    f"Resultatet för ”{goal}” {left}.",
                    result_href(goal, occasion.end),
                    done=report is not None and report.state in COUNTED,
                    begun=report is not None,
                    due=occasion.due,
                    people=theirs,
                    permission=Permission.REPORT if theirs else Permission.EDIT_FOLLOWUP,
                    group=GROUP,
                    where=f"Att rapportera: {occasion}",
                    goal=goal,
                    insats=insats,
                    occasion=occasion,
                    report=report,
                    lacking=lacking,
                )
            )
    return owed


def _lacking(parts: Iterable, report: GoalReport | None) -> Iterable[str]:
    reported = {x.part_id for x in report.results.all() if not x.empty} if report is not None else set()
    return (
        f"{part} ({part.population})" if part.population else str(part)
        for part in parts
        if not part.fact and part.pk not in reported
    )


@finds_missing(Permission.REPORT)
def results_to_report(book: Book) -> Iterator[MissingItem]:
    """For each insats and period that is over or soon will be: how many goals lack a result, who has them, until when."""
    soon = localdate() + AHEAD
    due = sorted(
        (duty for duty in duties(book) if duty.occasion.end <= soon),
        key=lambda duty: (duty.occasion.end, duty.insats.order if duty.insats else -1),
    )
    for (occasion, insats), group in groupby(due, key=lambda duty: (duty.occasion, duty.insats)):
        rows = list(group)
        left = [duty for duty in rows if not duty.done]
        yield MissingItem(
            f"Rapportera resultat för {insats or 'förbundets egna mål'}, {occasion.name.lower()}",
            address(book, "to-report"),
            f"{len(left)} av {len(rows)} mål är kvar. {left[0].who_and_when}" if left else "",
            done=not left,
            begun=any(duty.begun for duty in rows),
            due=occasion.due,
            people=rows[0].people,
            permission=rows[0].permission,
        )


@finds_missing(Permission.EDIT_FOLLOWUP)
def results_to_approve(book: Book) -> Iterator[MissingItem]:
    """What waits for the förbundschef."""
    waiting = sum(duty.waiting for duty in duties(book))
    if waiting:
        href = address(book, "to-report")
        yield MissingItem("Godkänn inlämnade resultat", href, f"{waiting} väntar på dig.", begun=True)


@finds_missing(Permission.EDIT_FOLLOWUP, "arsredovisning", "delarsrapport")
def results_of_report(book: Book, kind: str, until: date | None = None) -> Iterator[MissingItem]:
    """Each goal without a result at the report's day: its own, else the year's last occasion or the last before it."""
    ends = [occasion.end for occasion in book.read(report_dates, book.year)]
    whole = [end for end in ends if end == year_end(book.year)] or ends[-1:]
    wanted_end = whole if kind == "arsredovisning" else [end for end in ends if end not in whole][-1:]
    if until is not None:
        wanted_end = [until]
    for duty in duties(book):
        if duty.occasion.end not in wanted_end:
            continue
        yield duty
        if duty.waiting:
            what = f"Resultatet för ”{duty.goal}” är inlämnat men inte godkänt."
            yield MissingItem(what, duty.href, begun=True, group=GROUP, where=str(duty.goal))
