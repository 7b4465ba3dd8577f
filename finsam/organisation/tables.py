"""The organisation's lists on the screen."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html

from finsam.core.crud.tables import AmountColumn, KeyLinkColumn, NumberColumn, OwnedTable, PeriodColumn
from finsam.core.models import FiscalYear, Picture
from finsam.organisation.models import Body, Contribution, EquityLevel, Member, Payer, Person, Seat


class MemberTable(OwnedTable):
    """The members."""

    name = KeyLinkColumn("members")
    owner_share = NumberColumn("%", verbose_name="ägarandel")
    period = PeriodColumn(verbose_name="medlem")

    class Meta(OwnedTable.Meta):
        model = Member
        fields = ("name", "kind", "owner_share", "period")


class PayerTable(OwnedTable):
    """Who pays, and for whom."""

    name = KeyLinkColumn("payers")
    members = tables.ManyToManyColumn(verbose_name="för medlemmarna", separator=", ")

    class Meta(OwnedTable.Meta):
        model = Payer
        fields = ("name", "members")


class ContributionTable(OwnedTable):
    """What is paid, year by year."""

    payer = KeyLinkColumn("contributions", verbose_name="bidragsgivare")
    amount = AmountColumn()

    class Meta(OwnedTable.Meta):
        model = Contribution
        fields = ("payer", "status", "amount")

    def group_by(self, record):
        return str(record.year)


class EquityLevelTable(OwnedTable):
    """The förbund's own levels of the highest equity."""

    valid_from = KeyLinkColumn("equity-levels")
    total_from = AmountColumn()
    percent = NumberColumn("%")
    cap = AmountColumn()

    class Meta(OwnedTable.Meta):
        model = EquityLevel
        fields = ("valid_from", "total_from", "percent", "cap", "source")


class BodyTable(OwnedTable):
    """Boards, groups and offices."""

    name = KeyLinkColumn("bodies")
    regular_count = NumberColumn()
    deputy_count = NumberColumn()

    class Meta(OwnedTable.Meta):
        model = Body
        fields = ("name", "kind", "regular_count", "deputy_count")


class PersonTable(OwnedTable):
    """The people with seats."""

    name = KeyLinkColumn("persons")

    class Meta(OwnedTable.Meta):
        model = Person
        fields = ("name", "email")


class SeatTable(OwnedTable):
    """Who sits where."""

    person = KeyLinkColumn("seats")
    members = tables.ManyToManyColumn(verbose_name="för", separator=", ")
    period = PeriodColumn()
    extent = NumberColumn("%", verbose_name="sysselsättningsgrad")

    class Meta(OwnedTable.Meta):
        model = Seat
        fields = ("person", "role", "members", "period", "extent")

    def group_by(self, record):
        return str(record.body)


class PictureTable(OwnedTable):
    """The pictures."""

    thumb = tables.Column(verbose_name="bild", empty_values=(), orderable=False)
    name = KeyLinkColumn("pictures")

    class Meta(OwnedTable.Meta):
        model = Picture
        fields = ("name", "thumb", "alt")

    def render_thumb(self, record):
        return format_html('<img class="thumb" src="{}" alt="">', self.url("picture-file", key=record.key))


class YearTable(OwnedTable):
    """The förbund's years."""

    year = KeyLinkColumn("years")

    class Meta(OwnedTable.Meta):
        model = FiscalYear
        fields = ("year", "decided_before")
