"""What is written about a meeting: who was there, what came of an item, and how the minutes were settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from finsam.core import audit, ordering, services
from finsam.core.services import Child
from finsam.organisation.models import Person, Seat
from plans.meetings.models import AgendaItem, Attendance, ItemKind, Minutes
from plans.models.year import Meeting
from plans.register.models import Decision, DecisionStatus


@dataclass(frozen=True)
class Outcome:
    """What the minutes say of an item, and whether somebody is to carry it out."""

    paragraph: str
    text: str
    recused: list[Seat] = field(default_factory=list)
    follow: bool = False
    due: date | None = None
    person: Person | None = None
    owner: str = ""


@transaction.atomic
def note_attendance(
    meeting: Meeting,
    rows: Iterable[Attendance],
    *,
    by: Any,
    gone: Iterable[Attendance] = (),
    version: int | None = None,
) -> Meeting:
    """Note who was there, all at once. Raises ValidationError where two deputies serve for one, or for one who is there."""
    rows, gone = list(rows), list(gone)
    here = {row.seat_id for row in rows if row.present}
    for row in rows:
        if row.serves_for_id in here:
            raise ValidationError(
                f"{row.seat.person} kan inte tjänstgöra för {row.serves_for.person}, som själv är med på mötet."
            )
    served = [row.serves_for_id for row in rows if row.serves_for_id]
    if len(served) != len(set(served)):
        raise ValidationError("Två ersättare kan inte tjänstgöra för samma ledamot.")
    children = [*(Child(row, remove=True) for row in gone), *(Child(row) for row in rows)]
    return services.save(meeting, by=by, children=children, version=version, verb="antecknade närvaron vid")


@transaction.atomic
def note_outcome(item: AgendaItem, outcome: Outcome, *, by: Any, version: int | None = None) -> AgendaItem:
    """Write what was decided as a decision of the register, which the item points at; of other items, what was noted.

    A decision that nobody is to carry out is done the day that it was taken. Raises ValidationError, Gone and StaleSave.
    """
    services.fresh(item, version)
    many = {"recused": outcome.recused}
    if item.kind != ItemKind.DECISION and item.decision is None:
        item.paragraph, item.noted = outcome.paragraph, outcome.text
        return services.save(item, by=by, many=many, verb="antecknade")
    decision = item.decision or Decision(
        forbund=item.forbund, meeting=item.meeting, date=item.meeting.date, name=item.title
    )
    decision.paragraph, decision.text = outcome.paragraph, outcome.text
    if outcome.follow:
        decision.due, decision.person, decision.owner = outcome.due, outcome.person, outcome.owner
        if decision.status == DecisionStatus.DONE and decision.closed_on == decision.date:
            decision.status, decision.closed_on = DecisionStatus.TODO, None
    elif decision.pk is None:
        decision.status, decision.closed_on = DecisionStatus.DONE, item.meeting.date
    item.decision = decision
    services.save(decision, by=by, children=[Child(item, many)], verb="antecknade")
    return item


@transaction.atomic
def settle(minutes: Minutes, *, by: Any, many: dict | None = None, version: int | None = None) -> Minutes:
    """Note who wrote and checked the minutes, when they were adjusted and when that was announced."""
    return services.save(minutes, by=by, many=many, version=version, verb="antecknade justeringen av")


@transaction.atomic
def move_item(
    item: AgendaItem, *, by: Any, up: bool = True, before: str | None = None, version: int | None = None
) -> list[AgendaItem]:
    """Move an item past its neighbour on the agenda, or to right before the item by a key (`before`; last when blank).

    Returns what moved; at either end, and where it stands there already, nothing does. Every item whose place changes
    counts a version. Raises Gone, StaleSave when it isn't as it was at `version`, and ValidationError when what it was
    to stand before is gone or the agenda is locked.
    """
    services.fresh(item, version)
    rows = list(AgendaItem.objects.select_for_update(of=("self",)).filter(meeting=item.meeting_id))
    place = next(place for place, row in enumerate(rows) if row.pk == item.pk)
    keys = [row.key for row in rows]
    if before and before not in keys:
        raise ValidationError(
            "Ärendet intill har tagits bort av någon annan. Se hur dagordningen ser ut nu, och försök igen."
        )
    if before is None:
        to = max(place - 1, 0) if up else min(place + 2, len(rows))
    else:
        to = keys.index(before) if before else len(rows)
    to = place if to == place + 1 else to  # right after itself is where it stands
    was = {"order": rows[place].order}
    moved = ordering.move(rows, place, place + 1, to)
    if moved:
        audit.record(by=by, verb="flyttade", obj=moved[0], before=was, after={"order": moved[0].order})
    return moved
