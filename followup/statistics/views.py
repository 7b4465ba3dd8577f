"""Pages of statistics: what is counted, how it is divided, the year's tables, and their figures."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import prefetch_related_objects

from finsam.core.crud.editor import Editor
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import Permission
from followup.responsibility.editor import ReportedEditor
from followup.statistics import forms
from followup.statistics import tables as lists
from followup.statistics.grid import FigureGrid
from followup.statistics.models import StatTable
from followup.statistics.statistics_table import overlaps

WRITE = Permission.EDIT_FOLLOWUP
OF_STATISTICS = {"section": "statistics", "write": WRITE, "back": "statistics", "back_label": "Statistik"}

measures = Editor("measures", "matt", forms.MeasureForm, lists.MeasureTable, **OF_STATISTICS)


class BinSetEditor(Editor):
    """A division whose groups overlap is kept, and said to."""

    def save(self, request, form, formsets):
        super().save(request, form, formsets)
        for sentence in overlaps(form.instance.bins.all(), form.instance.unit):
            messages.warning(
                request, f"{sentence} Indelningen är sparad; tabellerna förblir utkast tills det är rättat."
            )


bin_sets = BinSetEditor(
    "bin-sets",
    "indelningar",
    forms.BinSetForm,
    lists.BinSetTable,
    children=(("Grupper", forms.BINS),),
    **OF_STATISTICS,
)


class TableEditor(ReportedEditor):
    """A table comes with the groups that its figures stand in."""

    singular, plural = "statistiktabell", "statistik"
    grid, grid_segment, this_one = FigureGrid, "varden", "Den här tabellen"

    def seen(self, tenant: TenantContext, key: str) -> StatTable:
        table = super().seen(tenant, key)
        prefetch_related_objects([table], "bin_set__bins")
        return table


tables = TableEditor(
    "statistics",
    "statistik",
    forms.StatTableForm,
    lists.StatTableTable,
    write=WRITE,
    list_template="followup/statistics.html",
)


urlpatterns = [*measures.urls(), *bin_sets.urls(), *tables.urls()]
