"""`deltagare`: how many took part, who they were, and what it cost, as tables with small charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django import forms

from finsam.documents.facts import Book, Fact
from finsam.documents.options import BlockOptions, KeyField, KeysField
from finsam.documents.registry import block
from finsam.documents.tables import Cell, Chart, Column, Piece, Row, Table
from followup.counting import Place, TableFacts
from followup.facts.statistics import YearStatistics, statistics
from followup.models.statistics import MeasureKind, Population, Sex
from plans.blocks.common import gone, teach

FLOW = (Population.BROUGHT, Population.NEW, Population.ENROLLED, Population.CLOSED, Population.CARRIED)
SEXES = ("", *Sex.values)


def _insatser(book: Book) -> list[tuple[str, str]]:
    found = statistics(book, book.year).tables.values()
    return list(
        {one.insats: one.table.insats.name if one.table.insats else "Hela förbundet" for one in found}.items()
    )


def _tables(book: Book) -> list[tuple[str, str]]:
    return [(key, str(one.table)) for key, one in statistics(book, book.year).tables.items()]


class ParticipantsOptions(BlockOptions):
    """What to show of the statistics, and how."""

    insats = KeyField(label="Insats", help_text="Ingen vald: alla insatser.")
    tables = KeysField(label="Tabeller", help_text="Inga valda: alla.")
    form = forms.ChoiceField(
        label="Visas som",
        choices=[("bada", "Tabell och diagram"), ("tabell", "Tabell"), ("diagram", "Diagram")],
        initial="bada",
    )
    sexes = forms.BooleanField(label="Uppdelat på kön", required=False, initial=True)
    shares = forms.BooleanField(label="Andelar", required=False, initial=True)
    compare = forms.BooleanField(label="Jämför med året före", required=False, initial=True)
    derived = forms.BooleanField(label="Nyckeltal som räknas ut", required=False, initial=True)

    offered = {"insats": _insatser, "tables": _tables}


@block(
    "deltagare",
    label="Deltagare",
    options=ParticipantsOptions,
    help="Statistik över deltagarna: tabeller efter grupp och kön, med diagram.",
    edit_url="statistik",
)
def participants(book: Book, options: dict) -> Iterator[Piece]:
    """Head counts together, then each divided table, then what is worked out."""
    year = statistics(book, book.year)
    found = {
        key: one
        for key, one in year.tables.items()
        if not options["insats"] or one.insats == options["insats"]
    }
    wanted = options["tables"] or list(found)
    yield from gone("deltagare", "Tabellen", [key for key in wanted if key not in found], book.year)
    tables = [found[key] for key in wanted if key in found]
    if not tables:
        yield from teach(
            "deltagare-tom", "Här visas deltagarna när årets statistik är inlagd under Statistik."
        )
        return
    for insats in dict.fromkeys(one.insats for one in tables):
        own = [one for one in tables if one.insats == insats]
        yield from _of_insats(book, year, insats, own, options)


def _of_insats(
    book: Book, year: YearStatistics, insats: str, tables: list[TableFacts], options: dict
) -> Iterator[Piece]:
    name = tables[0].table.insats.name if tables[0].table.insats else "förbundet"
    heads = [one for one in tables if one.is_head_count]
    flow = _flow(book, year, insats, name, heads, options) if heads else None
    if flow is not None:
        yield flow
    for one in tables:
        if one.kommuner:
            yield from _pieces(_by_kommun(one, options), options)
        if one.table.bin_set is not None:
            yield from _pieces(_by_bin(book, one, options), options)
    means = [one for one in tables if one.table.bin_set is None and not one.is_head_count]
    table = _figures(book, insats, name, means, options)
    if table is not None:
        yield table


def _pieces(table: Table, options: dict) -> Iterator[Piece]:
    """A table, its chart, or both; the chart's text is the table."""
    posts = tuple(row.key for row in table.rows if row.kind == "post")
    if options["form"] != "tabell" and len(posts) > 1:
        yield Chart(table.key, table.title, table, columns=("alla",), rows=posts)
    if options["form"] != "diagram":
        yield table


def _columns(
    facts: Iterable[tuple[str, Fact | None]], options: dict, *, shares: bool, before: int = 0
) -> tuple[Column, ...]:
    """The sexes that have any figure, all together, the share, and the year before."""
    known = {sex for sex, fact in facts if fact is not None and fact.value is not None}
    columns = [
        Column(sex.value, str(sex.label), unit="st") for sex in Sex if options["sexes"] and sex.value in known
    ]
    columns.append(Column("alla", "Totalt" if columns else "Antal", unit="st"))
    if shares and options["shares"]:
        columns.append(Column("andel", "Andel", unit="%", suffix=True))
    if before:
        columns.append(Column("fore", str(before), unit="st"))
    return tuple(columns)


def _cells(
    columns: tuple[Column, ...], figures: dict[str, Fact | None], *, note: str = ""
) -> dict[str, Cell]:
    """Cells of the columns that have a figure."""
    return {
        column.key: Cell(figures[column.key], note=note if column.key == "andel" else "")
        for column in columns
        if figures.get(column.key) is not None
    }


def _row_figures(
    one: TableFacts, place: Place, before: Fact | None = None
) -> tuple[dict[str, Fact | None], str]:
    """The facts of a row by column, and what to say of its share."""
    figures = {sex or "alla": one.fact(Place(place.bin, sex, place.kommun)) for sex in SEXES}
    given = one.given.get(place)
    historical = given is not None and given.share is not None
    figures |= {"andel": one.share(place), "fore": before}
    return figures, "n okänt" if historical else ""


