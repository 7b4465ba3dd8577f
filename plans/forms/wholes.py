"""What forms over parts of a whole share: the rows that will be there, and what they come to."""

from __future__ import annotations

from decimal import Decimal

from django import forms

from finsam.core.values.money import HUNDRED, exact


def refuse_parts(rows: list[forms.ModelForm], name: str) -> None:
    """Tell at the last of some rows that their parts, in per cent, don't come to 100."""
    total = sum((form.cleaned_data.get(name) or 0 for form in rows), Decimal(0))
    if rows and total != HUNDRED:
        rows[-1].add_error(name, f"Andelarna blir tillsammans {exact(total)} %. De ska bli 100 %.")


def kept(formset) -> list[forms.ModelForm]:
    """The formset's rows that will be there when it has been saved, as far as they are valid."""
    return [
        form
        for form in formset.forms
        if form.is_valid()
        and not form.cleaned_data.get("DELETE")
        and (form.instance.pk or form.has_changed())
    ]
