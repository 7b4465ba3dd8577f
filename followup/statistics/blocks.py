"""`deltagare`: how many took part, who they were, and what it cost, as tables with small charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django import forms

from finsam.documents.gaps import filled, marked
from finsam.documents.options import BlockOptions, Choice, KeyField, KeysField
from finsam.documents.registry import block
from finsam.facts.book import Book, Fact
from finsam.facts.tables import Cell, Chart, Column, Piece, Row, Table
from followup.statistics.facts import YearStatistics, statistics
from followup.statistics.models import MeasureKind, Population, Sex
from followup.statistics.statistics_table import Place, TableFacts
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
    form = Choice("Visas som", ("bada", "Tabell och diagram"), ("tabell", "Tabell"), ("diagram", "Diagram"))
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
    edit_url="statistics",
)
def participants(book: Book, options: dict, _) -> Iterator[Piece]:
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
            table = _by_kommun(one, options) if not one.bins else _by_both(one, options)
            drawn = options if not one.bins else {**options, "form": "tabell"}  # too many bars to read
            yield from _pieces(table, drawn, least=MANY)
        if one.table.bin_set is not None:
            yield from _pieces(_by_bin(book, year, one, options), options)
    means = [one for one in tables if one.table.bin_set is None and not one.is_head_count]
    table = _figures(book, insats, name, means, options)
    if table is not None:
        yield table


MANY = 3  # kommuner from which a chart says more than their table


def _pieces(table: Table, options: dict, least: int = 2) -> Iterator[Piece]:
    """A table, its chart where there are enough figures, or both; the chart's text is the table."""
    posts = tuple(row.key for row in table.rows if row.kind == "post")
    least = least if options["form"] == "bada" else 1
    column = next((key for key in ("alla", "andel") if _drawn(table, key) >= least), None)
    if options["form"] != "tabell" and column is not None:
        yield Chart(table.key, table.title, table, columns=(column,), rows=posts)
    if options["form"] != "diagram":
        yield table


def _drawn(table: Table, column: str) -> int:
    """How many bars a chart of the column has."""
    cells = [row.cells.get(column) for row in table.rows if row.kind == "post"]
    return sum(cell is not None and cell.fact is not None for cell in cells)


Figures = dict[str, Fact | None]


def _columns(told: Iterable[Figures], options: dict, year: int) -> tuple[Column, ...]:
    """The sexes that have any figure, all together, the share, and the year before."""
    told = list(told)
    known = {key for figures in told for key, fact in figures.items() if fact is not None}
    sexes = [sex for sex in Sex if options["sexes"] and sex.value in known]
    columns = [Column(sex.value, str(sex.label), unit="st") for sex in sexes]
    columns.append(Column("alla", "Totalt" if columns else "Antal", unit="st"))
    columns.append(Column("andel", "Andel", unit="%", suffix=True))
    shares = [figures["fore"] for figures in told if figures.get("fore") is not None]
    as_shares = bool(shares) and all(fact.unit == "%" for fact in shares)
    label = f"Andel {year - 1}" if as_shares else str(year - 1)
    columns.append(Column("fore", label, unit="%" if as_shares else "st", suffix=as_shares))
    return tuple(columns)


def _cells(columns: Iterable[Column], figures: Figures) -> dict[str, Cell]:
    """Cells of the columns that have a figure."""
    return {column.key: Cell(fact) for column in columns if (fact := figures.get(column.key)) is not None}


def _finished(table: Table, counted: str) -> Table:
    """The table with what isn't known said."""
    places = {
        (row.key, key)
        for row in table.rows
        for key, cell in row.cells.items()
        if cell.fact is not None and cell.fact.unit == "%" and cell.fact.op == "given"
    }
    return filled(marked(table, places, counted))


def _row_figures(one: TableFacts, place: Place, options: dict) -> Figures:
    """The facts of a row by column."""
    figures: Figures = {sex or "alla": one.fact(Place(place.bin, sex, place.kommun)) for sex in SEXES}
    return figures | {"andel": one.share(place) if options["shares"] else None}


def _before(book: Book, one: TableFacts, options: dict) -> dict[str, Fact]:
    """What the groups were the year before: counts, or shares where only they are known."""
    names = {each.key: f"{one.base}{Place(bin=each.key).ending}" for each in one.bins}
    for ending in ("", ".andel") if options["compare"] else ():
        found = {key: book.get(f"{name}{ending}@{book.year - 1}") for key, name in names.items()}
        if any(fact is not None for fact in found.values()):
            return {key: fact for key, fact in found.items() if fact is not None}
    return {}


