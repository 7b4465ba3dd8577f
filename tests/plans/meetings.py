"""Things of a meeting, for tests to fill it with."""

from django.urls import reverse

from plans.meetings.models import AgendaItem
from plans.models.year import Meeting
from tests.small import YEAR


def item(meeting: Meeting, title: str, **fields) -> AgendaItem:
    order = AgendaItem.objects.count()
    return AgendaItem.objects.create(
        forbund=meeting.forbund, meeting=meeting, title=title, order=order, **fields
    )


def place(name: str, meeting: Meeting, **names) -> str:
    names = names or {"key": meeting.key}
    return reverse(name, kwargs={"forbund": meeting.forbund.key, "year": YEAR, **names})
