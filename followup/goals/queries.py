"""What is read of goals' results, each in a constant number of queries; made for `book.read(reports, year)`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from finsam.core.models import Forbund
from followup.goals.models import GoalReport
from followup.goals.states import COUNTED
from plans.models.goals import Goal, GoalLevel
from plans.queries import Goals


@dataclass(frozen=True)
class Reports:
    """A year's reports by goal and day."""

    by_day: dict[tuple[int, date], GoalReport]

    def of(self, goal: Goal, end: date) -> GoalReport | None:
        """The goal's report up to a day."""
        return self.by_day.get((goal.pk, end))

    def counted(self, goal: Goal) -> list[GoalReport]:
        """The goal's reports that are handed in or approved, in order of time."""
        return [x for x in self.by_day.values() if x.goal_id == goal.pk and x.state in COUNTED]

    def newest(self, goal: Goal, end: date) -> GoalReport | None:
        """What documents tell of the goal as of a day: its last counted report until then."""
        return next((report for report in reversed(self.counted(goal)) if report.end <= end), None)


def reports(forbund: Forbund, year: int) -> Reports:
    """All reports of the year, with their results: two queries."""
    rows = GoalReport.objects.filter(forbund=forbund, fiscal_year__year=year)
    rows = rows.select_related("fiscal_year", "forbund").prefetch_related("results").order_by("end")
    return Reports({(row.goal_id, row.end): row for row in rows})


def reported_goals(tree: Goals) -> list[Goal]:
    """The goals that have results: those with parts, and goals told in words without any.

    A goal that is divided into goals is reached through them; one that only has activities is reached itself.
    """
    without = (GoalLevel.AREA, GoalLevel.GROUP, GoalLevel.ACTIVITY)

    def divided(goal: Goal) -> bool:
        return any(child.level != GoalLevel.ACTIVITY for child in tree.children(goal))

    return [goal for goal in tree if goal.parts.all() or (goal.level not in without and not divided(goal))]


def insats_year_id_of(tree: Goals, goal: Goal) -> int | None:
    """The insats's year that a goal belongs to, itself or through what it hangs under."""
    by_id = {node.pk: node for node in tree}
    while goal is not None:
        if goal.insats_year_id is not None:
            return goal.insats_year_id
        goal = by_id.get(goal.parent_id)
    return None
