"""What forms over parts of a whole share: the rows that will be there, and their total in words."""

from __future__ import annotations

from decimal import Decimal

from django import forms

from finsam.core.values.money import number

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


def percent(total: Decimal) -> str:
    """`90 %`, or `33,33 %` where there are decimals to say."""
    return f"{number(total, 0 if total == total.to_integral_value() else 2)} %"
