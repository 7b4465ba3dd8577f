"""What is to be reported: which goal, up to when, by whom, and how far it has come. Pages, tasks and mail tell of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from finsam.core.models import User
from finsam.facts.book import Book
from followup.goals import queries as results
from followup.goals.facts.goals import result_href
from followup.goals.models import GoalReport
from followup.goals.states import COUNTED, State
from followup.responsibility.models import ReportDate
from followup.responsibility.queries import named, report_dates, responsible
from plans import queries
from plans.models.goals import Goal
from plans.models.insatser import InsatsYear

NOT_BEGUN = "Inte börjad"


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


def duties(book: Book, own: set[int] | None = None, today: date | None = None) -> list[Duty]:
    """The year's duties in order of time and plan; `own` narrows them to some insatser (by the insats's id).

    A goal whose parts are all read from facts has nothing to report.
    """
    tree = book.read(queries.goals, book.year)
    reports = book.read(results.reports, book.year)
    insatser = {one.pk: one for one in book.read(queries.insatser, book.year).values()}
    people = responsible(book.forbund, today)
    found = []
    for occasion in book.read(report_dates, book.year):
        for goal in results.reported_goals(tree):
            parts = list(goal.parts.all())
            if parts and all(part.fact for part in parts):
                continue
            insats = insatser.get(results.insats_year_id_of(tree, goal))
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
