"""`deltagare`: how many took part, who they were, and what it cost, as tables with small charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django import forms

from finsam.core.crud.fields import WholeFormField
from finsam.documents.gaps import filled, marked
from finsam.documents.options import CaptionOptions, Choice, KeyField, KeysField
from finsam.documents.registry import Group, block
from finsam.facts.book import Book, Fact
from finsam.facts.tables import Cell, Chart, Column, Piece, Row, Table
from followup.statistics.drawing import MANY_TABLES, drawn, is_closed, one_grid
from followup.statistics.facts import YearStatistics, replace_identities, statistics
from followup.statistics.models import MeasureKind, Population, Sex
from followup.statistics.statistics_table import Place, TableFacts
from plans.blocks.common import gone, teach

FLOW = (Population.BROUGHT, Population.NEW, Population.ENROLLED, Population.CLOSED, Population.CARRIED)
SEXES = ("", *Sex.values)


def _insatser(book: Book) -> list[tuple[str, str]]:
    tables = statistics(book, book.year).tables.values()
    return list(
        {x.insats: x.table.insats.name if x.table.insats else "Hela förbundet" for x in tables}.items()
    )


def _tables(book: Book) -> list[tuple[str, str]]:
    return [(key, str(facts.table)) for key, facts in statistics(book, book.year).tables.items()]


class ParticipantsOptions(CaptionOptions):
    """What to show of the statistics, and how."""

    insats = KeyField(label="Insats", help_text="Ingen vald: alla insatser.")
    tables = KeysField(label="Tabeller", help_text="Inga valda: alla.")
    form = Choice("Visas som", ("bada", "Tabell och diagram"), ("tabell", "Tabell"), ("diagram", "Diagram"))
    sexes = forms.BooleanField(label="Uppdelat på kön", required=False, initial=True)
    shares = forms.BooleanField(label="Andelar", required=False, initial=True)
    compare = forms.BooleanField(label="Jämför med tidigare år", required=False, initial=True)
    earlier = WholeFormField(label="Antal tidigare år", min_value=1, max_value=4, initial=1)
    derived = forms.BooleanField(label="Nyckeltal som räknas ut", required=False, initial=True)

    offered = {"insats": _insatser, "tables": _tables}


@block(
    "deltagare",
    label="Deltagare",
    group=Group.RESULTS,
    options=ParticipantsOptions,
    help="Statistik över deltagarna: tabeller efter grupp och kön, med diagram.",
    edit_url="statistics",
)
def participants(book: Book, options: dict, _) -> Iterator[Piece]:
    """Head counts together, then each divided table, then what is worked out."""
    year = statistics(book, book.year)
    of_year = {
        key: facts
        for key, facts in year.tables.items()
        if not options["insats"] or facts.insats == options["insats"]
    }
    wanted = options["tables"] or list(of_year)
    yield from gone("deltagare", "Tabellen", [key for key in wanted if key not in of_year], book.year)
    tables = [of_year[key] for key in wanted if key in of_year]
    if not tables:
        yield from teach(
            "deltagare-tom", "Här visas deltagarna när årets statistik är inlagd under Statistik."
        )
        return
    for insats in dict.fromkeys(facts.insats for facts in tables):
        own = [facts for facts in tables if facts.insats == insats]
        yield from _of_insats(book, year, insats, own, options)


def _of_insats(
    book: Book, year: YearStatistics, insats: str, tables: list[TableFacts], options: dict
) -> Iterator[Piece]:
    name = tables[0].table.insats.name if tables[0].table.insats else "förbundet"
    heads = [facts for facts in tables if facts.is_head_count]
    flow = _flow(book, year, insats, name, heads, options) if heads else None
    if flow is not None:
        yield flow
    yield from _divided(book, year, name, insats, tables, options)
    means = [facts for facts in tables if facts.table.bin_set is None and not facts.is_head_count]
    table = _figures(book, insats, name, means, options)
    if table is not None:
        yield table


MANY = 3  # kommuner from which a chart says more than their table


def _divided(
    book: Book, year: YearStatistics, name: str, insats: str, tables: list[TableFacts], options: dict
) -> Iterator[Piece]:
    """The divided tables with their charts; many charts of the same kind are one grid before them."""
    told: list[tuple[Table, Chart | None]] = []
    least = 2 if options["form"] == "bada" else 1
    for facts in tables:
        if facts.kommuner and facts.bins:
            told.append((_by_both(facts, options), None))  # too many bars to read
        elif facts.kommuner:
            table = _by_kommun(facts, options)
            told.append((table, drawn(table, book.year, least=MANY if least > 1 else least)))
        if facts.table.bin_set is not None:
            table = _by_bin(book, year, facts, options)
            told.append((table, drawn(table, book.year, closed=is_closed(facts), least=least)))
    charts = [chart for _, chart in told if chart is not None] if options["form"] != "tabell" else []
    alike = [chart for chart in charts if chart.kind != "lines"]
    if len(alike) >= MANY_TABLES:
        yield one_grid(alike, f"deltagare-{insats}-grupper", f"Deltagarna i {name} {book.year}")
        charts = [chart for chart in charts if chart.kind == "lines"]
    for table, chart in told:
        if chart is not None and chart in charts:
            yield chart
        if options["form"] != "diagram":
            yield table


Figures = dict[str, Fact | None]


def _columns(told: Iterable[Figures], options: dict, year: int) -> tuple[Column, ...]:
    """The sexes that have any figure, all together, the share, and the years before."""
    told = list(told)
    known = {key for figures in told for key, fact in figures.items() if fact is not None}
    sexes = [sex for sex in Sex if options["sexes"] and sex.value in known]
    columns = [Column(sex.value, str(sex.label), unit="st") for sex in sexes]
    columns.append(Column("alla", "Totalt" if columns else "Antal", unit="st"))
    columns.append(Column("andel", "Andel", unit="%", suffix=True))
    for key, back in _earlier(options):
        before = [figures[key] for figures in told if figures.get(key) is not None]
        as_shares = bool(before) and all(fact.unit == "%" for fact in before)
        label = f"Andel {year - back}" if as_shares else str(year - back)
        columns.append(Column(key, label, unit="%" if as_shares else "st", suffix=as_shares))
    return tuple(columns)


def _earlier(options: dict) -> list[tuple[str, int]]:
    """The years before that are compared with: a column's key, and how many years back."""
    backs = range(1, options["earlier"] + 1) if options["compare"] else ()
    return [("fore" if back == 1 else f"fore-{back}", back) for back in backs]


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


