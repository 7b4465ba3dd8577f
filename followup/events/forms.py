"""The form over an event."""

from __future__ import annotations

from finsam.core.crud.forms import Heading, OwnedForm
from followup.events.models import Event


class EventForm(OwnedForm):
    """Something that happened."""

    layout = (
        "name",
        ("kind", "time"),
        ("start", "end"),
        "insats",
        "text",
        "essential",
        Heading("Vilka"),
        "owner",
        "partners",
        ("financier", "amount"),
        Heading("Hur många"),
        ("attendance", "qualifier"),
        "counted",
        ("grade", "grade_n"),
        Heading("Plats i redovisningen"),
        "order",
    )
    beside = {
        "event_dates_in_order": "end",
        "event_qualifier_of_something": "attendance",
        "event_graders_have_graded": "grade",
    }

    sides = {"amount": "kostnad"}

    class Meta(OwnedForm.Meta):
        model = Event
