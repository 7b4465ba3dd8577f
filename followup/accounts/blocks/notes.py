"""Notes to the statements: numbered in their order, each saying which rows it explains, with figures for two years."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import escape

from budget.models import CostType
from finsam.core.text.prose import listed
from finsam.documents.options import BlockOptions, Choice
from finsam.documents.registry import Group, block
from finsam.facts.book import Book, Fact, total
from finsam.facts.tables import POSITIVE, Cell, Column, Html, Row, Table
from followup.accounts.blocks.statement_tables import note_anchor, row_anchor, with_rounding
from followup.accounts.blocks.statements import UNITS, missing
from followup.accounts.facts.parts import CATEGORY_NAMES, Leaf, both_sides, grouped
from followup.accounts.facts.statement_builder import StatementBuilder
from followup.accounts.models import EXPLAINABLE, Note, NoteContent
from followup.accounts.queries import records_of
from followup.accounts.schemes import SCHEMES

ROW_NAMES = dict(EXPLAINABLE)
# Where the rows that a note may explain stand: the table's key, and what it is called in a sentence.
TABLES = {"rr": ("resultatrakning", "resultaträkningen"), "br": ("balansrakning", "balansräkningen")}
Lines = list[tuple[str, str, str, dict[int, Fact]]]  # (key, label, remark, fact by year)


class NotesOptions(BlockOptions):
    """In which unit."""

    unit = Choice("Enhet", *UNITS)


@block(
    "noter",
    label="Noter",
    group=Group.STATEMENTS,
    options=NotesOptions,
    help="Årets noter i ordning, med hänvisning till raderna de förklarar.",
    edit_url="notes",
)
def notes(book: Book, options: dict, _):
    """Every note with its number, text, reference and figures."""
    of_year = records_of(book).notes.get(book.year, [])
    if not of_year:
        yield missing("Noterna visas när de har lagts upp.")
    for number, note in enumerate(of_year, 1):
        text = note.text + (f"<p>{reference(note)}</p>" if note.explains else "")
        name = note_anchor(note)
        yield Html(name, text, heading=note.name, number=f"Not {number}.", anchor=name)
        table = note_table(book, note, number, options["unit"])
        if table is not None:
            yield table


def reference(note: Note) -> str:
    """Which rows a note belongs to, in a sentence with links to them."""
    places = []
    homes = {key: _home(key) for key in note.explains}
    for statement, (table, where) in TABLES.items():
        mine = [key for key in note.explains if homes[key] == statement]
        rows = [f'<a href="#{row_anchor(table, key)}">{escape(ROW_NAMES[key])}</a>' for key in mine]
        if rows:
            places.append(f"{listed(rows)} i {where}")
    return f"Hör till {listed(places)}."


def _home(row: str) -> str:
    """Which statement a row stands in, in any year's version of it. Raises KeyError for one in neither."""
    for statement in TABLES:
        if any(post.key == row for version in SCHEMES[statement] for post in version.rows):
            return statement
    raise KeyError(row)


def explained(book: Book, note: Note, year: int) -> Fact | None:
    """What the rows that a note explains come to in a year."""
    facts = [book.get(f"bokslut.{row}@{year}") for row in note.explains]
    facts = [fact for fact in facts if fact is not None]
    if len(facts) == 1:
        return facts[0]
    sides = {fact.side for fact in facts}
    names = listed([ROW_NAMES[row].lower() for row in note.explains])
    return total(
        f"bokslut.not.{note.key}@{year}",
        f"{note.name}, summa",
        facts,
        side=sides.pop() if len(sides) == 1 else "",
        definition=f"Summan av {names}.",
    )


def note_lines(book: Book, note: Note) -> tuple[Lines, dict[int, Fact]]:
    """A note's rows and its sums, for the year and the year before."""
    years = (book.year, book.year - 1)
    lines: dict[str, tuple[str, str, dict[int, Fact]]] = {}
    for year in years:
        for key, label, remark, fact in _BY_FORM[note.form](StatementBuilder(book, year), note):
            lines.setdefault(key, (label, remark, {}))[2][year] = fact
    shown = [
        (key, *rest) for key, rest in lines.items() if any(x.value is not None for x in rest[2].values())
    ]
    sums = {}
    for year in years:
        name = {NoteContent.AUDIT: "revision", NoteContent.EQUITY: "eget-kapital"}.get(note.form)
        fact = book.get(f"bokslut.{name}@{year}") if name else explained(book, note, year)
        if fact is not None and fact.value is not None:
            sums[year] = fact
    return shown, sums


