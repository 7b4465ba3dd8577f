"""The organisation's lists on the screen."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html

from finsam.core.crud.tables import AmountColumn, KeyLinkColumn, NumberColumn, OwnedTable, PeriodColumn
from finsam.core.models import FiscalYear, Picture
from finsam.organisation.models import Body, Contribution, EquityLevel, Member, Payer, Person, Seat


class MemberTable(OwnedTable):
    """The members."""

    intro = "Förbundets parter enligt förbundsordningen: Försäkringskassan, Arbetsförmedlingen, regionen och kommunerna."
    example = "Region Västernorrland, region, medlem sedan 1 januari 2015."

    name = KeyLinkColumn("members")
    owner_share = NumberColumn("%", verbose_name="ägarandel")
    period = PeriodColumn(verbose_name="medlem")

    Meta = OwnedTable.of(Member, "name", "kind", "owner_share", "period")


class PayerTable(OwnedTable):
    """Who pays, and for whom."""

    intro = "En bidragsgivare är en eller flera medlemmar som betalar tillsammans. Staten betalar ofta för både Försäkringskassan och Arbetsförmedlingen."
    example = "”Staten”, som betalar för Försäkringskassan och Arbetsförmedlingen."
    prefetch_related = ("members",)

    name = KeyLinkColumn("payers")
    members = tables.ManyToManyColumn(verbose_name="för medlemmarna", separator=", ")

    Meta = OwnedTable.of(Payer, "name", "members")


class ContributionTable(OwnedTable):
    """What is paid, year by year."""

    intro = "Vad varje bidragsgivare betalar, år för år, och hur säkert det är: uppskattat, äskat, preliminärt, beslutat eller inbetalt. Budgetens intäkter läses härifrån."
    example = "Staten, 2026, äskat, 2 500 000 kr."
    select_related = ("payer",)

    payer = KeyLinkColumn("contributions", verbose_name="bidragsgivare")
    amount = AmountColumn()

    Meta = OwnedTable.of(Contribution, "payer", "status", "amount")

    def group_by(self, record):
        return str(record.year)


class EquityLevelTable(OwnedTable):
    """The förbund's own levels of the highest equity."""

    intro = "Hur stort eget kapital förbundet högst ska ha, som andel av medlemsbidragen. Avstämningen jämför budgetens och årets utgående kapital med det. Förbundets egna nivåer gäller i stället för riktvärdet."
    example = "från 2026, när bidragen är minst 0 kr: 20 %, dock högst 3\u00a0000\u00a0000\u00a0kr."

    valid_from = KeyLinkColumn("equity-levels")
    total_from = AmountColumn()
    percent = NumberColumn("%")
    cap = AmountColumn()

    Meta = OwnedTable.of(EquityLevel, "valid_from", "total_from", "percent", "cap", "source")


class BodyTable(OwnedTable):
    """Boards, groups and offices."""

    intro = "Styrelsen, beredningsgruppen, kansliet och revisorerna."
    example = "Styrelsen, 5 ordinarie och 5 ersättare."

    name = KeyLinkColumn("bodies")
    regular_count = NumberColumn()
    deputy_count = NumberColumn()

    Meta = OwnedTable.of(Body, "name", "kind", "regular_count", "deputy_count")


class PersonTable(OwnedTable):
    """The people with seats."""

    intro = "Personer med uppdrag i förbundet. Aldrig deltagare."

    name = KeyLinkColumn("persons")

    Meta = OwnedTable.of(Person, "name", "email")


class SeatTable(OwnedTable):
    """Who sits where."""

    intro = "Vem som sitter var, för vilken medlem och under vilken tid."
    example = "Ordförande i styrelsen för Region Västernorrland sedan 1 januari 2023."
    select_related = ("person", "body")
    prefetch_related = ("members",)

    person = KeyLinkColumn("seats")
    members = tables.ManyToManyColumn(verbose_name="för", separator=", ")
    period = PeriodColumn()
    extent = NumberColumn("%", verbose_name="sysselsättningsgrad")

    Meta = OwnedTable.of(Seat, "person", "role", "members", "period", "extent")

    def group_by(self, record):
        return str(record.body)


class PictureTable(OwnedTable):
    """The pictures."""

    intro = "Logotyp och bilder till omslag och avsnitt. Varje bild behöver en beskrivning för den som inte ser den."
    example = "logotypen, med beskrivningen ”Samordningsförbundets logotyp”."

    thumb = tables.Column(verbose_name="bild", empty_values=(), orderable=False)
    name = KeyLinkColumn("pictures")

    Meta = OwnedTable.of(Picture, "name", "thumb", "alt")

    def render_thumb(self, record):
        return format_html('<img class="thumb" src="{}" alt="">', self.url("picture-file", key=record.key))


class YearTable(OwnedTable):
    """The förbund's years."""

    intro = "Varje år har sin plan, sin budget och sina resultat."

    year = KeyLinkColumn("years")

    Meta = OwnedTable.of(FiscalYear, "year", "decided_before")
