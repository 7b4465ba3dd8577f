"""What the plan puts on the start page: the next meeting, and what is left to do."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.timezone import localdate

from finsam.core.tenancy.access import TenantContext, address
from finsam.core.tenancy.permissions import Permission
from finsam.facts.book import Book
from finsam.organisation.models import BodyKind
from finsam.web.dashboard import DONE, NOT_STARTED, STARTED, Panel, Task, panel, tasks
from plans import queries
from plans.models.goals import GoalLevel


@panel(10)
def next_meeting(tenant: TenantContext, book: Book) -> Panel:
    """The next meeting and the one after; when the year is over, that it is."""
    found = book.read(queries.meetings, book.year)
    coming = [one for one in found if one.date >= localdate()]
    context = {"meetings": coming[:2], "any": bool(found)}
    return Panel("Nästa möte", "plans/panel_meeting.html", context)


@tasks(Permission.EDIT_PLAN)
def describe_insatser(tenant: TenantContext, book: Book) -> Iterator[Task]:
    """Every insats of the year says for whom it is, how it is done, and what kind it is."""
    found = list(book.read(queries.insatser, book.year).values())
    label, href = "Beskriv årets insatser", address(tenant, "insatser")
    if not found:
        yield Task(label, NOT_STARTED, href, "Inga insatser är inlagda.")
        return
    told = [one for one in found if (one.purpose or one.intro or one.target_group) and one.shares.all()]
    detail = "" if len(told) == len(found) else f"{len(told)} av {len(found)} har beskrivning och kategori."
    yield Task(label, DONE if not detail else STARTED, href, detail)


@tasks(Permission.EDIT_PLAN)
def set_goals(tenant: TenantContext, book: Book) -> Iterator[Task]:
    """The förbund has goals, and so has every insats."""
    tree = book.read(queries.goals, book.year)
    insatser = list(book.read(queries.insatser, book.year).values())
    label, href = "Sätt mål", address(tenant, "mal")
    goals = [goal for goal in tree if goal.level not in (GoalLevel.AREA, GoalLevel.GROUP, GoalLevel.ACTIVITY)]
    if not goals:
        yield Task(label, NOT_STARTED, href, "Inga mål är inlagda.")
        return
    without = [one for one in insatser if not tree.of_insats(one)]
    if without:
        named = f"”{without[0]}” saknar mål." if len(without) == 1 else f"{len(without)} insatser saknar mål."
        yield Task(label, STARTED, href, named)
        return
    yield Task(label, DONE, href, f"{len(goals)} mål.")


@tasks(Permission.EDIT_PLAN)
def weigh_risks(tenant: TenantContext, book: Book) -> Iterator[Task]:
    """There are risks, and something is done about each."""
    found = list(book.read(queries.risks, book.year).values())
    handled = [one for one in found if one.measures.all()]
    left = len(found) - len(handled)
    detail = (
        ""
        if found and not left
        else "Inga risker är inlagda."
        if not found
        else (f"{left} av {len(found)} saknar åtgärd.")
    )
    state = NOT_STARTED if not found else STARTED if left else DONE
    yield Task("Bedöm riskerna", state, address(tenant, "risker"), detail)


@tasks(Permission.EDIT_PLAN)
def plan_meetings(tenant: TenantContext, book: Book) -> Iterator[Task]:
    """The board meets during the year, and has a meeting in time for the budget."""
    found = book.read(queries.meetings, book.year)
    board = [one for one in found if one.body.kind == BodyKind.BOARD]
    detail = "" if board else "Inga möten är inlagda." if not found else "Styrelsens möten är inte inlagda."
    state = DONE if board else STARTED if found else NOT_STARTED
    yield Task("Lägg in årets möten", state, address(tenant, "moten"), detail)
