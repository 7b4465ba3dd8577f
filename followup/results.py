"""What is read of goals' results, each in a constant number of queries; made for `book.read(reports, year)`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.timezone import localdate

from finsam.documents.reader import own_people
from finsam.doors import Visit
from finsam.models import Forbund
from finsam.roles import Permission
from followup.models.goals import GoalReport, InsatsResponsibility, ReportDate
from followup.states import COUNTED
from plans.models import Goal, GoalLevel
from plans.queries import Goals

DAYS_AFTER_YEAR_END = 31  # when nobody has set a day: the year's results are handed in during January


@dataclass(frozen=True)
class Reports:
    """A year's reports by goal and day."""

    found: dict[tuple[int, date], GoalReport]

    def of(self, goal: Goal, end: date) -> GoalReport | None:
        """The goal's report up to a day."""
        return self.found.get((goal.pk, end))

    def counted(self, goal: Goal) -> list[GoalReport]:
        """The goal's reports that are handed in or approved, in order of time."""
        return [one for one in self.found.values() if one.goal_id == goal.pk and one.state in COUNTED]

    def newest(self, goal: Goal, end: date) -> GoalReport | None:
        """What documents tell of the goal as of a day: its last counted report until then."""
        return next((one for one in reversed(self.counted(goal)) if one.end <= end), None)


def reports(forbund: Forbund, year: int) -> Reports:
    """All reports of the year, with their results: two queries."""
    found = GoalReport.objects.filter(forbund=forbund, fiscal_year__year=year)
    found = found.select_related("fiscal_year", "forbund").prefetch_related("results").order_by("end")
    return Reports({(one.goal_id, one.end): one for one in found})


def year_end(year: int) -> date:
    """The last day of the year."""
    return date(year, 12, 31)


def report_dates(forbund: Forbund, year: int) -> list[ReportDate]:
    """The days that are reported up to; a year without any has its end, handed in during January."""
    found = list(ReportDate.objects.filter(forbund=forbund, fiscal_year__year=year))
    if found:
        return found
    last = year_end(year)
    return [ReportDate(name="Helår", end=last, due=last + timedelta(days=DAYS_AFTER_YEAR_END))]


def reported_goals(tree: Goals) -> list[Goal]:
    """The goals that have results: those with parts, and goals told in words without any.

    A goal that is divided into goals is reached through them; one that only has activities is reached itself.
    """
    without = (GoalLevel.AREA, GoalLevel.GROUP, GoalLevel.ACTIVITY)

    def divided(goal: Goal) -> bool:
        return any(one.level != GoalLevel.ACTIVITY for one in tree.children(goal))

    return [goal for goal in tree if goal.parts.all() or (goal.level not in without and not divided(goal))]


def insats_id_of(tree: Goals, goal: Goal) -> int | None:
    """The insats's year that a goal belongs to, itself or through what it hangs under."""
    by_id = {one.pk: one for one in tree}
    while goal is not None:
        if goal.insats_year_id is not None:
            return goal.insats_year_id
        goal = by_id.get(goal.parent_id)
    return None


@own_people
def own_keys(visit: Visit) -> list[str]:
    """The insatser whose counts a visitor reports, and so sees also when they are small."""
    if Permission.REPORT not in visit.permissions:
        return []
    found = InsatsResponsibility.objects.filter(forbund=visit.forbund, access__user=visit.user)
    today = localdate()
    return [one.insats.key for one in found.select_related("access", "insats") if one.access.valid_on(today)]


def own_insatser(visit: Visit) -> set[int] | None:
    """The insatser that the visitor reports on; None is all of them."""
    if Permission.EDIT_FOLLOWUP in visit.permissions or Permission.REPORT not in visit.permissions:
        return None
    found = InsatsResponsibility.objects.filter(forbund=visit.forbund, access__user=visit.user)
    return set(found.values_list("insats_id", flat=True))
