"""The statements in a document: resultaträkning, balansräkning, kassaflöde, drift, investeringar, balanskrav."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from django import forms
from django.utils.html import escape

from finsam.core.text.prose import listed
from finsam.core.values import periods
from finsam.documents.models import Document
from finsam.documents.options import CaptionOptions, Choice, KeyField
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import NATURAL, Cell, Chart, Column, Html, Row, Table, Takeaway
from followup.accounts.blocks.interim import (
    INTERIM,
    balance_day,
    forecast_days,
    forecast_of,
    interim_days,
    interim_period,
    report_end,
    same_period,
    until_of,
)
from followup.accounts.blocks.statement_tables import StatementColumn, scheme_table, with_rounding
from followup.accounts.facts.statement_builder import StatementBuilder
from followup.accounts.models import InvestmentKind, Restoring, YearBooks
from followup.accounts.queries import records_of, year_end
from followup.accounts.schemes import BENEATH_THE_LINE, OFF_BALANCE, scheme

UNITS = [("kr", "Kronor"), ("tkr", "Tusental kronor")]


NO_FORECAST = "prognos-saknas."  # what nothing is called: the column that the law asks for stands there empty
UNTIL = (
    "Inget valt: den dag som rapporten gäller till och med, annars den som bokslutet säger eller det senaste."
)


class StatementOptions(CaptionOptions):
    """For the whole year, or for the delårsrapport and which of the year's interim outcomes; in which unit."""

    form = Choice("Gäller", ("ar", "Hela året"), ("delar", "Delåret"))
    until = KeyField(label="Delåret slutar", help_text=UNTIL)
    unit = Choice("Enhet", *UNITS)

    offered = {"until": interim_days}


class UnitOptions(CaptionOptions):
    """In which unit."""

    unit = Choice("Enhet", *UNITS)


class BalanceRuleOptions(CaptionOptions):
    """Of the year's result, or of the forecast's in the delårsrapport; in which unit."""

    form = Choice("Gäller", ("ar", "Årets resultat"), ("prognos", "Helårsprognosen"))
    until = KeyField(
        label="Prognosen är gjord senast",
        help_text="Inget valt: den dag som rapporten gäller till och med, annars den nyaste prognosen.",
    )
    unit = Choice("Enhet", *UNITS)

    offered = {"until": forecast_days}


class OperationsOptions(CaptionOptions):
    """In which unit, and whether it is drawn and the comment printed."""

    unit = Choice("Enhet", *UNITS, initial="tkr")
    chart = forms.BooleanField(label="Diagram: utfall mot budget", required=False, initial=True)
    comment = forms.BooleanField(label="Kommentar under tabellen", required=False, initial=True)


def texts_of(book: Book) -> YearBooks | None:
    """What the year's statements say in words."""
    return records_of(book).texts.get(book.year)


def missing(text: str) -> Html:
    """Stands where a statement will, until its figures are there."""
    return Html("tom", f"<p>{escape(text)}</p>")


def _year_columns(book: Book) -> list[StatementColumn]:
    year = book.year
    return [StatementColumn("ar", str(year), year), StatementColumn("fore", str(year - 1), year - 1)]


