"""Pages of events."""

from __future__ import annotations

from finsam.editing import Editor
from finsam.roles import Permission
from followup.forms.events import EventForm
from followup.lists.events import EventTable
from followup.models import Event

events = Editor(
    name="handelser",
    model=Event,
    form=EventForm,
    table=EventTable,
    write=Permission.EDIT_FOLLOWUP,
    intro="Det som hände under året och efter det: aktiviteter, projekt, utbildningar, nätverk. Målet om antal deltagare "
    "är summan av de händelser som räknas.",
    example="En temakväll om våld i nära relationer, med regionen, ca 70 deltagare.",
    queryset=lambda found: found.order_by("-time", "order", "start"),
)
urlpatterns = events.urls()