def _row_figures(facts: TableFacts, place: Place, options: dict) -> Figures:
    """The facts of a row by column."""
    figures: Figures = {sex or "alla": facts.fact(Place(place.bin, sex, place.kommun)) for sex in SEXES}
    return figures | {"andel": facts.share(place) if options["shares"] else None}


def _before(book: Book, facts: TableFacts, options: dict) -> dict[str, Figures]:
    """What each group was in the years before, by its key: counts, or shares in a year where only they are known."""
    names = {each.key: f"{facts.base}{Place(bin=each.key).ending}" for each in facts.bins}
    told: dict[str, Figures] = {}
    for column, back in _earlier(options):
        for ending in ("", ".andel"):
            before = {key: book.get(f"{name}{ending}@{book.year - back}") for key, name in names.items()}
            if any(fact is not None for fact in before.values()):
                ties = _wholes(statistics(book, book.year - back), facts.base)
                for key, fact in before.items():
                    if fact is not None:
                        told.setdefault(key, {})[column] = replace_identities(fact, (*fact.identities, *ties))
                break
    return told


def _wholes(year: YearStatistics, base: str) -> tuple[tuple[tuple[int, str], ...], ...]:
    """What a year's groups come to, as identities: their table's total, which isn't printed beside them, and the head count."""
    for facts in year.tables.values():
        if facts.base != base or not (parts := facts.parts(Place(), "bin")):
            continue
        whole, head = facts.fact(Place()), year.head(facts.insats, facts.table.scope)
        ties = ((*((1, part.key) for part in parts), (-1, whole.key)),)
        return (
            (*ties, ((1, whole.key), (-1, head.key)))
            if head is not None and head.value == whole.value
            else ties
        )
    return ()


def _flow(
    book: Book, year: YearStatistics, insats: str, name: str, heads: list[TableFacts], options: dict
) -> Table | None:
    """The head counts of an insats: who came, who left, who stayed."""
    part_year = [head for head in heads if not head.table.whole_year]
    named = {head.table.population: head for head in heads if head.table.whole_year}
    rows: list[tuple[str, str, Figures]] = []
    wanted = [group for group in (*FLOW, *named) if group in named or (group in FLOW and named)]
    for population in dict.fromkeys(wanted):
        figures = {sex or "alla": year.head(insats, population, sex) for sex in SEXES}
        if figures["alla"] is not None:
            rows.append((population, str(Population(population).label), figures))
    for head in part_year:
        figures = {sex or "alla": head.fact(Place(sex=sex)) for sex in SEXES}
        label = f"{head.table.get_population_display()} till och med {head.table.until.day}/{head.table.until.month}"
        rows.append((head.table.scope, label, figures))
    for _, _, figures in rows:
        fact = figures["alla"].key.partition("@")[0]
        figures |= {key: book.get(f"{fact}@{book.year - back}") for key, back in _earlier(options)}
    if not rows:
        return None
    columns = _columns([figures for *_, figures in rows], options, book.year)
    made = tuple(Row(key, label, _cells(columns, figures)) for key, label, figures in rows)
    title = f"Deltagare i {name} {book.year}"
    return filled(Table(f"deltagare-{insats}", title, columns, made, row_label="Deltagare"))


