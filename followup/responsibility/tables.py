"""Lists of who reports what, and until when."""

from __future__ import annotations

import django_tables2 as tables

from finsam.core.crud.tables import DayColumn, KeyLinkColumn, OwnedTable
from followup.responsibility.models import InsatsResponsibility, ReportDate


class ResponsibilityTable(OwnedTable):
    """Who reports on which insats."""

    intro = (
        "Vem som rapporterar om vilken insats. Den som är insatsansvarig ser och rapporterar bara sina egna."
    )
    example = "Nora Nyberg rapporterar om Spåret."
    select_related = ("access__user", "insats")

    insats = KeyLinkColumn("responsibilities", verbose_name="insats")
    access__user = tables.Column(verbose_name="insatsansvarig")

    Meta = OwnedTable.of(InsatsResponsibility, "insats", "access__user")


class ReportDateTable(OwnedTable):
    """The days that are reported up to."""

    intro = "Till och med vilka dagar resultaten rapporteras, och när de ska vara inlämnade. Utan egna tillfällen rapporteras helåret, senast sista januari."
    example = "”Delår”, resultat till och med 31 augusti, lämnas senast 10 september."

    name = KeyLinkColumn("report-dates")
    end = DayColumn()
    due = DayColumn()

    Meta = OwnedTable.of(ReportDate, "name", "end", "due")
