"""Lists of who reports what, and until when."""

from __future__ import annotations

import django_tables2 as tables

from finsam.core.crud.tables import KeyLinkColumn, OwnedTable
from followup.responsibility.models import InsatsResponsibility, ReportDate


class ResponsibilityTable(OwnedTable):
    """Who reports on which insats."""

    insats = KeyLinkColumn("responsibilities", verbose_name="insats")
    access__user = tables.Column(verbose_name="insatsansvarig")

    class Meta(OwnedTable.Meta):
        model = InsatsResponsibility
        fields = ("insats", "access__user")


class ReportDateTable(OwnedTable):
    """The days that are reported up to."""

    name = KeyLinkColumn("report-dates")
    end = tables.DateColumn(format="j F Y")
    due = tables.DateColumn(format="j F Y")

    class Meta(OwnedTable.Meta):
        model = ReportDate
        fields = ("name", "end", "due")
