"""Pages of events."""

from __future__ import annotations

from finsam.documents.reader import reader_of
from finsam.doors import Visit
from finsam.editing import Editor
from finsam.roles import Permission
from followup.facts.events import event_facts
from followup.forms.events import EventForm
from followup.lists.events import EventTable
from followup.models import Event


class EventEditor(Editor):
    """An event counts those who came."""

    def withheld(self, visit: Visit, obj: Event) -> dict[str, str]:
        reader, facts = reader_of(visit), event_facts(obj)
        counts = {"attendance": facts.attendance, "grade_n": facts.graders}
        return {name: reader.mark(fact) for name, fact in counts.items() if reader.hides(fact)}


events = EventEditor(
    name="handelser",
    model=Event,
    form=EventForm,
    table=EventTable,
    write=Permission.EDIT_FOLLOWUP,
    intro="Det som hände under året och efter det: aktiviteter, projekt, utbildningar, nätverk. Målet om antal deltagare "
    "är summan av de händelser som räknas.",
    example="En temakväll om våld i nära relationer, med regionen, ca 70 deltagare.",
    queryset=lambda found: found.select_related("forbund", "fiscal_year", "insats").order_by(
        "-time", "order", "start"
    ),
)
urlpatterns = events.urls()