def _by_bin(book: Book, year: YearStatistics, facts: TableFacts, options: dict) -> Table:
    """A divided population: a row for each group, then all."""
    before, missing = _before(book, facts, options), _missing(year, facts)
    everyone = _row_figures(facts, Place(), options)
    # Where some are missing a sum of the others is no whole to take shares of.
    partial = bool(missing) and everyone["alla"] is not None and everyone["alla"].op == "sum"
    rows = []
    for each in facts.bins:
        figures = _row_figures(facts, Place(bin=each.key), options)
        if partial and figures["andel"] is not None and figures["andel"].op == "ratio":
            figures["andel"] = None
        if each.key in missing or each.key in before or any(fact is not None for fact in figures.values()):
            rows.append((each, figures | before.get(each.key, {})))
    columns = _columns([*(figures for _, figures in rows), everyone], options, book.year)
    made = [Row(each.key, each.name, _cells(columns, figures)) for each, figures in rows]
    keys = tuple(row.key for row in made)
    answers = facts.answers()
    if answers is not None:
        made.append(Row("svar", "Svar", {"alla": Cell(answers)}, kind="sum", sums=keys))
    if any(fact is not None for fact in everyone.values()):
        adds = not facts.table.multi_response and all(
            everyone.get(column.key) is None
            or _adds(everyone[column.key], [figures.get(column.key) for _, figures in rows])
            for column in columns
        )
        label = PARTIAL if partial else "Totalt"
        label = "Antal personer" if facts.table.multi_response else label
        made.append(Row("totalt", label, _cells(columns, everyone), kind="sum", sums=keys if adds else ()))
    table = Table(
        facts.table.key,
        _title(facts, book.year),
        columns,
        tuple(made),
        row_label=facts.table.measure.name,
        note="En person kan ha flera svar." if facts.table.multi_response else "",
    )
    return _finished(table, "Antalet bakom andelarna")


PARTIAL = "Summa av kända uppgifter"
NEARLY_ALL = Decimal("0.985")  # what rounded shares of a whole may come to


def _missing(year: YearStatistics, facts: TableFacts) -> set[str]:
    """The groups without any figure, where the others aren't all there is: they aren't empty but unknown."""
    counts = {each.key: facts.fact(Place(bin=each.key)) for each in facts.bins}
    shares = {each.key: facts.share(Place(bin=each.key)) for each in facts.bins}
    missing = {key for key in counts if counts[key] is None and shares[key] is None}
    if facts.table.multi_response or len(missing) == len(counts):
        return missing
    stated = [fact for key, fact in shares.items() if fact is not None and counts[key] is None]
    if stated:
        return missing if sum(fact.value for fact in stated) < NEARLY_ALL else set()
    whole = facts.fact(Place())
    if whole is None or whole.op == "sum":
        whole = year.head(facts.insats, facts.table.scope)
    together = sum(fact.value for fact in counts.values() if fact is not None and fact.value is not None)
    return set() if whole is not None and whole.value == together else missing


def _adds(whole: Fact, parts: list[Fact | None]) -> bool:
    """Whether the rows come to the sum, so that a workbook may add them."""
    return whole.value == sum(part.value for part in parts if part is not None and part.value is not None)


def _by_kommun(facts: TableFacts, options: dict) -> Table:
    """The people by the kommun where they live."""
    rows = [(key, name, _row_figures(facts, Place(kommun=key), options)) for key, name in facts.kommuner]
    columns = _columns([figures for *_, figures in rows], options, facts.year)
    made = tuple(Row(key, name, _cells(columns, figures)) for key, name, figures in rows)
    whole = _row_figures(facts, Place(), options)
    parts = [figures["alla"] for *_, figures in rows]
    if len(rows) > 1 and whole["alla"] is not None and _adds(whole["alla"], parts):
        keys = tuple(key for key, *_ in rows)
        made += (Row("totalt", "Totalt", _cells(columns, whole), kind="sum", sums=keys),)
    insats = facts.table.insats
    name = f"Deltagare i {insats.name}" if facts.is_head_count and insats else facts.table
    title = f"{facts.table.title or name} per kommun {facts.year}"
    table = Table(f"{facts.table.key}-kommun", title, columns, made, row_label="Kommun")
    return _finished(table, "Antalet bakom andelarna")


