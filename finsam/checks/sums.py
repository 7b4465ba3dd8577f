"""Rules that need nothing but resolved documents and the members' contributions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finsam.checks.reconciliation import ERROR, INFO, WARNING, Case, Figure, Finding, compare, rule
from finsam.core.values.money import in_unit, number, rounded, show
from finsam.documents.resolved import Resolved
from finsam.facts.book import Fact, total
from finsam.facts.tables import POSITIVE, Column, Row, Table


@rule("R1", lacks="Inget dokument för {year} har en tabell med summor.", at="documents")
def sums(case: Case) -> Iterator[Finding]:
    """Every sum that names its rows equals them, per column, to the öre."""
    for _, resolved in case.documents:
        for table in resolved.tables():
            yield from _table_sums(case, resolved, table)


def _table_sums(case: Case, resolved: Resolved, table: Table) -> Iterator[Finding]:
    for row in table.rows:
        for column in table.columns if row.sums else ():
            cell = row.cells.get(column.key)
            if cell is None or cell.fact is None or cell.fact.value is None:
                continue
            terms = [table.row(key).cells.get(column.key) for key in row.sums]
            facts = [term.fact for term in terms if term is not None and term.fact is not None]
            if not _addable(cell.fact, facts):
                continue
            added = total(
                f"{cell.fact.key}#rader", f"Summan av {len(facts)} rader", facts, unit=cell.fact.unit
            )
            subject = f"{resolved.kind}/{table.key}/{row.key}/{column.key}"
            if added.value is None and cell.fact.op != "given" and cell.fact.value:
                case.tally["R1"] += 1
                message = f"”{row.label}” i tabellen ”{table.title}” kan inte prövas: raderna som den är summan av är tomma."
                yield Finding(WARNING, subject, message, (Figure.of(cell.fact),), show(cell.fact.value))
                continue
            message = f"”{row.label}” i tabellen ”{table.title}” är inte summan av sina rader."
            yield from compare(case, "R1", cell.fact, added, message=message, subject=subject)
            yield from _rounded_sum(table, column, row, facts, cell.fact, subject)


def _addable(fact: Fact, terms: list[Fact]) -> bool:
    """Whether the rows can be added: shares only where they are shares of one and the same whole."""
    if fact.op != "ratio":
        return True
    return {term.parts[1][1].key for term in terms if term.op == "ratio"} == {fact.parts[1][1].key}


def _rounded_sum(
    table: Table, column: Column, row: Row, facts: list[Fact], fact: Fact, subject: str
) -> Iterator[Finding]:
    """Printed rows may add up to another figure than the printed sum: information, for both are right."""
    unit, whole = column.unit_of(fact), column.signed(fact)
    values = [in_unit(value, unit) for value in map(column.signed, facts) if value is not None]
    if whole is None or (column.sign == POSITIVE and len({fact.side for fact in facts}) > 1):
        return
    printed = sum((rounded(value, column.decimals) for value in values), Decimal(0))
    shown = rounded(in_unit(whole, unit), column.decimals)
    if printed != shown and rounded(sum(values, Decimal(0)), column.decimals) == shown:
        figures = (
            Figure("Summan som den skrivs", number(shown, column.decimals), fact.key),
            Figure("De avrundade raderna tillsammans", number(printed, column.decimals)),
        )
        message = (
            f"”{row.label}” i ”{table.title}” skiljer sig från sina avrundade rader. Beloppen bakom stämmer."
        )
        difference = number(shown - printed, column.decimals)
        yield Finding(INFO, f"{subject}/avrundning", message, figures, difference, about=table.title)


@rule("R2", lacks="Ingen uppgift står i mer än ett av dokumenten för {year}.", at="documents")
def one_value(case: Case) -> Iterator[Finding]:
    """A fact printed in several places, or in several documents of the year, says the same everywhere."""
    seen: dict[str, Fact] = {}
    for _, resolved in case.documents:
        for fact in resolved.facts.values():
            if fact.key not in seen:
                seen[fact.key] = fact
                continue
            first = seen[fact.key]
            if first.value is None and fact.value is None:
                continue
            yield from compare(
                case,
                "R2",
                first,
                fact,
                message=f"”{fact.label}” skrivs med två olika värden.",
                subject=fact.key,
            )


@rule("R10", lacks="Det finns inga medlemsbidrag för {year}.", at="contributions")
def rounded_shares(case: Case) -> Iterator[Finding]:
    """A contribution's shares as printed should add up to 100; when they don't, the reader may wonder."""
    year = case.fiscal_year.year
    shares = [
        (fact, fact.value)
        for key, fact in case.book.facts("bidrag", year).items()
        if key.startswith("bidrag.andel.") and fact.value is not None
    ]
    if not shares:
        return
    case.tally["R10"] += 1
    printed = sum((rounded(share * 100, fact.decimals) for fact, share in shares), Decimal(0))
    if printed != 100:
        figures = tuple(Figure.of(fact) for fact, _ in shares)
        message = f"Medlemmarnas andelar avrundade till en decimal blir {number(printed, 1)} %, inte 100 %."
        yield Finding(INFO, f"bidrag@{year}", message, figures, number(printed - 100, 1))


@rule("R26", lacks="Inget dokument för {year} har en tabell.", at="documents")
def signs(case: Case) -> Iterator[Finding]:
    """Rows and sums of a table follow one convention: what is printed adds up as printed."""
    for _, resolved in case.documents:
        for table in resolved.tables():
            ways = {column.sign for column in table.columns if column.kind == "number" and column.unit != "%"}
            case.tally["R26"] += 1
            if len(ways - {"natural"}) > 1:
                message = f"Tabellen ”{table.title}” blandar två sätt att visa plus och minus."
                yield Finding(ERROR, f"{resolved.kind}/{table.key}", message)
            for row in table.rows:
                for column in table.columns if row.sums else ():
                    yield from _sign_of_sum(resolved, table, row, column)


def _sign_of_sum(resolved: Resolved, table: Table, row: Row, column: Column) -> Iterator[Finding]:
    """A sum of one side is printed with the sign of its rows."""
    cell = row.cells.get(column.key)
    terms = [table.row(key).cells.get(column.key) for key in row.sums]
    facts = [term.fact for term in terms if term is not None and term.fact is not None and term.fact.value]
    if cell is None or cell.fact is None or not facts or len({fact.side for fact in facts}) != 1:
        return
    printed = sum((value for value in map(column.signed, facts) if value is not None), Decimal(0))
    if column.signed(cell.fact) == -printed and printed:
        message = f"”{row.label}” i ”{table.title}” skrivs med annat tecken än sina rader."
        subject = f"{resolved.kind}/{table.key}/{row.key}/{column.key}"
        yield Finding(ERROR, subject, message, (Figure.of(cell.fact),))
