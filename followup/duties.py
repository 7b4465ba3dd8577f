"""What is to be reported: which goal, up to when, by whom, and how far it has come. Pages, tasks and mail tell of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from finsam.documents.facts import Book
from finsam.documents.wanting import CHIEF
from finsam.models import User
from followup import results
from followup.facts.goals import result_href
from followup.models.goals import GoalReport, InsatsResponsibility, ReportDate
from followup.states import COUNTED, State
from plans import queries
from plans.models import Goal, InsatsYear

NOT_BEGUN = "Inte börjad"


def named(people: Iterable[User]) -> str:
    """`Nora Nyberg`, or that it is the förbundschef's where nobody has the insats."""
    return ", ".join(map(str, people)) or CHIEF


@dataclass(frozen=True, slots=True)
class Duty:
    """A goal to report at one of the year's days: what is missing, where it is entered, and who does it."""

    goal: Goal
    insats: InsatsYear | None
    occasion: ReportDate
    report: GoalReport | None
    missing: tuple[str, ...]  # the parts without a result
    people: tuple[User, ...]  # insatsansvariga; none where the förbundschef reports

    @property
    def done(self) -> bool:
        """Whether it is handed in."""
        return self.report is not None and self.report.state in COUNTED

    @property
    def state(self) -> str:
        """`Inte börjad`, or the report's state."""
        return str(State(self.report.state).label) if self.report is not None else NOT_BEGUN

    @property
    def who(self) -> str:
        """`Nora Nyberg`, or that it is the förbundschef's."""
        return named(self.people)

    @property
    def href(self) -> str:
        """The page to report on."""
        return result_href(self.goal, self.occasion.end)

    def late(self, today: date | None = None) -> bool:
        """Whether the day to hand it in has passed."""
        return not self.done and self.occasion.due < (today or localdate())


def responsible(forbund, today: date | None = None) -> dict[int, tuple[User, ...]]:
    """Who reports on which insats today, by the insats's id."""
    day = today or localdate()
    found: dict[int, tuple[User, ...]] = {}
    rows = InsatsResponsibility.objects.filter(forbund=forbund).select_related("access__user")
    for one in rows:
        if one.access.valid_on(day):
            found[one.insats_id] = (*found.get(one.insats_id, ()), one.access.user)
    return found


def duties(book: Book, own: set[int] | None = None, today: date | None = None) -> list[Duty]:
    """The year's duties in order of time and plan; `own` narrows them to some insatser (by the insats's id).

    A goal whose parts are all read from facts has nothing to report.
    """
    tree = book.read(queries.goals, book.year)
    reports = book.read(results.reports, book.year)
    insatser = {one.pk: one for one in book.read(queries.insatser, book.year).values()}
    people = responsible(book.forbund, today)
    found = []
    for occasion in book.read(results.report_dates, book.year):
        for goal in results.reported_goals(tree):
            parts = list(goal.parts.all())
            if parts and all(part.fact for part in parts):
                continue
            insats = insatser.get(results.insats_id_of(tree, goal))
            insats_id = insats.insats_id if insats is not None else None
            if own is not None and insats_id not in own:
                continue
            report = reports.of(goal, occasion.end)
            found.append(
                Duty(
                    goal, insats, occasion, report, tuple(_missing(parts, report)), people.get(insats_id, ())
                )
            )
    return found


def _missing(parts: Iterable, report: GoalReport | None) -> Iterable[str]:
    reported = {one.part_id for one in report.results.all() if not one.empty} if report is not None else set()
    return (
        f"{part} ({part.population})" if part.population else str(part)
        for part in parts
        if not part.fact and part.pk not in reported
    )
