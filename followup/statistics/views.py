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

measures = Editor(
    name="measures",
    segment="matt",
    form=forms.MeasureForm,
    table=lists.MeasureTable,
    write=WRITE,
    section="statistics",
    intro="Det som räknas eller mäts år efter år. Samma mått i varje års tabeller gör åren jämförbara.",
    example="”Ålder”, ett antal personer, eller ”Tid i insatsen”, ett medelvärde i månader.",
    back="statistics",
    back_label="Statistik",
)


class BinSetEditor(Editor):
    """A division whose groups overlap is kept, and said to."""

    def save(self, request, form, formsets):
        super().save(request, form, formsets)
        for sentence in overlaps(form.instance.bins.all(), form.instance.unit):
            messages.warning(
                request, f"{sentence} Indelningen är sparad; tabellerna förblir utkast tills det är rättat."
            )


bin_sets = BinSetEditor(
    name="bin-sets",
    segment="indelningar",
    form=forms.BinSetForm,
    table=lists.BinSetTable,
    write=WRITE,
    section="statistics",
    intro="Hur de som räknas delas in. När grupperna ändras läggs en ny utgåva upp som ersätter den förra, så att "
    "tidigare års siffror står kvar i sina grupper.",
    example="Åldersgrupper: 16–24, 25–29, 30–64 år.",
    children=(("Grupper", forms.BINS),),
    queryset=lambda found: found.select_related("replaces").prefetch_related("bins"),
    back="statistics",
    back_label="Statistik",
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
    name="statistics",
    segment="statistik",
    form=forms.StatTableForm,
    table=lists.StatTableTable,
    write=WRITE,
    intro="Hur många som deltog, vilka de var och hur det gick. Bara antal, aldrig personer.",
    example="Deltagare inskrivna under året i Vägledarna, från Uppföljning Finsam.",
    queryset=lambda found: found.select_related("measure", "insats", "bin_set", "fiscal_year"),
    list_template="followup/statistics.html",
)


urlpatterns = [*measures.urls(), *bin_sets.urls(), *tables.urls()]