@block(
    "resultatrakning",
    label="Resultaträkning",
    group=Group.STATEMENTS,
    options=StatementOptions,
    help="Årets intäkter och kostnader med förra året bredvid; i delårsrapporten även prognos och budget.",
    edit_url="books",
)
def income_statement(book: Book, options: dict, document: Document | None):
    """RR with two columns, or for the interim period with four (13 kap. 3 §)."""
    year, interim = book.year, options["form"] == "delar"
    columns, title = _year_columns(book), f"Resultaträkning {year}"
    if interim:
        until = until_of(options, document)
        period = interim_period(book, year, until)
        if period is None:
            day = balance_day(book, until)
            whole = f"till och med {periods.long_date(day)}" if day else "till den dag som är vald"
            yield missing(
                f"Resultaträkningen visas när det finns ett utfall {whole}. Lägg in det under Budget, Budgetar och prognoser."
            )
            return
        title = (
            f"Resultaträkning {period.since_new_year} {year}"
            if period.day
            else f"Resultaträkning, delåret {year}"
        )
        columns = [
            period.told("delar"),
            same_period(book, period).told("delar-fore"),
            forecast_of(book, year, period.day)
            or StatementColumn("prognos", f"Helårsprognos {year}", year, NO_FORECAST),
        ]
        columns.append(StatementColumn("budget", f"Budget {year}", year, "budget."))
        if book.get(f"bokslut.reviderad.arets-resultat@{year}") is not None:
            columns.append(StatementColumn("reviderad", f"Reviderad budget {year}", year, "reviderad."))
    table = scheme_table(
        book,
        scheme("rr", year).rows,
        columns,
        key="resultatrakning",
        title=title,
        unit=options["unit"],
        notes=not interim,
    )
    yield table or missing("Resultaträkningen visas när utfallet är inskrivet.")


@block(
    "balansrakning",
    label="Balansräkning",
    group=Group.STATEMENTS,
    options=StatementOptions,
    help="Tillgångar, eget kapital och skulder med förra årsskiftet bredvid.",
    edit_url="books",
)
def balance_sheet(book: Book, options: dict, document: Document | None):
    """BR at year-end or at the interim period's end, against the year-end before."""
    year, interim = book.year, options["form"] == "delar"
    before = year_end(year - 1)
    day = balance_day(book, until_of(options, document)) if interim else year_end(year)
    if interim and (day is None or not records_of(book).has_balance(day)):
        yield missing(_no_balance(book, day))
        return
    when = periods.long_date(day)
    columns = [
        StatementColumn("slut", when, year, StatementBuilder(book, year).prefix_of(day) if interim else ""),
        StatementColumn("fore", periods.long_date(before), year - 1),
    ]
    rows = scheme("br", year).rows
    if interim:  # the law asks for what stands beneath the line at the year's end
        rows = [replace(row, optional=row.optional or row.key in BENEATH_THE_LINE) for row in rows]
    table = scheme_table(
        book,
        rows,
        columns,
        key="balansrakning",
        title=f"Balansräkning {when}",
        unit=options["unit"],
        notes=not interim,
        empty=None if interim else partial(_pledges, book),
    )
    yield table or missing("Balansräkningen visas när årets balansposter har belopp.")


def _no_balance(book: Book, day: date | None) -> str:
    """That there is no balance of the report's day, where it is entered, and of which days there are."""
    if day is None:
        return "Balansräkningen för delåret visas när det är bestämt vilken dag delåret slutar."
    known = [periods.long_date(known_day) for known_day in records_of(book).closings(book.year)]
    others = f" Det finns balanser per {listed(known)}." if known else ""
    return (
        f"Balansräkningen per {periods.long_date(day)} är inte inskriven. "
        f"Skriv in den under Bokslut, Balans, {periods.long_date(day)}.{others}"
    )


def _pledges(book: Book, row: str, column: StatementColumn) -> str:
    """What stands for a pledge without amount: none if the year's books say so, else nobody has said."""
    entered = records_of(book)
    if row not in OFF_BALANCE or not entered.has_balance(year_end(column.year)):
        return ""
    texts = entered.texts.get(column.year)
    return "Inga" if texts and texts.no_pledges else "uppgift saknas"


@block(
    "kassaflode",
    label="Kassaflödesanalys",
    group=Group.STATEMENTS,
    options=UnitOptions,
    help="Räknas ut ur resultaträkningen och balansräkningens förändring.",
    edit_url="books",
)
def cash_flow(book: Book, options: dict, _):
    """Three sectors, ending in the change of likvida medel, this year and last."""
    table = scheme_table(
        book,
        scheme("kassaflode", book.year).rows,
        _year_columns(book),
        key="kassaflode",
        title=f"Kassaflödesanalys {book.year}",
        unit=options["unit"],
    )
    yield table or missing("Kassaflödet räknas ut när balansen är känd för både i år och året före.")


