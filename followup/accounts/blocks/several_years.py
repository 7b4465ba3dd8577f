"""The years side by side: overview, contributions and equity, what the activity cost, and staff."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django import forms
from django.utils.html import escape

from budget.models import Category, Side
from finsam.core.crud.fields import WholeFormField
from finsam.core.text.prose import listed
from finsam.core.values.money import rounded
from finsam.documents.gaps import MISSING, filled
from finsam.documents.options import CaptionOptions, Choice
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import POSITIVE, Cell, Chart, Column, Html, Row, Table, Takeaway
from followup.accounts.blocks.statement_tables import with_rounding
from followup.accounts.blocks.statements import missing
from followup.accounts.facts.parts import leaves
from followup.accounts.facts.statement_builder import StatementBuilder
from followup.accounts.queries import records_of
from followup.accounts.schemes import scheme


class YearsOptions(CaptionOptions):
    """How many years stand beside each other."""

    years = WholeFormField(label="Antal år", min_value=2, max_value=10, initial=5)


class ContributionOptions(YearsOptions):
    """How many years, and whether they are drawn."""

    chart = forms.BooleanField(label="Diagram över tabellen", required=False, initial=True)


class PositionOptions(CaptionOptions):
    """How many years, and what stands under each kind."""

    years = WholeFormField(label="Antal år", min_value=2, max_value=5, initial=3)
    lines = Choice(
        "Under varje slag", ("", "Inget"), ("grupp", "Grupper av rader"), ("rad", "Varje rad"), initial="rad"
    )


def _row(book: Book, years: list[int], key: str, label: str, *names: str, second: str = "", **fields) -> Row:
    """A row with a year's fact in each column, a second one in brackets; blank where there is none.

    Of several names the first that the year has a fact of is printed.
    """
    cells = {}
    for year in years:
        fact = next((known for name in names if (known := book.get(f"{name}@{year}"))), None)
        if fact is not None and fact.value is not None:
            beside = book.get(f"{second}@{year}") if second else None
            cells[str(year)] = Cell(
                fact, second=beside if beside is not None and beside.value is not None else None
            )
    return Row(key, label, cells, **fields)


def _some(row: Row) -> Row:
    """The row, or one without cells when all its figures are printed as nought."""
    return row if any(rounded(cell.fact.value) for cell in row.cells.values()) else replace(row, cells={})


def _projects(book: Book, year: int) -> str:
    """The names of the year's incomes from other financiers: `ESF`, `ESF och MUCF`."""
    builder = StatementBuilder(book, year)
    if not builder.has_lines:
        return ""
    return listed(
        [
            p.line.name
            for p in leaves(builder.outcome, Side.INCOME)
            if p.category == Category.ESF and p.fact.value
        ]
    )


def _financed(book: Book, years: list[int], lead: str) -> str:
    """Who else has paid, year by year, in a sentence under the table: `ESF 2020, 2021; MUCF 2019`."""
    by_name: dict[str, list[str]] = {}
    for year in years:
        names = _projects(book, year)
        if names:
            by_name.setdefault(names, []).append(str(year))
    told = "; ".join(f"{name} {listed(places[::-1])}" for name, places in by_name.items())
    return f"{lead} {told}." if told else ""


def _table(
    key: str, title: str, rows: list[Row], years: list[int], *, missing_note: str = MISSING, **fields
) -> Table:
    """The rows and years that have a figure, each sum of the rows that stand there."""
    shown = {row.key for row in rows if row.cells}
    rows = [replace(row, sums=tuple(x for x in row.sums if x in shown)) for row in rows if row.cells]
    columns = tuple(Column(str(year), str(year), sign=POSITIVE) for year in years)
    return filled(with_rounding(Table(key, title, columns, tuple(rows), **fields)), missing_note)


@block(
    "oversikt",
    label="Översikt över verksamhetens utveckling",
    group=Group.STATEMENTS,
    options=YearsOptions,
    help="Intäkter, kostnader, resultat, soliditet och anställda, år för år.",
    edit_url="books",
)
def overview(book: Book, options: dict, _):
    """Key figures over five years, the same facts as each year's own statements."""
    years = [book.year - back for back in range(options["years"])]
    row, sums = partial(_row, book, years), ("intakter", "kostnader")
    rows = [
        row("intakter", "Verksamhetens intäkter", "utfall.intakter"),
        row("kostnader", "Verksamhetens kostnader", "utfall.kostnader"),
        row("resultat", "Årets resultat", "bokslut.arets-resultat", kind="sum", sums=sums),
        row("soliditet", "Soliditet", "bokslut.soliditet"),
        row("anstallda", "Antal anställda", "personal.anstallda"),
    ]
    if not any(row.cells for row in rows):
        yield missing("Översikten visas när utfallet är inskrivet.")
        return
    first = min(int(year) for row in rows for year in row.cells)
    title = f"Översikt {first}–{years[0]}" if first < years[0] else f"Översikt {years[0]}"
    financed = _financed(book, years, "Intäkterna är inklusive")
    note = f"Kostnaderna är inklusive avskrivningar och finansiella poster. {financed}".strip()
    yield _table("oversikt", title, rows, years, row_label="Nyckeltal", note=note)


