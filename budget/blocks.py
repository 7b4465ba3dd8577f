"""What budget offers documents: any layout, the split over kinds, and two charts."""

from __future__ import annotations

from itertools import groupby

from django import forms
from django.utils.html import escape

from budget.layouts.layout_tables import layout_table
from budget.models import Category
from budget.queries import layouts
from finsam.core.crud.fields import WholeFormField
from finsam.documents.options import CaptionOptions, Choice, KeyField
from finsam.documents.registry import Group, block
from finsam.facts.book import Book, Fact, total
from finsam.facts.tables import POSITIVE, Cell, Chart, Column, Html, Row, Table, Takeaway
from finsam.organisation import queries
from plans.facts import in_force


def _layout_meant(book: Book, word: str) -> str:
    """The key of the layout that `budget` or `flerar` means: the first of the year alone, or with years after it."""
    by_key = book.read(layouts, book.year)
    if word in by_key or word not in ("budget", "flerar"):
        return word
    ahead = {
        key: any(column.series.about > book.year for column in layout.columns.all())
        for key, layout in by_key.items()
    }
    return next((key for key, later in ahead.items() if later == (word == "flerar")), word)


class BudgetOptions(CaptionOptions):
    """Which layout to print."""

    layout = KeyField(
        label="Tabell",
        help_text="Vilken av årets budgettabeller som visas.",
        none="Årets första",
    )

    offered = {
        "layout": lambda book: [
            (layout.key, layout.name) for layout in book.read(layouts, book.year).values()
        ]
    }
    meant = {"layout": _layout_meant}


@block(
    "budget",
    label="Budget",
    group=Group.BUDGET,
    options=BudgetOptions,
    help="En av årets budgettabeller.",
    edit_url="budget",
)
def budget(book: Book, options: dict, _):
    """A layout as a table; before one is chosen, the year's first."""
    by_key = book.read(layouts, book.year)
    layout = by_key.get(options["layout"]) or (
        next(iter(by_key.values()), None) if not options["layout"] else None
    )
    if layout is None:
        yield Html("tom", "<p>Här visas en budgettabell när den har lagts upp under Budget.</p>")
        return
    yield layout_table(book, layout)


class SplitOptions(CaptionOptions):
    """How the split is told."""

    form = Choice("Visas som", ("tabell", "Tabell"), ("mening", "Text"))
    compare = forms.BooleanField(label="Föregående år inom parentes", required=False, initial=True)
    decimals = WholeFormField(label="Decimaler", min_value=0, max_value=2, initial=2)
    insatser = forms.CharField(label="Ord för insatserna", initial="Insatser")
    individ = forms.CharField(label="Ord för de individinriktade", initial="varav individinriktade")
    struktur = forms.CharField(label="Ord för de strukturövergripande", initial="varav strukturövergripande")
    administration = forms.CharField(label="Ord för administrationen", initial="Administration")


SHARES = (("insatser", 0), ("individ", 1), ("struktur", 1), ("administration", 0))


def _shares(book: Book, name: str) -> tuple[Fact | None, Fact | None]:
    return in_force(book, f"andel.{name}@0"), in_force(book, f"andel.{name}@-1")


@block(
    "fordelning",
    label="Fördelning mellan insatser och administration",
    group=Group.BUDGET,
    options=SplitOptions,
    help="Andelar av kostnaderna, räknade ur budgeten; förra årets inom parentes.",
    edit_url="budget",
)
def split(book: Book, options: dict, _):
    """Shares of costs per kind, computed; last year's in brackets."""
    rows, sentences = [], []
    for name, level in SHARES:
        now, before = _shares(book, name)
        if now is None or now.value is None:
            continue
        second = before if options["compare"] else None
        label = options[name]
        rows.append(Row(name, label, {"andel": Cell(now, second=second)}, level=level))
        figure = _figure(now, options["decimals"])
        if second is not None:
            figure += f" ({_figure(second, options['decimals'])})"
        sentences.append((level, f"{escape(label)}: {figure}"))
    if not rows:
        yield Html("tom", "<p>Fördelningen visas när budgetens rader har fått en kategori.</p>")
        return
    if options["form"] == "mening":
        yield Html("fordelning", f"<ul>{_nested(sentences)}</ul>")
        return
    column = Column("andel", f"Andel {book.year}", unit="%", decimals=options["decimals"], suffix=True)
    bracketed = any(row.cells["andel"].second is not None for row in rows)
    note = f"Inom parentes {book.year - 1}. " if bracketed else ""
    yield Table(
        "fordelning",
        f"Kostnadernas fördelning {book.year}",
        (column,),
        tuple(rows),
        row_label="Del av budgeten",
        note=f"{note}Insatser och administration är andelar av alla kostnader; de inre andelarna är av insatserna.",
    )