@block(
    "balanskrav",
    label="Balanskravsutredning",
    group=Group.STATEMENTS,
    options=BalanceRuleOptions,
    help="Årets resultat med lagens justeringar, och när och hur ett negativt resultat återställs.",
    edit_url="books",
)
def balance_rule(book: Book, options: dict, document: Document | None):
    """The year's rows (they changed in 2024), and what the board says of a negative result."""
    year, forecast = book.year, options["form"] == "prognos"
    told = StatementColumn("ar", str(year), year)
    if forecast:
        until = until_of(options, document)
        day = balance_day(book, until) if until else _report_day(book, document)
        whole_year = forecast_of(book, year, day)
        if whole_year is None:
            yield missing(_no_forecast(book, day))
            return
        told = replace(whole_year, key="ar", label=whole_year.label.replace("Helårsprognos", "Prognos"))
    table = scheme_table(
        book,
        scheme("balanskrav", year).rows,
        [told],
        key="balanskrav",
        title=f"Balanskravsresultat {year}{' enligt prognosen' if forecast else ''}",
        unit=options["unit"],
    )
    if table is None:
        what = "helårsprognosen har belopp" if forecast else "årets resultat är känt"
        yield missing(f"Balanskravsutredningen visas när {what}.")
        return
    yield table
    texts, result = texts_of(book), told.fact(book, "balanskravsresultat")
    if result.value >= 0 or texts is None:
        return
    sentences = []
    match texts.restoring:
        case Restoring.RESTORED:
            by = f" senast {texts.restored_by}" if texts.restored_by else ""
            sentences.append(f"Det negativa balanskravsresultatet återställs{by}.")
        case Restoring.NOT_RESTORED:
            sentences.append("Det negativa balanskravsresultatet återställs inte.")
        case "":
            pass  # not said yet; Avstämning asks for it
        case unknown:
            raise ValueError(f"no such way to restore: {unknown}")
    sentences.append(texts.restoring_text.strip())
    if texts.unrestored == 0:
        sentences.append("Inget finns kvar att återställa från tidigare år.")
    text = escape(" ".join(filter(None, sentences)))
    if texts.unrestored:
        key = f"bokslut.kvar-att-aterstalla@{year}"
        text += f' Från tidigare år återstår <data value="{key}"></data> att återställa.'
    if text:
        yield Html("aterstallning", f"<p>{text}</p>")


def _report_day(book: Book, document: Document | None) -> date | None:
    """The day of the delårsrapport that a block stands in; None elsewhere, where the newest forecast is meant."""
    return report_end(book, document) if document is not None and document.kind == INTERIM else None


def _no_forecast(book: Book, day: date | None) -> str:
    """That there is no forecast until the report's day, and where it is entered."""
    until = f" till och med {periods.long_date(day)}" if day else ""
    return f"Balanskravsutredningen visas när det finns en helårsprognos{until}. Lägg in den under Budget, Budgetar och prognoser."


WORDS = (
    "Resultatet blev bättre än budgeten",
    "Resultatet blev sämre än budgeten",
    "Resultatet blev som budgeten",
)
AGAINST_BUDGET = Takeaway("change", WORDS, "summa", "netto", "budget")


