"""The sheet as it is sent: fields of several series, each with the version that was opened."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from budget.models import Series
from finsam.core.crud.grid import CellForm


class Opened:
    """The series of a sheet as one thing that has a version: `budget-2025:3 plan-2026:1`."""

    pk = True

    def __init__(self, series: Iterable[Series]):
        self.series = list(series)

    @property
    def version(self) -> str:
        """The versions of them all."""
        return " ".join(f"{series.key}:{series.version}" for series in self.series)


class SheetForm(CellForm):
    """A grid whose columns are saved together, each at its own version."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_version(self) -> dict[str, int] | None:
        """The versions by the keys of the series; None where none was sent."""
        text = self.cleaned_data["version"]
        if not text:
            return None
        pairs = [part.rpartition(":") for part in text.split(" ")]
        if not all(key and number.isascii() and number.isdigit() for key, _, number in pairs):
            raise ValidationError("Formuläret kom inte fram helt. Ladda om sidan och försök igen.")
        return {key: int(number[:9]) for key, _, number in pairs}
