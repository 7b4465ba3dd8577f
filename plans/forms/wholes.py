"""What forms over parts of a whole share: the rows that will be there, and what they come to."""

from __future__ import annotations

from decimal import Decimal

from django import forms

HUNDRED = Decimal(100)


def kept(formset) -> list[forms.ModelForm]:
    """The formset's rows that will be there when it has been saved, as far as they are valid."""
    return [
        form
        for form in formset.forms
        if form.is_valid()
        and not form.cleaned_data.get("DELETE")
        and (form.instance.pk or form.has_changed())
    ]
