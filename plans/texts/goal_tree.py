"""The year's goals as the tree they are, for the page Mål."""

from __future__ import annotations

from dataclasses import dataclass

from finsam.facts.book import Book
from finsam.facts.figures import MISSING
from plans import queries
from plans.facts import targets
from plans.models.goals import Goal, GoalKind, GoalLevel
from plans.models.insatser import InsatsYear
from plans.queries import Goals
from plans.texts import wording

KINDS = {
    GoalKind.INDIVID: "Individinriktade mål",
    GoalKind.STRUKTUR: "Strukturövergripande mål",
    GoalKind.DIRECTION: "Inriktningsmål",
    GoalKind.OPERATION: "Verksamhetsmål",
    GoalKind.FINANCIAL: "Finansiella mål",
}


@dataclass(frozen=True, slots=True)
class Branch:
    """A goal with what it says, how it is measured, and the goals under it."""

    goal: Goal
    text: str
    parts: tuple[str, ...]
    missing: bool
    below: tuple[Branch, ...]

    @property
    def heading(self) -> bool:
        """Whether it gathers other goals rather than being one."""
        return self.goal.level in (GoalLevel.AREA, GoalLevel.GROUP)


@dataclass(frozen=True, slots=True)
class Group:
    """The förbund's own goals of a kind, or an insats's goals."""

    title: str
    insats_year: InsatsYear | None
    branches: tuple[Branch, ...]


def branch_of(tree: Goals, goal: Goal) -> Branch:
    """A goal as the page tells it, with those under it that belong to the same insats."""
    text = wording.goal_text(goal)
    parts = tuple(f"{target.part.measure}: {wording.demand_text(target)}" for target in targets(goal))
    below = tuple(
        branch_of(tree, child) for child in tree.children(goal) if child.insats_year_id == goal.insats_year_id
    )
    return Branch(goal, text, parts, MISSING in text, below)


def own_goals(book: Book) -> list[Group]:
    """The förbund's own goals, kind by kind in the order that they first come."""
    tree = book.read(queries.goals, book.year)
    by_kind: dict[str, list[Branch]] = {}
    for goal in tree.roots():
        if goal.insats_year_id is None:
            by_kind.setdefault(goal.kind, []).append(branch_of(tree, goal))
    return [Group(KINDS[kind], None, tuple(branches)) for kind, branches in by_kind.items()]


def goals_of_insatser(book: Book) -> list[Group]:
    """Each insats's goals; those without goals are left out."""
    tree = book.read(queries.goals, book.year)
    groups = [
        Group(str(insats), insats, tuple(branch_of(tree, goal) for goal in tree.of_insats(insats)))
        for insats in book.read(queries.insatser, book.year).values()
    ]
    return [group for group in groups if group.branches]