def _by_both(facts: TableFacts, options: dict) -> Table:
    """The groups within each kommun, what they are in each, and all together; not by sex, as they are written."""
    told: list[tuple[str, str, str, Figures, tuple[str, ...]]] = []  # key, label, kind, figures, what it sums
    for kommun, name in facts.kommuner:
        mine = [
            (
                f"{each.key}_{kommun}",
                each.name,
                _all_figures(facts, Place(bin=each.key, kommun=kommun), options),
            )
            for each in facts.bins
        ]
        mine = [row for row in mine if any(fact is not None for fact in row[2].values())]
        told.append((f"rubrik_{kommun}", name, "heading", {}, ()))
        told += [(key, label, "post", figures, ()) for key, label, figures in mine]
        whole = _all_figures(facts, Place(kommun=kommun), options)
        adds = whole["alla"] is not None and _adds(whole["alla"], [figures["alla"] for *_, figures in mine])
        told.append((kommun, f"Totalt {name}", "sum", whole, tuple(key for key, *_ in mine) if adds else ()))
    whole = _all_figures(facts, Place(), options)
    kommuner = tuple(key for key, _ in facts.kommuner)
    parts = [figures["alla"] for key, _, _, figures, _ in told if key in kommuner]
    if len(kommuner) > 1 and whole["alla"] is not None:
        told.append(("totalt", "Totalt", "sum", whole, kommuner if _adds(whole["alla"], parts) else ()))
    columns = _columns([figures for *_, figures, _ in told], options, facts.year)
    made = tuple(
        Row(key, label, _cells(columns, figures), kind=kind, level=int(kind == "post"), sums=sums)
        for key, label, kind, figures, sums in told
        if kind == "heading" or any(fact is not None for fact in figures.values())
    )
    title = f"{facts.table} per kommun {facts.year}"
    table = Table(
        f"{facts.table.key}-kommun", title, columns, made, row_label=facts.table.measure.name,
        note="En person kan ha flera svar." if facts.table.multi_response else "",
    )  # fmt: skip
    return _finished(table, "Antalet bakom andelarna")


def _all_figures(facts: TableFacts, place: Place, options: dict) -> Figures:
    """The facts of a row that isn't divided by sex."""
    return {"alla": facts.fact(place), "andel": facts.share(place) if options["shares"] else None}


def _figures(book: Book, insats: str, name: str, means: list[TableFacts], options: dict) -> Table | None:
    """What is measured as a mean or a grade, and what is worked out."""
    rows: list[tuple[str, str, Figures]] = []

    def told(key: str, label: str, fact: Fact, name: str) -> None:
        before = {column: book.get(f"{name}@{book.year - back}") for column, back in _earlier(options)}
        rows.append((key, label, {"varde": fact} | before))

    for mean in means:
        label = mean.table.title or f"{mean.table.measure}, {mean.table.get_population_display().lower()}"
        if mean.table.measure.kind == MeasureKind.GRADE:
            label += f" (skala {mean.table.measure.scale_low}–{mean.table.measure.scale_high})"
        fact = mean.fact(Place())
        if fact is not None:
            told(mean.table.key, label, fact, mean.base)
        each = book.get(f"{mean.base}.per-person@0") if options["derived"] else None
        if each is not None and each.value is not None:
            told(f"{mean.table.key}-per-person", each.label, each, f"{mean.base}.per-person")
    for key in ("andel-avslutade", "kostnad-per-deltagare") if options["derived"] else ():
        fact = book.get(f"stat.{insats}.{key}@0")
        if fact is not None and fact.value is not None:
            told(key, fact.label, fact, f"stat.{insats}.{key}")
    if not rows:
        return None
    columns = [Column("varde", str(book.year), suffix=True)]
    columns += [Column(key, str(book.year - back), suffix=True) for key, back in _earlier(options)]
    made = tuple(Row(key, label, _cells(columns, figures)) for key, label, figures in rows)
    title = f"Nyckeltal för {name} {book.year}"
    return filled(Table(f"nyckeltal-{insats}", title, tuple(columns), made, row_label="Nyckeltal"))


def _title(facts: TableFacts, year: int) -> str:
    return f"{facts.table} {year}" if str(year) not in str(facts.table) else str(facts.table)
