"""Pages of events."""

from __future__ import annotations

from finsam.core.crud.editor import Editor
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import Permission
from finsam.disclosure.reader import reader_of
from followup.events.facts import event_facts
from followup.events.forms import EventForm
from followup.events.models import Event
from followup.events.tables import EventTable


class EventEditor(Editor):
    """An event counts those who came."""

    def withheld(self, tenant: TenantContext, obj: Event) -> dict[str, str]:
        reader, facts = reader_of(tenant), event_facts(obj)
        counts = {"attendance": facts.attendance, "grade_n": facts.graders}
        return {name: reader.mark(fact) for name, fact in counts.items() if reader.hides(fact)}


events = EventEditor(
    "events",
    "handelser",
    EventForm,
    EventTable,
    write=Permission.EDIT_FOLLOWUP,
    queryset=lambda rows: rows.order_by("-time", "order", "start"),
)
urlpatterns = events.urls()
