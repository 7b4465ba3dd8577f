"""Notes on a line's amounts, one for each of the year's columns: their form, and how they are stored."""

from __future__ import annotations

from django import forms
from django.db import transaction

from budget.models import AmountNote, Line, Series
from finsam.core import cells, services
from finsam.core.crud.comparison import Versioned, compare

Notes = dict[tuple[int, int], str]


def notes(forbund) -> Notes:
    """What is noted, by the numbers of series and line, in one question: `book.read(notes)`."""
    return {(row.series_id, row.line_id): row.text for row in AmountNote.objects.filter(forbund=forbund)}


class NotesForm(Versioned):
    """A field for each column, named by its key."""

    def __init__(self, data, *, line: Line, series: list[Series]):
        super().__init__(data)
        self.line = line
        self.columns = {each.key: each for each in series}
        kept = dict(
            AmountNote.objects.filter(line=line, series__in=series).values_list("series__key", "text")
        )
        field = AmountNote._meta.get_field("text")
        for each in series:
            self.fields[each.key] = field.formfield(
                label=str(each), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
            )
            self.initial[each.key] = kept.get(each.key, "")
        self.open(line)

    def written(self) -> dict[Series, str]:
        """What was changed, by series."""
        return {
            self.columns[name]: self.cleaned_data[name] for name in self.changed_data if name in self.columns
        }

    def compared(self, current):
        rows = (
            (str(series), text, self.initial[series.key], series.key)
            for series, text in self.written().items()
        )
        return compare(self, current, rows)


@transaction.atomic
def set_notes(*, line: Line, texts: dict[Series, str], by, version: int | None = None) -> Line:
    """Store notes on a line's amounts; an empty text takes one away, and series that aren't named keep theirs.

    Notes may be written also of what is decided: they change no amount. Raises ValidationError for a text that can't
    be, and StaleSave when somebody else has saved since.
    """
    stored = services.fresh(line, version)
    rows = {row.series: row for row in AmountNote.objects.filter(line=line).select_related("series", "line")}
    before, after = cells.change(
        rows,
        {series: {"text": text} if text else None for series, text in texts.items()},
        new=lambda series: AmountNote(forbund=line.forbund, line=line, series=series, key=line.key),
        name=lambda series: f"budget.amountnote:{series}",
        told=lambda row: {"text": row.text},
    )
    cells.record(line, stored, before, after, by=by, verb="ändrade")
    return line
