"""Forms over an acting förbundschef: who and when, and until when."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from finsam.core.models.access import ACTING_DAYS, last_acting_day
from finsam.core.values.periods import long_date
from finsam.organisation.installation.forms import Blaming, PersonForm

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AppointForm(PersonForm):
    """Who is to act as förbundschef, and between which days."""

    layout = (("name", "email"), ("start", "end"))

    start = forms.DateField(label="Från och med", widget=_DAY)
    end = forms.DateField(label="Till och med", widget=_DAY)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial.setdefault("start", today)
        latest = long_date(last_acting_day(today))
        self.fields[
            "end"
        ].help_text = f"Högst {ACTING_DAYS} dagar: från i dag som längst till och med {latest}."


class ProlongForm(Blaming, forms.Form):
    """Until when, of an appointment as it was when the page was opened."""

    layout = ("end",)

    end = forms.DateField(label="Till och med", widget=_DAY)
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        latest = last_acting_day(timezone.localdate())
        self.fields["end"].help_text = f"Senast {long_date(latest)}."