def _flow(
    book: Book, year: YearStatistics, insats: str, name: str, heads: list[TableFacts], options: dict
) -> Table | None:
    """The head counts of an insats: who came, who left, who stayed."""
    part_year = [one for one in heads if not one.table.whole_year]
    named = {one.table.population: one for one in heads if one.table.whole_year}
    rows = []
    wanted = [one for one in (*FLOW, *named) if one in named or (one in FLOW and named)]
    for population in dict.fromkeys(wanted):
        figures = {sex or "alla": year.head(insats, population, sex) for sex in SEXES}
        if figures["alla"] is not None:
            rows.append((population, str(Population(population).label), figures))
    for one in part_year:
        figures = {sex or "alla": one.fact(Place(sex=sex)) for sex in SEXES}
        label = (
            f"{one.table.get_population_display()} till och med {one.table.until.day}/{one.table.until.month}"
        )
        rows.append((one.table.scope, label, figures))
    before = False
    for _, _, figures in rows:
        fact = (
            figures["alla"]
            and options["compare"]
            and book.get(f"{figures['alla'].key.partition('@')[0]}@{book.year - 1}")
        )
        figures["fore"] = fact or None
        before = before or bool(fact)
    if not rows:
        return None
    facts = [(sex or "alla", figures[sex or "alla"]) for sex in SEXES for _, _, figures in rows]
    columns = _columns(facts, options, shares=False, before=book.year - 1 if before else 0)
    made = tuple(Row(key, label, _cells(columns, figures)) for key, label, figures in rows)
    return Table(
        f"deltagare-{insats}", f"Deltagare i {name} {book.year}", columns, made, row_label="Deltagare"
    )


def _by_bin(book: Book, one: TableFacts, options: dict) -> Table:
    """A divided population: a row for each group, then all."""
    rows, known, compared = [], [], False
    for each in one.bins:
        place = Place(bin=each.key)
        before = book.get(f"{one.base}{place.ending}@{book.year - 1}") if options["compare"] else None
        figures, note = _row_figures(one, place, before)
        if not any(fact is not None for key, fact in figures.items() if key != "fore"):
            continue
        compared = compared or before is not None
        known += figures.items()
        rows.append((each, figures, note))
    everyone, _ = _row_figures(
        one, Place(), book.get(f"{one.base}@{book.year - 1}") if options["compare"] else None
    )
    columns = _columns(
        [*known, *everyone.items()], options, shares=True, before=book.year - 1 if compared else 0
    )
    made = [Row(each.key, each.name, _cells(columns, figures, note=note)) for each, figures, note in rows]
    keys = tuple(row.key for row in made)
    answers = one.answers()
    if answers is not None:
        made.append(Row("svar", "Svar", {"alla": Cell(answers)}, kind="sum", sums=keys))
    if any(fact is not None for fact in everyone.values()):
        adds = not one.table.multi_response and all(
            everyone.get(column.key) is None
            or _adds(everyone[column.key], [figures.get(column.key) for _, figures, _ in rows])
            for column in columns
        )
        label = "Antal personer" if one.table.multi_response else "Totalt"
        made.append(Row("totalt", label, _cells(columns, everyone), kind="sum", sums=keys if adds else ()))
    return Table(
        one.table.key,
        _title(one, book.year),
        columns,
        tuple(made),
        row_label=one.table.measure.name,
        note="En person kan ha flera svar." if one.table.multi_response else "",
    )


def _adds(whole: Fact, parts: list[Fact | None]) -> bool:
    """Whether the rows come to the sum, so that a workbook may add them."""
    return whole.value == sum(part.value for part in parts if part is not None and part.value is not None)


def _by_kommun(one: TableFacts, options: dict) -> Table:
    """The people by the kommun where they live."""
    rows = [(key, name, *_row_figures(one, Place(kommun=key))) for key, name in one.kommuner]
    columns = _columns([pair for _, _, figures, _ in rows for pair in figures.items()], options, shares=True)
    made = tuple(Row(key, name, _cells(columns, figures, note=note)) for key, name, figures, note in rows)
    title = f"{one.table.title or one.table.label} per kommun {one.year}"
    return Table(f"{one.table.key}-kommun", title, columns, made, row_label="Kommun")


def _figures(book: Book, insats: str, name: str, means: list[TableFacts], options: dict) -> Table | None:
    """What is measured as a mean or a grade, and what is worked out."""
    rows = []
    for one in means:
        label = one.table.title or f"{one.table.measure}, {one.table.get_population_display().lower()}"
        if one.table.measure.kind == MeasureKind.GRADE:
            label += f" (skala {one.table.measure.scale_low}–{one.table.measure.scale_high})"
        fact = one.fact(Place())
        if fact is not None:
            rows.append((one.table.key, label, fact, book.get(f"{one.base}@{book.year - 1}")))
    for key in ("andel-avslutade", "kostnad-per-deltagare") if options["derived"] else ():
        fact = book.get(f"stat.{insats}.{key}@0")
        if fact is not None and fact.value is not None:
            rows.append((key, fact.label, fact, book.get(f"stat.{insats}.{key}@-1")))
    if not rows:
        return None
    columns = [Column("varde", str(book.year), suffix=True)]
    if options["compare"] and any(before is not None for *_, before in rows):
        columns.append(Column("fore", str(book.year - 1), suffix=True))
    made = tuple(
        Row(key, label, _cells(tuple(columns), {"varde": fact, "fore": before}))
        for key, label, fact, before in rows
    )
    return Table(
        f"nyckeltal-{insats}",
        f"Nyckeltal för {name} {book.year}",
        tuple(columns),
        made,
        row_label="Nyckeltal",
    )


def _title(one: TableFacts, year: int) -> str:
    return f"{one.table} {year}" if str(year) not in str(one.table) else str(one.table)
