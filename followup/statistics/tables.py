"""Lists of statistics: tables, measures and divisions."""

from __future__ import annotations

import django_tables2 as tables

from finsam.core.crud.tables import KeyLinkColumn, OwnedTable
from followup.statistics.models import BinSet, Measure, StatTable


class StatTableTable(OwnedTable):
    """The year's tables; each leads to its figures."""

    intro = "Hur många som deltog, vilka de var och hur det gick. Bara antal, aldrig personer."
    example = "Deltagare inskrivna under året i Vägledarna, från Uppföljning Finsam."
    select_related = ("measure", "insats", "bin_set", "fiscal_year")

    name = KeyLinkColumn(
        "statistics", "values", accessor="pk", verbose_name="tabell", order_by=("measure__name",)
    )
    until = tables.DateColumn(format="j F", verbose_name="till och med")
    status = tables.Column()

    Meta = OwnedTable.of(StatTable, "name", "until", "source", "bin_set", "status")

    def render_name(self, record):
        return record.title or f"{record.measure}, {record.get_population_display().lower()}"

    def group_by(self, record):
        return str(record.insats or "Hela förbundet")


class MeasureTable(OwnedTable):
    """What is counted."""

    intro = "Det som räknas eller mäts år efter år. Samma mått i varje års tabeller gör åren jämförbara."
    example = "”Ålder”, ett antal personer, eller ”Tid i insatsen”, ett medelvärde i månader."

    name = KeyLinkColumn("measures")

    Meta = OwnedTable.of(Measure, "name", "kind", "unit", "persons")


class BinSetTable(OwnedTable):
    """How people are divided."""

    intro = "Hur de som räknas delas in. När grupperna ändras läggs en ny utgåva upp som ersätter den förra, så att tidigare års siffror står kvar i sina grupper."
    example = "Åldersgrupper: 16–24, 25–29, 30–64 år."
    select_related = ("replaces",)
    prefetch_related = ("bins",)

    name = KeyLinkColumn("bin-sets")
    bins = tables.Column(accessor="pk", verbose_name="grupper", orderable=False)

    Meta = OwnedTable.of(BinSet, "name", "edition", "bins", "replaces")

    def render_bins(self, record):
        return ", ".join(bin_.name for bin_ in record.bins.all()) or "–"
