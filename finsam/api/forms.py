"""The form that lets a program in."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django import forms
from django.utils import timezone

from finsam.api.models import DAYS
from finsam.api.scopes import Scope
from finsam.core.values.periods import long_date
from finsam.core.values.privacy import refuse
from finsam.organisation.installation.forms import Blaming

USUAL_DAYS = 180


class ApiTokenForm(Blaming, forms.Form):
    """What the token is for, what it reads and until when."""

    layout = ("name", "scopes", "expires")

    name = forms.CharField(
        label="Namn", max_length=80, help_text="Vilket program det är, till exempel ”Kommunens nyckeltal”."
    )
    scopes = forms.MultipleChoiceField(
        label="Får läsa", choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    expires = forms.DateField(
        label="Gäller till och med", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args, sees_counts: bool, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial.setdefault("expires", today + timedelta(days=USUAL_DAYS))
        self.fields["expires"].help_text = f"Senast {long_date(today + timedelta(days=DAYS))}."
        if not sees_counts:
            offered = [(value, label) for value, label in Scope.choices if value != Scope.COUNTS]
            field = cast(forms.MultipleChoiceField, self.fields["scopes"])
            field.choices = offered
            field.help_text = "Små antal personer kan bara den som själv ser dem släppa fram."

    def clean_name(self):
        """Not even here a personnummer, or more than a line."""
        refuse(self.cleaned_data["name"], lines=False)
        return self.cleaned_data["name"]