@block(
    "medlemsbidrag-utveckling",
    label="Medlemsbidragens utveckling och användning",
    group=Group.STATEMENTS,
    options=ContributionOptions,
    help="Bidrag, vad verksamheten kostat, resultat och eget kapital i procent av bidragen.",
    edit_url="books",
)
def contributions(book: Book, options: dict, _):
    """Contributions less what the activity cost is the result; equity in kronor and as a share."""
    years = [book.year - back for back in range(options["years"])]
    row = partial(_row, book, years)
    made_of = [
        row("medlemsbidrag", "Medlemsbidrag", "bokslut.drift.medelstilldelning.netto", "bidrag.totalt"),
        row("kostnad", "Kostnad för verksamheten, netto", "bokslut.nettokostnad.summa"),
        _some(row("projekt", "Över- eller underskott i projekt", "bokslut.drift.esf.netto")),
    ]
    sums, share = tuple(each.key for each in made_of if each.cells), "bokslut.andel.eget-kapital"
    rows = [
        *made_of,
        row("resultat", "Resultat", "bokslut.arets-resultat", kind="sum", sums=sums),
        row("eget-kapital", "Utgående eget kapital", "bokslut.eget-kapital"),
        row("andel", "Eget kapital, andel av medlemsbidraget", share, level=1),
        _some(row("andra-medel", "Andra projektmedel", "bokslut.drift.esf.intakt")),
    ]
    if not any(row.cells for row in rows):
        yield missing("Tabellen visas när utfallet är inskrivet.")
        return
    title = "Medlemsbidragens utveckling och användning"
    note = _financed(book, years, "Andra projektmedel:")
    table = _table("medlemsbidrag-utveckling", title, rows, years, row_label="Belopp", note=note)
    told = [column.key for column in table.columns]
    if options["chart"] and len(told) >= LEAST_YEARS:
        yield Chart(
            table.key, title, table, "lines", tuple(reversed(told)), DRAWN, takeaway=_equity_change(told)
        )
    yield table


LEAST_YEARS = 3  # a line of two points says no more than its figures
DRAWN = ("medlemsbidrag", "kostnad", "eget-kapital")


def _equity_change(years: list[str]) -> Takeaway:
    """What is said of the equity, the newest year against the one before."""
    now, before = years[:2]
    words = (f"Det egna kapitalet är större än {before}", f"Det egna kapitalet är mindre än {before}")
    return Takeaway(
        "change", (*words, f"Det egna kapitalet är detsamma som {before}"), "eget-kapital", now, before
    )


@block(
    "ekonomisk-stallning",
    label="Ekonomisk ställning: vad verksamheten har kostat",
    group=Group.STATEMENTS,
    options=PositionOptions,
    help="Nettokostnad per slag av verksamhet och rad, med andelar av den totala kostnaden.",
    edit_url="books",
)
def position(book: Book, options: dict, _):
    """Net costs by category with their share of the whole, the lines under each."""
    years = [book.year - back for back in range(options["years"])]
    rows, groups = [], []
    for row in scheme("drift", book.year).rows:
        cost, share = f"bokslut.nettokostnad.{row.key}", f"bokslut.andel.nettokostnad.{row.key}"
        group = _row(book, years, row.key, row.label, cost, second=share)
        if row.kind == "sum" or not any(cell.fact.value for cell in group.cells.values()):
            continue
        below = _lines(book, f"{options['lines']}.{row.key}", years) if options["lines"] else []
        groups.append(row.key)
        sums = tuple(below_row.key for below_row in below)
        rows += [Row(group.key, group.label, group.cells, kind="sum", sums=sums), *below]
    if not rows:
        yield missing("Tabellen visas när utfallet är inskrivet.")
        return
    whole = "bokslut.nettokostnad.summa"
    rows.append(_row(book, years, "summa", "Totala kostnader", whole, kind="sum", sums=tuple(groups)))
    note = "Kostnader minus verksamhetens egna intäkter. Inom parentes andelen av de totala kostnaderna."
    yield _table(
        "ekonomisk-stallning", "Finansierad verksamhet", rows, years, row_label="Verksamhet", note=note,
        missing_note="",  # a line that a year doesn't have wasn't used
    )  # fmt: skip


def _lines(book: Book, place: str, years: list[int]) -> list[Row]:
    """The lines or groups of a category, in the order of the newest year that has them."""
    prefix = f"bokslut.nettokostnad.{place}."
    labels: dict[str, str] = {}
    for year in years:
        for key, fact in book.facts("bokslut", year).items():
            if key.startswith(prefix) and fact.value:
                labels.setdefault(key.removeprefix(prefix).partition("@")[0], fact.label)
    return [
        _row(book, years, f"{place}.{line}", label, f"{prefix}{line}", level=1)
        for line, label in labels.items()
    ]


@block(
    "personal",
    label="Personal",
    group=Group.STATEMENTS,
    options=CaptionOptions,
    help="Antal anställda, årsarbetare och vad som är väsentligt.",
    edit_url="personnel",
)
def personnel(book: Book, options: dict, _):
    """The förbund's employees this year and last, and why sick leave isn't told."""
    years = [book.year, book.year - 1]
    rows = [
        _row(book, years, "anstallda", "Antal anställda", "personal.anstallda"),
        _row(book, years, "arsarbetare", "Årsarbetare", "personal.arsarbetare"),
    ]
    staff = records_of(book).personnel.get(book.year)
    if staff is None:
        yield missing("Personaluppgifterna visas när de är inskrivna.")
        return
    if any(row.cells for row in rows):
        yield _table("personal", f"Personal {book.year}", rows, years, row_label="Uppgift")
    if staff.text:
        yield Html("personal-text", staff.text)
    counts = [fact.value for year in years if (fact := book.get(f"personal.anstallda@{year}")) is not None]
    if counts and sum(counts) / len(counts) <= 10:
        text = (
            "Sjukfrånvaro redovisas inte, eftersom förbundet i genomsnitt har haft högst tio anställda under de två "
            "senaste åren (11 kap. 6 § lagen (2018:597))."
        )
        yield Html("sjukfranvaro", f"<p>{escape(text)}</p>")