def _flow(
    book: Book, year: YearStatistics, insats: str, name: str, heads: list[TableFacts], options: dict
) -> Table | None:
    """The head counts of an insats: who came, who left, who stayed."""
    part_year = [one for one in heads if not one.table.whole_year]
    named = {one.table.population: one for one in heads if one.table.whole_year}
    rows: list[tuple[str, str, Figures]] = []
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
    for _, _, figures in rows:
        fact = figures["alla"] if options["compare"] else None
        figures["fore"] = fact and book.get(f"{fact.key.partition('@')[0]}@{book.year - 1}")
    if not rows:
        return None
    columns = _columns([figures for *_, figures in rows], options, book.year)
    made = tuple(Row(key, label, _cells(columns, figures)) for key, label, figures in rows)
    title = f"Deltagare i {name} {book.year}"
    return filled(Table(f"deltagare-{insats}", title, columns, made, row_label="Deltagare"))


def _by_bin(book: Book, year: YearStatistics, one: TableFacts, options: dict) -> Table:
    """A divided population: a row for each group, then all."""
    before, missing = _before(book, one, options), _missing(year, one)
    everyone = _row_figures(one, Place(), options)
    # Where some are missing a sum of the others is no whole to take shares of.
    partial = bool(missing) and everyone["alla"] is not None and everyone["alla"].op == "sum"
    rows = []
    for each in one.bins:
        figures = _row_figures(one, Place(bin=each.key), options)
        if partial and figures["andel"] is not None and figures["andel"].op == "ratio":
            figures["andel"] = None
        if each.key in missing or each.key in before or any(fact is not None for fact in figures.values()):
            rows.append((each, figures | {"fore": before.get(each.key)}))
    columns = _columns([*(figures for _, figures in rows), everyone], options, book.year)
    made = [Row(each.key, each.name, _cells(columns, figures)) for each, figures in rows]
    keys = tuple(row.key for row in made)
    answers = one.answers()
    if answers is not None:
        made.append(Row("svar", "Svar", {"alla": Cell(answers)}, kind="sum", sums=keys))
    if any(fact is not None for fact in everyone.values()):
        adds = not one.table.multi_response and all(
            everyone.get(column.key) is None
            or _adds(everyone[column.key], [figures.get(column.key) for _, figures in rows])
            for column in columns
        )
        label = PARTIAL if partial else "Totalt"
        label = "Antal personer" if one.table.multi_response else label
        made.append(Row("totalt", label, _cells(columns, everyone), kind="sum", sums=keys if adds else ()))
    table = Table(
        one.table.key,
        _title(one, book.year),
        columns,
        tuple(made),
        row_label=one.table.measure.name,
        note="En person kan ha flera svar." if one.table.multi_response else "",
    )
    return _finished(table, "Antalet bakom andelarna")


PARTIAL = "Summa av kända uppgifter"
NEARLY_ALL = Decimal("0.985")  # what rounded shares of a whole may come to


def _missing(year: YearStatistics, one: TableFacts) -> set[str]:
    """The groups without any figure, where the others aren't all there is: they aren't empty but unknown."""
    counts = {each.key: one.fact(Place(bin=each.key)) for each in one.bins}
    shares = {each.key: one.share(Place(bin=each.key)) for each in one.bins}
    missing = {key for key in counts if counts[key] is None and shares[key] is None}
    if one.table.multi_response or len(missing) == len(counts):
        return missing
    stated = [fact for key, fact in shares.items() if fact is not None and counts[key] is None]
    if stated:
        return missing if sum(fact.value for fact in stated) < NEARLY_ALL else set()
    whole = one.fact(Place())
    if whole is None or whole.op == "sum":
        whole = year.head(one.insats, one.table.scope)
    together = sum(fact.value for fact in counts.values() if fact is not None and fact.value is not None)
    return set() if whole is not None and whole.value == together else missing


def _adds(whole: Fact, parts: list[Fact | None]) -> bool:
    """Whether the rows come to the sum, so that a workbook may add them."""
    return whole.value == sum(part.value for part in parts if part is not None and part.value is not None)


