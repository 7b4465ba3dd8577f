"""The year's goals as the tree they are, for the page Mål."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from finsam.documents.facts import Book
from finsam.documents.figures import MISSING
from plans import queries, wording
from plans.facts import targets
from plans.models import Goal, GoalLevel, InsatsYear
from plans.queries import Goals


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
    """The förbund's own goals, or an insats's."""

    title: str
    insats_year: InsatsYear | None
    branches: tuple[Branch, ...]


def branch_of(tree: Goals, goal: Goal) -> Branch:
    """A goal as the page tells it, with those under it that belong to the same insats."""
    text = wording.goal_text(goal)
    parts = tuple(f"{one.part.measure}: {wording.demand_text(one)}" for one in targets(goal))
    below = tuple(
        branch_of(tree, one) for one in tree.children(goal) if one.insats_year_id == goal.insats_year_id
    )
    return Branch(goal, text, parts, MISSING in text, below)


def _groups(book: Book) -> Iterator[Group]:
    tree = book.read(queries.goals, book.year)
    own = [goal for goal in tree.roots() if goal.insats_year_id is None]
    yield Group("Förbundets mål", None, tuple(branch_of(tree, goal) for goal in own))
    for one in book.read(queries.insatser, book.year).values():
        yield Group(str(one), one, tuple(branch_of(tree, goal) for goal in tree.of_insats(one)))


def goal_groups(book: Book) -> list[Group]:
    """The förbund's goals first, then each insats's; those without goals are left out."""
    return [group for group in _groups(book) if group.branches]
