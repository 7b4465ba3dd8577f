"""Forms over the register: a decision with its follow-up, a styrdokument, and a control with its result."""

from __future__ import annotations

from django import forms

from finsam.core.crud.forms import Heading, OwnedForm, children_formset
from plans.register.models import Control, Decision, DecisionNote, SteeringDocument

OWNER_HELP = "Bara när ingen person är vald, till exempel ”förbundschefen”."


class DecisionForm(OwnedForm):
    """A decision and how far it has come."""

    layout = (
        "name",
        ("date", "paragraph"),
        "meeting",
        "text",
        "members",
        Heading("Vem och när"),
        ("person", "owner"),
        "due",
        Heading("Hur det går"),
        ("status", "closed_on"),
        "reason",
    )
    any_year = ("meeting",)
    beside = {
        "decision_owner_said_once": "owner",
        "decision_closed_has_day": "closed_on",
        "decision_ended_has_reason": "reason",
        "decision_days_in_order": "due",
    }

    class Meta(OwnedForm.Meta):
        model = Decision
        help_texts = {
            "paragraph": "Till exempel 45.",
            "meeting": "Om beslutet fattades på ett möte som står i mötesplanen.",
            "owner": OWNER_HELP,
            "closed_on": "Bara när beslutet är genomfört eller upphör.",
            "reason": "Bara när beslutet upphör utan att vara genomfört.",
        }
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        meetings = self.fields["meeting"].queryset
        self.fields["meeting"].queryset = meetings.select_related("body").order_by("-date", "pk")


class NoteForm(OwnedForm):
    """What has happened with a decision."""

    class Meta(OwnedForm.Meta):
        model = DecisionNote
        fields = ("date", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


NOTES = children_formset(Decision, NoteForm, fk_name="decision")


class SteeringDocumentForm(OwnedForm):
    """A styrdokument."""

    layout = (
        "name",
        ("decided_on", "paragraph"),
        ("valid_until", "review_on"),
        ("person", "owner"),
        "kept",
        "order",
    )
    beside = {"steeringdocument_owner_said_once": "owner", "steeringdocument_days_in_order": "valid_until"}

    class Meta(OwnedForm.Meta):
        model = SteeringDocument
        help_texts = {
            "review_on": "Dagen efterfrågas under Vad saknas. Skriv en ny dag när dokumentet är sett över.",
            "owner": OWNER_HELP,
            "kept": "Till exempel ”diariet, dnr 2024-12” eller en adress på webben.",
        }


class ControlForm(OwnedForm):
    """A control and what came of it."""

    layout = (
        Heading("Planen"),
        "risk",
        "name",
        "frequency",
        ("person", "owner"),
        Heading("Årets resultat"),
        "outcome",
        "comment",
        "measure",
        "measure_done_on",
        "order",
    )
    beside = {"control_owner_said_once": "owner", "control_measure_before_done": "measure"}

    class Meta(OwnedForm.Meta):
        model = Control
        help_texts = {
            "risk": "Vad kontrollen ska upptäcka eller hindra.",
            "frequency": "Till exempel ”två gånger om året”.",
            "owner": OWNER_HELP,
            "outcome": "Lämna tomt tills kontrollen är gjord.",
            "measure_done_on": "En åtgärd utan dag efterfrågas också kommande år, tills den är klar.",
        }
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("comment", "measure")}
