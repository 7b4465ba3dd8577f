"""Blocks `insatsmedel` and `insatsmedel-ar`: the money of all insatser in a year, and of one insats over the years."""

from __future__ import annotations

from budget.grants import queries
from budget.grants.facts import ALL, FIGURES, insatser
from finsam.core.text.prose import listed
from finsam.documents.options import CaptionOptions, KeyField
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import Cell, Column, Row, Table
from plans import queries as plans
from plans.blocks.common import teach

LABELS = {
    "askat": "Äskat",
    "beviljat": "Beviljat",
    "efter-avdrag": "Efter avdrag",
    "budgeterat": "Budgeterat",
    "rekvirerat": "Rekvirerat",
    "utbetalt": "Utbetalt",
    "kvar-att-rekvirera": "Kvar att rekvirera",
    "kvar": "Kvar av budgeten",
}
YEARS = 4  # behind and ahead of the book's own


def _cells(book: Book, key: str, year: int) -> dict[str, Cell]:
    """An insats's figures of a year, those that are known."""
    facts = {what: book.get(f"medel.{key}.{what}@{year}") for what in FIGURES}
    return {what: Cell(fact) for what, fact in facts.items() if fact is not None}


def _decisions(book: Book, key: str, year: int) -> dict[str, Cell]:
    """By which decisions an insats has its money."""
    rows = book.read(queries.granted).get(year, [])
    told = listed([row.grant.when for row in rows if row.grant.insats.key == key and row.grant.when])
    return {"beslut": Cell(text=told)} if told else {}


def _columns(rows: list[Row]) -> tuple[Column, ...]:
    """Those that any row fills."""
    columns = (
        *(Column(what, label) for what, label in LABELS.items()),
        Column("beslut", "Beslut", kind="text"),
    )
    return tuple(column for column in columns if any(column.key in row.cells for row in rows))


@block(
    "insatsmedel",
    label="Insatsernas pengar",
    group=Group.BUDGET,
    options=CaptionOptions,
    help="Vad varje insats har äskat, beviljats, budgeterats, rekvirerat och fått utbetalt under året, och vad som är kvar.",
    edit_url="insats-money",
)
def insats_money_block(book: Book, options: dict, _):
    """A row for each insats that has money, and the sum."""
    year = book.year
    rows = [
        Row(key, name, _cells(book, key, year) | _decisions(book, key, year))
        for key, name in insatser(book, year).items()
    ]
    rows = [row for row in rows if row.cells]
    if not rows:
        return teach(
            "insatsmedel",
            f"Insatsernas pengar visas när något är äskat, beviljat eller budgeterat för {year}.",
        )
    whole = Row("summa", "Summa", _cells(book, ALL, year), kind="sum", sums=tuple(row.key for row in rows))
    columns = _columns([*rows, whole])
    return [Table("insatsmedel", f"Insatsernas pengar {year}", columns, (*rows, whole), "Insats")]


class YearsOptions(CaptionOptions):
    """Which insats."""

    insats = KeyField(label="Insats", none="Årets första")

    offered = {
        "insats": lambda book: [(key, str(row)) for key, row in book.read(plans.insatser, book.year).items()]
    }


@block(
    "insatsmedel-ar",
    label="En insats pengar år för år",
    group=Group.BUDGET,
    options=YearsOptions,
    help="En insats äskade, beviljade, budgeterade och utbetalda pengar, ett år på varje rad.",
    edit_url="insats-money",
)
def insats_years_block(book: Book, options: dict, _):
    """A row for each year in which the insats has money."""
    known = insatser(book, book.year)
    key = options["insats"] or next(iter(known), "")
    rows = []
    for year in range(book.year - YEARS, book.year + YEARS + 1):
        cells = _cells(book, key, year) | _decisions(book, key, year) if key else {}
        if cells:
            rows.append(Row(str(year), str(year), cells))
    if not rows:
        return teach(
            "insatsmedel-ar", "Insatsens pengar visas när något är äskat, beviljat eller budgeterat."
        )
    return [
        Table(
            f"insatsmedel-{key}",
            f"{known.get(key, key)}: pengar år för år",
            _columns(rows),
            tuple(rows),
            "År",
        )
    ]
