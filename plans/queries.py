"""What facts and blocks read of a year's plan, each in a constant number of queries.

Made for `book.read(queries.goals, year)`: a provider and a block that need the same rows share them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from finsam.core.values.grouping import grouped
from finsam.documents.models import Document
from finsam.organisation.models import Member
from plans.models.consultations import Consultation, Viewpoint
from plans.models.goals import Goal
from plans.models.insatser import InsatsYear
from plans.models.year import ExternalProject, Meeting, Risk, WheelItem


def _of_year(model, forbund, year: int):
    """A year's objects, with what their addresses and fact keys are made of."""
    rows = model.objects.filter(forbund=forbund, fiscal_year__year=year)
    return rows.select_related("forbund", "fiscal_year")


def insatser(forbund, year: int) -> dict[str, InsatsYear]:
    """The year's insatser in their order, by the insats's key, with their shares of kinds."""
    rows = (
        _of_year(InsatsYear, forbund, year)
        .select_related("insats")
        .prefetch_related("shares__kind", "kommuner")
    )
    return {insats.insats.key: insats for insats in rows}


@dataclass(frozen=True)
class Goals:
    """A year's goals tied together as the tree they are, with their parts."""

    by_key: dict[str, Goal]

    @cached_property
    def _below(self) -> dict[int | None, list[Goal]]:
        return grouped(self.by_key.values(), by=lambda goal: goal.parent_id)

    @cached_property
    def _by_id(self) -> dict[int, Goal]:
        return {goal.pk: goal for goal in self.by_key.values()}

    def __iter__(self):
        return iter(self.by_key.values())

    def roots(self) -> list[Goal]:
        """Goals that belong to no other goal."""
        return self._below.get(None, [])

    def children(self, goal: Goal) -> list[Goal]:
        """The goals right below one."""
        return self._below.get(goal.pk, [])

    def of_insats(self, insats_year: InsatsYear) -> list[Goal]:
        """An insats's own goals and groups of goals: those that don't hang under another of its goals."""
        return [
            goal
            for goal in self
            if goal.insats_year_id == insats_year.pk
            and (goal.parent_id is None or self._by_id[goal.parent_id].insats_year_id != insats_year.pk)
        ]


def goals(forbund, year: int) -> Goals:
    """All goals of the year, with their parts."""
    rows = _of_year(Goal, forbund, year).prefetch_related("parts")
    return Goals({goal.key: goal for goal in rows})


def risks(forbund, year: int) -> dict[str, Risk]:
    """The year's risks by key, with their measures."""
    return {risk.key: risk for risk in _of_year(Risk, forbund, year).prefetch_related("measures")}


def meetings(forbund, year: int) -> list[Meeting]:
    """The year's meetings by date, with their bodies."""
    return list(_of_year(Meeting, forbund, year).select_related("body"))


def consultations(forbund, year: int) -> dict[str, Consultation]:
    """The year's consultations with the members by key, with their meetings and what each member said."""
    rows = _of_year(Consultation, forbund, year).select_related("meeting").prefetch_related("viewpoints")
    return {consultation.key: consultation for consultation in rows}


@dataclass(frozen=True)
class Hearing:
    """How members are heard before a plan is decided (23 § lagen (2003:1210)): a consultation in a year: whether one is written down, and the members of whom nobody has written what they said."""

    year: int
    held: bool
    silent: tuple[str, ...]


def hearing_of(document: Document) -> Hearing:
    """How the members were heard of a plan in the year before its own; of a revision, in its own year too."""
    year = document.fiscal_year.year
    years = [year - 1, year] if document.revision else [year - 1]
    consultations = Consultation.objects.filter(forbund=document.forbund_id, fiscal_year__year__in=years)
    heard = set(Viewpoint.objects.filter(consultation__in=consultations).values_list("member_id", flat=True))
    members = Member.objects.filter(forbund=document.forbund_id)
    silent = tuple(str(member) for member in members if member.pk not in heard and member.is_in(year))
    return Hearing(years[-1], consultations.exists(), silent)


def unanswered_years(forbund, year: int) -> list[int]:
    """The years before one with a consultation of which it isn't said what it led to, the earliest first."""
    rows = Consultation.objects.filter(forbund=forbund, fiscal_year__year__lt=year, follow_up="")
    return sorted(set(rows.values_list("fiscal_year__year", flat=True)))


def wheel_items(forbund, year: int) -> list[WheelItem]:
    """The förbund's own points in the year's wheel."""
    return list(_of_year(WheelItem, forbund, year))


def projects(forbund, year: int) -> list[ExternalProject]:
    """Projects that others pay for."""
    return list(_of_year(ExternalProject, forbund, year))
