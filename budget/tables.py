"""Lists of lines, series and layouts."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html

from budget.facts import series_facts
from budget.models import Layout, Line, Series, Side
from budget.queries import money
from finsam.core.crud.tables import KeyLinkColumn, OwnedTable
from finsam.core.values.money import exact
from finsam.documents.books import open_book

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class LineTable(OwnedTable):
    """The lines in their tree, with what the year's budget gives each."""

    intro = "Raderna är det som pengarna planeras och följs upp på, år efter år. Har en rad underrader summeras de till den."
    example = "Coachingteamet, en kostnad som hör till en insats och ingår i Individinriktade insatser."

    name = KeyLinkColumn("lines", verbose_name="rad", orderable=False)
    account = tables.Column(verbose_name="konto", orderable=False)
    category = tables.Column(
        accessor="get_category_display", verbose_name="verksamhetskategori", orderable=False
    )
    comes = tables.Column(accessor="pk", verbose_name="beloppet", orderable=False)
    amount = tables.Column(accessor="pk", verbose_name="budget, kr", orderable=False, attrs=NUMBER)

    class Meta(OwnedTable.Meta):
        model = Line
        fields = ("name", "account", "category", "comes", "amount")
        default = ""
        row_attrs = {"class": lambda record: f"level-{record.depth}" if record.depth else ""}

    label = "Budgetrader"

    def __init__(self, data, *args, tenant, **kwargs):
        book = open_book(tenant.forbund, tenant.fiscal_year.year)
        self.money = book.read(money)
        series = self.money.canonical.get(("budget", book.year, 0))
        self.facts = series_facts(book, series) if series else None
        super().__init__(data, *args, tenant=tenant, **kwargs)

    def group_by(self, record):
        return "Intäkter" if record.side == Side.INCOME else "Kostnader"

    def render_comes(self, record):
        if record.share_of_id:
            whole = self.money.lines[record.share_of_id]
            return f"{exact(record.share)} % av {whole.name}"
        if record.payer_id:
            return "Ur medlemsbidragen"
        if record.common:
            return "Delas upp på andra rader"
        return "Underraderna summeras hit" if self.money.children.get(record.pk) else "Skrivs in"

    def render_amount(self, record):
        if self.facts is None:
            return ""
        fact = self.facts.line(self.money.lines[record.pk])
        if fact.value is None:
            return ""
        return format_html(
            '<a class="fact" href="{}">{}</a>', self.url("fact", key=fact.key), exact(fact.natural)
        )


class SeriesTable(OwnedTable):
    """The year's series with what they come to."""

    intro = "Budgeten, prognosen, planen för nästa år och utfallet har var sina belopp. De läggs bredvid varandra i en tabell."
    example = "Budget 2026, med ingående kapital hämtat från prognosen för 2025."
    select_related = ("fiscal_year",)

    name = KeyLinkColumn("series")
    result = tables.Column(accessor="pk", verbose_name="resultat, kr", orderable=False, attrs=NUMBER)
    closing = tables.Column(accessor="pk", verbose_name="utgående kapital, kr", orderable=False, attrs=NUMBER)
    amounts = tables.Column(
        accessor="pk",
        verbose_name="belopp",
        orderable=False,
        linkify=lambda record, table: table.url("budget-amounts", series=record.key),
    )

    Meta = OwnedTable.of(Series, "name", "kind", "about", "date", "result", "closing", "amounts")

    def __init__(self, *args, tenant, **kwargs):
        self.book = open_book(tenant.forbund, tenant.fiscal_year.year)
        super().__init__(*args, tenant=tenant, **kwargs)

    def _measure(self, record, name: str):
        fact = series_facts(self.book, record).measure(name)
        if fact.value is None:
            return "–"
        return format_html(
            '<a class="fact" href="{}">{}</a>', self.url("fact", key=fact.key), exact(fact.value)
        )

    def render_result(self, record):
        return self._measure(record, "resultat")

    def render_closing(self, record):
        return self._measure(record, "utgaende")

    def render_amounts(self, record):
        return format_html('Visa belopp<span class="visually-hidden">: {}</span>', record)


class LayoutTable(OwnedTable):
    """The year's layouts."""

    intro = "En budgettabell är ett sätt att skriva ut pengarna: vilka rader, i vilken ordning, och vilka budgetar och planer som står i kolumnerna. Samma pengar kan stå i flera tabeller."
    example = "Flerårsbudget, med budgeten och två planår i kolumnerna."
    prefetch_related = ("columns", "rows")

    name = KeyLinkColumn("layouts")
    columns_count = tables.Column(accessor="pk", verbose_name="kolumner", orderable=False, attrs=NUMBER)
    rows_count = tables.Column(accessor="pk", verbose_name="rader", orderable=False, attrs=NUMBER)

    Meta = OwnedTable.of(Layout, "name", "unit", "columns_count", "rows_count")

    def render_columns_count(self, record):
        return len(record.columns.all())

    def render_rows_count(self, record):
        return len(record.rows.all())