def _nested(sentences: list[tuple[int, str]]) -> str:
    """List items, those of level 1 in a list under the item before them."""
    html = ""
    for inner, run in groupby(sentences, key=lambda told: told[0]):
        items = "".join(f"<li>{text}</li>" for _, text in run)
        html = f"{html.removesuffix('</li>')}<ul>{items}</ul></li>" if inner and html else html + items
    return html


def _figure(fact: Fact, decimals: int) -> str:
    return f'<data value="{fact.key}" data-format="%.{decimals}"></data>'


def _number_table(key: str, title: str, label: str, rows: list[Row], column: str) -> Table:
    """A table of one money column, for a chart to draw."""
    columns = (Column("belopp", column, sign=POSITIVE),)
    return Table(key, title, columns, tuple(rows), row_label=label)


class IncomeOptions(CaptionOptions):
    """Which year."""

    ahead = forms.TypedChoiceField(
        label="År", choices=[(0, "Årets"), (1, "Nästa års")], coerce=int, initial=0, empty_value=0
    )


@block(
    "diagram-intakter",
    label="Diagram: intäkter per medlem",
    group=Group.BUDGET,
    options=IncomeOptions,
    help="Vad varje medlem bidrar med.",
    edit_url="contributions",
)
def income_chart(book: Book, options: dict, _):
    """Contributions per payer as bars, and the table they are drawn from."""
    rows, year = [], book.year + int(options["ahead"])
    for payer in book.read(queries.payers):
        fact = book.get(f"bidrag.{payer.key}@{year}")
        if fact is not None:
            rows.append(Row(payer.key, payer.name, {"belopp": Cell(fact)}))
    if not rows:
        yield Html("tom", "<p>Diagrammet visas när årets medlemsbidrag är inlagda.</p>")
        return
    everything = book.get(f"bidrag.totalt@{year}")
    rows.append(
        Row("summa", "Summa", {"belopp": Cell(everything)}, kind="sum", sums=tuple(row.key for row in rows))
    )
    title = f"Medlemsbidrag {year}"
    table = _number_table("intakter-per-medlem", title, "Medlem", rows, "Belopp")
    if len(rows) > 2:
        yield Chart(
            "intakter-per-medlem",
            title,
            table,
            rows=tuple(row.key for row in rows[:-1]),
            takeaway=Takeaway("most", ("Störst bidrag: {most}. Minst: {least}",)),
        )
    yield table


@block(
    "diagram-kostnader",
    label="Diagram: kostnader per slag",
    group=Group.BUDGET,
    options=CaptionOptions,
    help="Vad budgeten används till.",
    edit_url="budget",
)
def cost_chart(book: Book, options: dict, _):
    """Costs per verksamhetskategori as bars, and the table they are drawn from."""
    rows = []
    for category in Category:
        fact = in_force(book, f"kategori.{category.value}@0")
        if fact is not None and fact.value is not None:
            rows.append(Row(category.value, str(category.label), {"belopp": Cell(fact)}))
    if not rows:
        yield Html("tom", "<p>Diagrammet visas när budgetens rader har fått en kategori.</p>")
        return
    costs = in_force(book, "kostnader@0")
    parts = [row.cells["belopp"].fact for row in rows]
    label = "Utan kategori"
    left = total(
        f"budget.kategori.utan@{book.year}", label, [costs, *((-1, part) for part in parts)], side="kostnad"
    )
    if left.value:
        rows.append(Row("utan", label, {"belopp": Cell(left)}))
    names = tuple(row.key for row in rows)
    rows.append(Row("summa", "Summa", {"belopp": Cell(costs)}, kind="sum", sums=names))
    title = f"Kostnader per slag {book.year}"
    table = _number_table("kostnader-per-slag", title, "Slag", rows, "Belopp")
    most = Takeaway("most", ("Mest går till {most}, minst till {least}",))
    yield Chart("kostnader-per-slag", title, table, rows=names, takeaway=most)
    yield table
