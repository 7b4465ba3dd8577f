"""Block `budgetuppfoljning`: outcome against budget to a month, with what is said of what deviates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django import forms
from django.utils.html import format_html, format_html_join

from budget.capital.blocks import figure
from budget.variance.comments import lacking, of_month
from budget.variance.standing import VIEWS, Held, Standing, standing
from finsam.core.values.periods import MONTHS, ends_month
from finsam.documents.options import CaptionOptions, Choice
from finsam.documents.registry import Group, block
from finsam.facts.book import Book, Fact
from finsam.facts.tables import POSITIVE, Cell, Chart, Column, Html, Row, Table, Takeaway
from plans.blocks.common import teach

KEY = "budgetuppfoljning"
# What a cell holds, by the column's key.
FIGURES = {
    "utfall": "outcome",
    "period": "period",
    "avvikelse": "deviation",
    "andel": "share",
    "fjol": "last_year",
    "helar": "budget",
    "prognos": "forecast",
    "framat": "ahead",
}


class FollowupOptions(CaptionOptions):
    """To which month, and by what."""

    month = Choice(
        "Till och med", ("", "Rapportens sista månad, annars den senast stängda"),
        *((str(number), name.capitalize()) for number, name in enumerate(MONTHS, 1)),
    )  # fmt: skip
    view = Choice("Uppdelat på", *VIEWS.items())
    chart = forms.BooleanField(label="Diagram över tabellen", required=False, initial=True)
    comments = forms.BooleanField(label="Kommentarer till det som avviker", required=False, initial=True)


@block(
    KEY,
    label="Utfall mot budget till och med en månad",
    group=Group.BUDGET,
    options=FollowupOptions,
    help="Utfall, budget, avvikelse och prognos, med kommentarer till det som avviker.",
    edit_url="budget-followup",
)
def followup(book: Book, options: dict, document):
    """The table to the month chosen, or to the last of the document's period, and the comments."""
    month = int(options["month"]) if options["month"] else _last_month(getattr(document, "until", None))
    here = standing(book, book.year, month)
    if here is None:
        yield from teach(
            KEY, "Utfallet visas mot budgeten när bokföringen är inläst eller utfallet inskrivet."
        )
        return
    table = followup_table(here, options["view"])
    if options["chart"]:
        yield from _chart(table)
    yield table
    if here.preliminary:
        yield Html(f"{KEY}-lage", format_html("<p>{}</p>", here.preliminary))
    if options["comments"]:
        yield from _comments(here)


def _last_month(day: date | None) -> int | None:
    """The month that a period ends with; of one that ends within a month, the month before."""
    if day is None:
        return None
    return day.month if ends_month(day) else max(day.month - 1, 1)


def followup_table(here: Standing, view: str) -> Table:
    """A view of the year to a month; a column that nothing fills is left out."""
    rows = tuple(_row(held) for held in here.rows(view))
    used = tuple(
        column
        for column in _columns(here)
        if any(
            (cell := row.cells.get(column.key))
            and (cell.text or (cell.fact is not None and cell.fact.value is not None))
            for row in rows
        )
    )
    title = f"Utfall mot budget {here.until}"
    return Table(KEY, title if view == "rader" else f"{title}, {VIEWS[view].lower()}", used, rows, row_label="Rad",
                 note="Avvikelse: plus är bättre för resultatet än budgeten, minus är sämre.")  # fmt: skip


MOST_BARS = 12  # rows that an eye can compare


def _chart(table: Table) -> Iterator[Chart]:
    """The outcome as bars held against the budget: the rows of the highest level that has several."""
    drawn = [row for row in table.rows if row.kind == "post" and {"utfall", "period"} <= row.cells.keys()]
    levels = (
        tuple(row.key for row in drawn if row.level == level)
        for level in sorted({row.level for row in drawn})
    )
    rows = next((keys for keys in levels if 2 <= len(keys) <= MOST_BARS), ())
    result = next((row.key for row in table.rows if row.kind == "sum" and row.key == "resultat"), "")
    words = (
        "Resultatet är bättre än budgeten",
        "Resultatet är sämre än budgeten",
        "Resultatet är som budgeten",
    )
    said = Takeaway("change", words, result, "utfall", "period") if result else None
    if rows:
        yield Chart(KEY, table.title, table, "against", ("utfall", "period"), rows, takeaway=said)


def _columns(here: Standing) -> tuple[Column, ...]:
    until, whole = f"Januari–{MONTHS[here.month - 1]}" if here.month > 1 else "Januari", "Hela året"
    return (
        Column("utfall", "Utfall", until, sign=POSITIVE),
        Column("period", "Budget", until, sign=POSITIVE),
        Column("avvikelse", "Avvikelse", until),
        Column("andel", "Avvikelse", until, unit="%", decimals=1, sign=POSITIVE, suffix=True),
        Column("fjol", f"Utfall {here.year - 1}", until, sign=POSITIVE),
        Column("helar", "Budget", whole, sign=POSITIVE),
        Column("prognos", "Prognos", whole, sign=POSITIVE),
        Column("framat", "Avvikelse", whole),
        Column("lage", "Läge", kind="text"),
    )


def _row(held: Held) -> Row:
    facts: dict[str, Fact | None] = {key: getattr(held, name) for key, name in FIGURES.items()}
    cells = {key: Cell(fact) for key, fact in facts.items() if fact is not None}
    judged = held.status.weight > 0 and held.side
    return Row(
        held.name, held.label, {**cells, "lage": Cell(text=str(held.status) if judged else "")},
        kind="sum" if held.is_sum and held.line is None else "post", level=held.level,
        dress="strong" if held.is_sum else "",
    )  # fmt: skip


def _comments(here: Standing) -> Iterator[Html]:
    """What is said of each line that deviates, and which of them nobody has spoken of."""
    said = of_month(here)
    told = [
        (row.label, row.way, figure(_worst(row).key), said[row.line.pk].text)
        for row in here.rows()
        if row.line is not None and row.line.pk in said
    ]
    if told:
        items = format_html_join("", "<li><p><strong>{}</strong> ({}, {}): {}</p></li>", told)
        yield Html(f"{KEY}-kommentarer", format_html("<ul>{}</ul>", items))
    left = lacking(here)
    if left:
        names = ", ".join(row.label for row in left)
        yield Html(f"{KEY}-saknas", format_html("<p>Avviker utan kommentar: {}.</p>", names))


def _worst(row: Held) -> Fact:
    """The deviation that a comment is of: that of the months so far, or of the forecast."""
    if row.deviation is not None and row.deviation.value:
        return row.deviation
    return row.ahead or row.deviation or row.outcome
