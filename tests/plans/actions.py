"""What is done about meetings, each as one action; and the services that it is done by."""

from plans.meetings import services
from plans.meetings.models import AgendaItem, Attendance, Minutes
from plans.models.year import Meeting
from tests.clients import OWN
from tests.factories import first


def _item() -> AgendaItem:
    return AgendaItem.objects.select_related("meeting__fiscal_year").get(key="motestider-2025")


def note_attendance(year, by):
    seat, meeting = Attendance._meta.get_field("seat").related_model.objects.first(), first(Meeting, OWN)
    row = Attendance(forbund=year.forbund, meeting=meeting, seat=seat, presence="distans")
    services.note_attendance(meeting, [row], by=by)


def note_decision(year, by):
    services.note_outcome(
        _item(), services.Outcome("54", "<p>Som föreslaget.</p>", follow=True, owner="Kansliet"), by=by
    )


def note_information(year, by):
    item = AgendaItem.objects.get(key="ekonomi-och-insatser")
    services.note_outcome(item, services.Outcome("53", "<p>Antecknades.</p>"), by=by)


def settle(year, by):
    services.settle(Minutes(forbund=year.forbund, meeting=_item().meeting, secretary="Någon"), by=by)


def move_item(year, by):
    services.move_item(_item(), by=by, up=True)


DONE = {
    "plans.meetings.services.move_item": [move_item],
    "plans.meetings.services.note_attendance": [note_attendance],
    "plans.meetings.services.note_outcome": [note_decision, note_information],
    "plans.meetings.services.settle": [settle],
}
