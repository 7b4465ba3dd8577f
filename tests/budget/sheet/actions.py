"""What is done with lines and columns in the sheet, each once, for `tests/budget/actions.py`."""

from django.db.models import F

import budget.sheet.lines
import budget.sheet.notes
import budget.sheet.services
from budget.models import Line, Series


def begin_columns(year, by):
    Series.objects.filter(fiscal_year=year, about=2026).update(about=2027, version=F("version") + 1)
    budget.sheet.services.begin_columns(fiscal_year=year, by=by)


def add_column(year, by):
    budget.sheet.services.add_column(fiscal_year=year, kind="prognos", about=2024, by=by)


def take_up(year, by):
    Series.objects.filter(fiscal_year=year, key="budget-2024").update(opening=None, opening_from=None)
    series = Series.objects.get(fiscal_year=year, key="budget-2024")
    budget.sheet.services.take_up(series=series, by=by)


def add_beside(year, by):
    after = Line.objects.get(key="stegsam")
    budget.sheet.lines.add_beside(fiscal_year=year, name="Ny insats", side="kostnad", after=after, by=by)


def rename_line(year, by):
    budget.sheet.lines.rename(fiscal_year=year, line=Line.objects.get(key="stegsam"), name="Steget", by=by)


def move_line(year, by):
    budget.sheet.lines.move(fiscal_year=year, line=Line.objects.get(key="stegsam"), way="ut", by=by)


def remove_line(year, by):
    line = Line.objects.create(forbund=year.forbund, name="Tom rad", side="kostnad", key="tom-rad")
    budget.sheet.lines.remove(fiscal_year=year, line=line, by=by)


def set_notes(year, by):
    series = Series.objects.get(fiscal_year=year, key="budget-2024")
    line = Line.objects.get(key="stegsam")
    budget.sheet.notes.set_notes(line=line, texts={series: "Enligt avtal."}, by=by)


DONE = {
    "budget.sheet.notes.set_notes": [set_notes],
    "budget.sheet.services.begin_columns": [begin_columns],
    "budget.sheet.services.add_column": [add_column],
    "budget.sheet.services.take_up": [take_up],
    "budget.sheet.lines.add_beside": [add_beside],
    "budget.sheet.lines.rename": [rename_line],
    "budget.sheet.lines.move": [move_line],
    "budget.sheet.lines.remove": [remove_line],
}
PREPARED = dict.fromkeys((begin_columns, take_up, remove_line), 1)
