"""Letters about meetings: that papers have been sent out, that the meeting is on another day since, and a reminder before it.

They say where to read, and never what the papers say. Each person can turn them off. The reminder is a task that waits,
so that a worker has to be there to send it.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from finsam.core import mail
from finsam.core.addresses import year_address
from finsam.core.models import Access, Forbund, User
from finsam.core.tasks import queue
from finsam.core.tenancy.permissions import BOARD, Role
from finsam.core.tenancy.scope import inside
from finsam.editions.models import Edition
from finsam.organisation.models import BodyKind
from plans.meetings import queries
from plans.models.year import Meeting

DAYS_BEFORE = 2
IN_THE_MORNING = time(8, 0)
# Who is called to the meetings of a kind of body; of others, those whose address stands on a seat in it.
CALLED = {
    BodyKind.BOARD: BOARD,
    BodyKind.PRESIDIUM: (Role.ORDFORANDE, Role.PRESIDIUM),
    BodyKind.PREPARATION: (Role.BEREDNING,),
}


def papers_were_sent(meeting: Meeting, edition: Edition, *, by: Any) -> None:
    """Let those who are called know, and remind them before the meeting. Called within the action."""
    queue.enqueue(tell_of_papers, meeting.forbund.key, meeting.pk, edition.code, by.email)
    _remind_before(meeting)


def was_moved(meeting: Meeting, was: date, *, by: Any) -> None:
    """Let those who got the papers know that it is on another day, and remind them before that. Called within the action."""
    if not queries.packs(meeting):
        return
    queue.enqueue(tell_of_day, meeting.forbund.key, meeting.pk, str(was), str(meeting.date), by.email)
    _remind_before(meeting)


def _remind_before(meeting: Meeting) -> None:
    """Queue a reminder of a meeting's day, where there is time for one and none waits."""
    who = meeting.forbund.key, meeting.pk
    morning = timezone.make_aware(
        datetime.combine(meeting.date - timedelta(days=DAYS_BEFORE), IN_THE_MORNING)
    )
    wait = int((morning - timezone.now()).total_seconds())
    if wait > 0 and not queue.waits(remind, *who, str(meeting.date)):
        queue.enqueue(remind, *who, str(meeting.date), after=wait)


def called(meeting: Meeting, today: date, *, was: date | None = None) -> list[User]:
    """Those who come in and are called to a meeting, also to the day that it `was` on, whether or not they want letters."""
    roles = CALLED.get(BodyKind(meeting.body.kind), ())
    days = [meeting.date, *([was] if was else ())]
    addresses = {
        seat.person.email.lower() for day in days for seat in queries.seats(meeting, day) if seat.person.email
    }
    rows = Access.objects.filter(forbund=meeting.forbund).select_related("user").order_by("user__email")
    users = {
        access.user.pk: access.user
        for access in rows
        if access.valid_on(today)
        and access.user.is_active
        and (access.role in roles or access.user.email.lower() in addresses)
    }
    return list(users.values())


@queue.task(seconds=60, by_hand=True)
@transaction.atomic
def tell_of_papers(forbund: str, meeting: int, code: str, by_email: str) -> None:
    """A letter to each who is called that the papers are there, again when they have been sent anew."""
    _tell(forbund, meeting, "papers", but=by_email, code=code)


@queue.task(seconds=60, by_hand=True)
@transaction.atomic
def remind(forbund: str, meeting: int, day: str) -> None:
    """A letter before a meeting that is still on that day."""
    _tell(forbund, meeting, "reminder", day=day)


@queue.task(seconds=60, by_hand=True)
@transaction.atomic
def tell_of_day(forbund: str, meeting: int, was: str, day: str, by_email: str) -> None:
    """A letter to each who got the papers of a meeting that has been moved, if it is still on that day."""
    _tell(forbund, meeting, "day", but=by_email, day=day, was=was)


def _tell(
    forbund: str, number: int, letter: str, *, but: str = "", code: str = "", day: str = "", was: str = ""
) -> None:
    owner, today = Forbund.objects.get(key=forbund), timezone.localdate()
    with inside(owner):
        rows = Meeting.objects.select_related("forbund", "fiscal_year", "body")
        meeting = rows.filter(pk=number).first()
        if meeting is None or meeting.date < today or (day and str(meeting.date) != day):
            return
        packs = queries.packs(meeting)
        again = bool(packs) and packs[0].code == code and packs[0].number > 1
        place = year_address(owner, meeting.fiscal_year.year, "meetings-show", key=meeting.key)
        before = date.fromisoformat(was) if was else None
        for user in called(meeting, today, was=before):
            if user.wants_meeting_letters and user.email != but:
                told = {"meeting": meeting, "forbund": owner, "again": again, "was": before}
                mail.write(user, f"plans/letter_{letter}.txt", place, **told)