@block(
    "driftredovisning",
    label="Driftredovisning",
    group=Group.STATEMENTS,
    options=OperationsOptions,
    help="Utfall per slag av verksamhet mot budgeten, med förra årets utfall.",
    edit_url="books",
)
def operations(book: Book, options: dict, _):
    """Income, cost and net per category under grouped headings, against the budget; one sign rule."""
    year, unit = book.year, options["unit"]
    outcome = [("intakt", "Intäkt"), ("kostnad", "Kostnad"), ("netto", "Netto")]
    revised = book.get(f"bokslut.drift.summa.reviderad@{year}") is not None
    told = [
        *((name, label, f"Utfall {year}", name, year) for name, label in outcome),
        ("budget", "Netto", f"Budget {year}", "budget", year),
        *([("reviderad", "Netto", f"Reviderad {year}", "reviderad", year)] if revised else []),
        ("avvikelse", "Utfall − budget", f"Avvikelse {year}", "avvikelse", year),
        *((f"{name}-fore", label, f"Utfall {year - 1}", name, year - 1) for name, label in outcome),
    ]
    rows = []
    schemed = scheme("drift", year).rows
    for row in schemed:
        cells = {}
        for key, _, _, name, when in told:
            fact = book.get(f"bokslut.drift.{row.key}.{name}@{when}")
            if fact is not None and fact.value is not None:
                cells[key] = Cell(fact)
        if row.optional and not any(cell.fact.value for cell in cells.values()):
            continue
        rows.append(Row(row.key, row.label, cells, kind=row.kind, sums=row.terms))
    if not any(row.cells for row in rows):
        yield missing("Driftredovisningen visas när utfallet är inskrivet.")
        return
    shown = {row.key for row in rows}
    rows = [replace(row, sums=tuple(key for key in row.sums if key in shown)) for row in rows]
    columns = tuple(Column(key, label, group, unit=unit, sign=NATURAL) for key, label, group, _, _ in told)
    note = "Intäkter och överskott skrivs utan tecken, kostnader och underskott med minus. En avvikelse med minus är sämre än budget."
    if revised:
        note += " Avvikelsen är mot budgeten som den först beslutades."
    title = f"Driftredovisning {year}"
    table = with_rounding(
        Table("driftredovisning", title, columns, tuple(rows), row_label="Verksamhet", note=note)
    )
    drawn = tuple(row.key for row in rows if row.kind == "post" and {"netto", "budget"} <= row.cells.keys())
    if options["chart"] and len(drawn) > 1:
        yield Chart(table.key, title, table, "against", ("netto", "budget"), drawn, takeaway=AGAINST_BUDGET)
    yield table
    texts = texts_of(book)
    if options["comment"] and texts and texts.operations_comment:
        yield Html("kommentar", texts.operations_comment)


@block(
    "investeringar",
    label="Investeringsredovisning",
    group=Group.STATEMENTS,
    options=UnitOptions,
    help="Årets investeringar, eller en mening om att det inte har gjorts några.",
    edit_url="investments",
)
def investments(book: Book, options: dict, _):
    """What was bought and sold against the budget (10 kap. 2 §); or that nothing was."""
    year, bought = book.year, records_of(book).investments.get(book.year, [])
    if not bought:
        texts = texts_of(book)
        if texts and texts.no_investments:
            yield Html("inga", f"<p>Förbundet har inte gjort några investeringar under {year}.</p>")
        else:
            yield missing("Här visas årets investeringar, eller att det inte har gjorts några.")
        return
    rows = []
    for kind, sum_key, label in (
        (InvestmentKind.BOUGHT, "investeringar", "Summa investeringar"),
        (InvestmentKind.SOLD, "forsaljningar", "Summa försäljningar"),
    ):
        mine = [item for item in bought if item.kind == kind]
        rows += [_investment(book, item) for item in mine]
        if mine:
            cells = {"utfall": Cell(book[f"bokslut.{sum_key}@{year}"])}
            planned = book.get(f"bokslut.{sum_key}.budget@{year}")
            if planned is not None and planned.value is not None:
                cells["budget"] = Cell(planned)
            rows.append(Row(sum_key, label, cells, kind="sum", sums=tuple(item.key for item in mine)))
    columns = (
        Column("budget", "Budget", unit=options["unit"]),
        Column("utfall", "Utfall", unit=options["unit"]),
    )
    title = f"Investeringsredovisning {year}"
    yield with_rounding(Table("investeringar", title, columns, tuple(rows), row_label="Investering"))


def _investment(book: Book, item) -> Row:
    """One thing bought or sold."""
    planned = book.get(f"bokslut.investering.{item.key}.budget@{book.year}")
    cells = {"utfall": Cell(book[f"bokslut.investering.{item.key}@{book.year}"])}
    if planned is not None:
        cells["budget"] = Cell(planned)
    return Row(item.key, item.name, cells)
