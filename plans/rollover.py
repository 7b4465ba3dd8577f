"""What of a year's plan follows into the next: insatser, goals, risks, meetings, the årshjul and projects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import holidays
from django.db.models import QuerySet

from finsam.core.crud.last_year import found_by
from finsam.core.rollover import YEAR, NotCarried, Rollover, carries
from finsam.core.values.periods import in_year, long_date
from plans import queries
from plans.models.consultations import Consultation
from plans.models.goals import Goal, GoalPart
from plans.models.insatser import InsatsShare, InsatsYear
from plans.models.year import ExternalProject, Meeting, Risk, RiskMeasure, WheelItem

WEEKDAYS = 5
NEAR = 21  # days: a meeting that has been moved further is another
_BRIDGE = "Squeeze day"  # between a holiday and a weekend: most work


@carries(YEAR)
def insatser(rollover: Rollover) -> None:
    """What is financed, unless it ends with the old year; a period that is the old year becomes the new."""
    year = rollover.old.year

    def change(row: InsatsYear, copy: InsatsYear) -> None:
        if (row.start, row.end) == (date(year, 1, 1), date(year, 12, 31)):
            copy.start, copy.end = (in_year(day, rollover.new.year) for day in (row.start, row.end))
        else:
            _still_on(row, rollover)

    rollover.carry(InsatsYear, parts=(InsatsShare,), change=change)


@carries(YEAR)
def goals(rollover: Rollover) -> None:
    """The tree of goals with their parts and targets; results aren't among them."""
    rollover.carry(Goal, parts=(GoalPart,), tree="parent")


@carries(YEAR)
def risks(rollover: Rollover) -> None:
    """The risks and what is done about each."""
    rollover.carry(Risk, parts=(RiskMeasure,))


@carries(YEAR)
def meetings(rollover: Rollover) -> None:
    """Every meeting on the same weekday of the same week, at the same hour; never on a holiday or its eve."""
    moved: list[str] = []

    def change(row: Meeting, copy: Meeting) -> None:
        same = same_weekday(row.date, rollover.new.year)
        copy.date, copy.key = working_day(same), ""
        if copy.date != same:
            moved.append(
                f"{row.name or row.body}: {long_date(same)} är helgdag eller afton, så mötet lades {long_date(copy.date)}."
            )

    rollover.carry(Meeting, change=change)
    rollover.kinds[-1].told += moved


@found_by(Meeting)
def _meetings(rows: Sequence[Meeting], last: QuerySet[Meeting]) -> list[Meeting | None]:
    """The body's meeting on the nearest day, for a meeting has its day for a key."""
    there = list(last.filter(body__in={row.body_id for row in rows}))

    def apart(row: Meeting, old: Meeting) -> int:
        return abs((same_weekday(old.date, row.date.year) - row.date).days)

    def nearest(row: Meeting) -> Meeting | None:
        near = [old for old in there if old.body_id == row.body_id and apart(row, old) <= NEAR]
        return min(near, key=lambda old: apart(row, old), default=None)

    return [nearest(row) if row.pk else None for row in rows]


@carries(YEAR)
def wheel(rollover: Rollover) -> None:
    """The årshjul's own points."""
    rollover.carry(WheelItem)


@carries(YEAR)
def projects(rollover: Rollover) -> None:
    """Projects of others, unless they end with the old year."""
    rollover.carry(ExternalProject, change=lambda row, copy: _still_on(row, rollover))


@carries(YEAR)
def consultations(rollover: Rollover) -> None:
    """A consultation belongs to the year in which it was held."""
    label = str(Consultation._meta.verbose_name_plural)
    rollover.leave(label, "Ett samråd hör till året då det hölls. Lägg in det nya när det är bestämt.")
    rows = queries.consultations(rollover.old.forbund, rollover.old.year).values()
    rollover.kinds[-1].told += [
        f"”{row}” saknar uppföljning. Den efterfrågas under Vad saknas." for row in rows if not row.follow_up
    ]


def _still_on(row, rollover: Rollover) -> None:
    """Raise NotCarried for what has ended when the new year begins."""
    if row.end and row.end.year < rollover.new.year:
        raise NotCarried(f"”{row}” följer inte med, för den slutar {long_date(row.end)}.")


def same_weekday(day: date, year: int) -> date:
    """The same weekday of the same week in another year, by ISO 8601; within that year."""
    week, weekday = day.isocalendar()[1:]
    last = date(year, 12, 28).isocalendar().week  # always in the last week
    rolled = date.fromisocalendar(year, min(week, last), weekday)
    return rolled + timedelta(weeks=(rolled.year < year) - (rolled.year > year))


def working_day(day: date) -> date:
    """The day itself, or the nearest weekday that is no holiday or eve: of the same week, or else of the next.

    A day of the weekend stays one, where it is no holiday.
    """
    closed = {
        closed_day
        for closed_day, name in holidays.Sweden(
            years=(day.year, day.year + 1),
            categories=("public", "de_facto", "optional"),
            include_sundays=False,
        ).items()
        if name != _BRIDGE
    }
    if day not in closed:
        return day
    monday = day - timedelta(days=day.weekday())
    for weeks in (0, 1):
        week = (monday + timedelta(weeks=weeks, days=place) for place in range(WEEKDAYS))
        free = [other for other in week if other not in closed and other.year == day.year]
        if free:
            return min(free, key=lambda other: abs((other - day).days))
    return day