def note_table(book: Book, note: Note, number: int, unit: str) -> Table | None:
    """A note's figures, or None for one of text only."""
    if note.form == NoteContent.TEXT:
        return None
    lines, sums = note_lines(book, note)
    rows = [
        Row(key, label, {str(year): Cell(fact) for year, fact in facts.items()}, note=remark)
        for key, label, remark, facts in lines
    ]
    if not rows:
        return None
    if not _says_it_alone(lines, sums):
        label = "Eget kapital vid årets slut" if note.form == NoteContent.EQUITY else "Summa"
        cells = {str(year): Cell(fact) for year, fact in sums.items()}
        rows.append(Row("summa", label, cells, kind="sum", sums=tuple(row.key for row in rows)))
    columns = tuple(
        Column(str(year), str(year), unit=unit, sign=POSITIVE) for year in (book.year, book.year - 1)
    )
    title = f"Not {number}. {note.name}"
    table = Table(f"not-{note.key}", title, columns, tuple(rows), row_label="Belopp", show_title=False)
    return with_rounding(table)


def _says_it_alone(lines: Lines, sums: dict[int, Fact]) -> bool:
    """Whether a single row is all there is to add: a sum under it would only say it again."""
    if len(lines) != 1:
        return False
    *_, facts = lines[0]
    return {year: fact.value for year, fact in facts.items()} == {
        year: fact.value for year, fact in sums.items()
    }


Found = Iterator[tuple[str, str, str, Fact]]


def _pieces(builder: StatementBuilder, note: Note) -> list[Leaf]:
    """The outcome's money on the rows that a note explains."""
    if not builder.has_lines:
        return []
    return [part for part in both_sides(builder.outcome) if part.row in note.explains]


def _by_line(builder: StatementBuilder, note: Note) -> Found:
    """Contributions by payer; other lines as the groups that they make, a single group opened."""
    pieces = _pieces(builder, note)
    paid = [part for part in pieces if part.line.payer_id]
    rest = [part for part in pieces if not part.line.payer_id]
    groups = grouped(builder.outcome, rest) if rest else []
    if len(groups) == 1 and not paid:
        groups = [(part.line, part.fact) for part in rest]
    for line, fact in [*((part.line, part.fact) for part in paid), *groups]:
        yield fact.key.partition(".")[2].partition("@")[0], line.name, "", fact


def _by_category(builder: StatementBuilder, note: Note) -> Found:
    pieces = _pieces(builder, note)
    for category, label in CATEGORY_NAMES.items():
        facts = [part.fact for part in pieces if part.category == category]
        if any(fact.value is not None for fact in facts):
            sides = {fact.side for fact in facts}
            side = sides.pop() if len(sides) == 1 else ""
            key = f"bokslut.not.{note.key}.{category}@{builder.year}"
            yield category, label, "", total(key, f"{note.name}: {label.lower()}", facts, side=side)


def _by_item(builder: StatementBuilder, note: Note) -> Found:
    for item in builder.records.items:
        fact = builder.book.get(builder.key(f"post.{item.key}"))
        if item.row in note.explains and fact is not None:
            remark = f"Bedömd genomsnittlig nyttjandeperiod: {item.useful_life}" if item.useful_life else ""
            yield item.key, item.name, remark, fact


def _by_audit(builder: StatementBuilder, note: Note) -> Found:
    if builder.has_lines:
        for part in both_sides(builder.outcome):
            if part.line.cost_type == CostType.AUDIT:
                yield f"{part.line.key}.{part.category}", part.line.name, "", part.fact


def _by_equity(builder: StatementBuilder, note: Note) -> Found:
    names = {"ek-ingaende": "Eget kapital vid årets början", "arets-resultat": "Årets resultat"}
    for name, label in names.items():
        fact = builder.book.get(builder.key(name))
        if fact is not None:
            yield name, label, "", fact


_BY_FORM = {
    NoteContent.LINES: _by_line,
    NoteContent.CATEGORIES: _by_category,
    NoteContent.ITEMS: _by_item,
    NoteContent.AUDIT: _by_audit,
    NoteContent.EQUITY: _by_equity,
}
