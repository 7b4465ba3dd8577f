"""The form of a note to the deputy."""

from __future__ import annotations

from finsam.core.crud.forms import OwnedForm
from followup.handover.models import DeputyNote


class DeputyNoteForm(OwnedForm):
    """A heading and a text."""

    layout = ("name", "text", "order")

    class Meta(OwnedForm.Meta):
        model = DeputyNote
        help_texts = {
            "name": "Till exempel ”Stämpeln och avtalen” eller ”Vem som kan bokföringen”.",
            "text": "Aldrig lösenord eller koder: skriv var de förvaras eller vem som har dem. Pärmen skrivs ut.",
        }