def _by_kommun(one: TableFacts, options: dict) -> Table:
    """The people by the kommun where they live."""
    rows = [(key, name, _row_figures(one, Place(kommun=key), options)) for key, name in one.kommuner]
    columns = _columns([figures for *_, figures in rows], options, one.year)
    made = tuple(Row(key, name, _cells(columns, figures)) for key, name, figures in rows)
    whole = _row_figures(one, Place(), options)
    parts = [figures["alla"] for *_, figures in rows]
    if len(rows) > 1 and whole["alla"] is not None and _adds(whole["alla"], parts):
        keys = tuple(key for key, *_ in rows)
        made += (Row("totalt", "Totalt", _cells(columns, whole), kind="sum", sums=keys),)
    name = f"Deltagare i {one.table.insats.name}" if one.is_head_count and one.table.insats else one.table
    title = f"{one.table.title or name} per kommun {one.year}"
    table = Table(f"{one.table.key}-kommun", title, columns, made, row_label="Kommun")
    return _finished(table, "Antalet bakom andelarna")


def _by_both(one: TableFacts, options: dict) -> Table:
    """The groups within each kommun, what they are in each, and all together; not by sex, as they are written."""
    told: list[tuple[str, str, str, Figures, tuple[str, ...]]] = []  # key, label, kind, figures, what it sums
    for kommun, name in one.kommuner:
        mine = [
            (
                f"{each.key}_{kommun}",
                each.name,
                _all_figures(one, Place(bin=each.key, kommun=kommun), options),
            )
            for each in one.bins
        ]
        mine = [row for row in mine if any(fact is not None for fact in row[2].values())]
        told.append((f"rubrik_{kommun}", name, "heading", {}, ()))
        told += [(key, label, "post", figures, ()) for key, label, figures in mine]
        whole = _all_figures(one, Place(kommun=kommun), options)
        adds = whole["alla"] is not None and _adds(whole["alla"], [figures["alla"] for *_, figures in mine])
        told.append((kommun, f"Totalt {name}", "sum", whole, tuple(key for key, *_ in mine) if adds else ()))
    whole = _all_figures(one, Place(), options)
    kommuner = tuple(key for key, _ in one.kommuner)
    parts = [figures["alla"] for key, _, _, figures, _ in told if key in kommuner]
    if len(kommuner) > 1 and whole["alla"] is not None:
        told.append(("totalt", "Totalt", "sum", whole, kommuner if _adds(whole["alla"], parts) else ()))
    columns = _columns([figures for *_, figures, _ in told], options, one.year)
    made = tuple(
        Row(key, label, _cells(columns, figures), kind=kind, level=int(kind == "post"), sums=sums)
        for key, label, kind, figures, sums in told
        if kind == "heading" or any(fact is not None for fact in figures.values())
    )
    title = f"{one.table} per kommun {one.year}"
    table = Table(
        f"{one.table.key}-kommun", title, columns, made, row_label=one.table.measure.name,
        note="En person kan ha flera svar." if one.table.multi_response else "",
    )  # fmt: skip
    return _finished(table, "Antalet bakom andelarna")


def _all_figures(one: TableFacts, place: Place, options: dict) -> Figures:
    """The facts of a row that isn't divided by sex."""
    return {"alla": one.fact(place), "andel": one.share(place) if options["shares"] else None}


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
        each = book.get(f"{one.base}.per-person@0") if options["derived"] else None
        if each is not None and each.value is not None:
            before = book.get(f"{one.base}.per-person@-1")
            rows.append((f"{one.table.key}-per-person", each.label, each, before))
    for key in ("andel-avslutade", "kostnad-per-deltagare") if options["derived"] else ():
        fact = book.get(f"stat.{insats}.{key}@0")
        if fact is not None and fact.value is not None:
            rows.append((key, fact.label, fact, book.get(f"stat.{insats}.{key}@-1")))
    if not rows:
        return None
    columns = [Column("varde", str(book.year), suffix=True)]
    if options["compare"]:
        columns.append(Column("fore", str(book.year - 1), suffix=True))
    made = tuple(
        Row(key, label, _cells(columns, {"varde": fact, "fore": before})) for key, label, fact, before in rows
    )
    title = f"Nyckeltal för {name} {book.year}"
    return filled(Table(f"nyckeltal-{insats}", title, tuple(columns), made, row_label="Nyckeltal"))


def _title(one: TableFacts, year: int) -> str:
    return f"{one.table} {year}" if str(year) not in str(one.table) else str(one.table)
