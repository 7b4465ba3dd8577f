"""The year's books: outcome, balance, notes, texts and staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from budget.facts import SeriesFacts, series_facts
from budget.queries import money
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.money import show
from finsam.core.values.periods import long_date
from finsam.facts.book import Book
from finsam.web.missing import MissingItem, finds_missing
from followup.accounts.basis import Basis, footing
from followup.accounts.facts.parts import unpaid
from followup.accounts.facts.statement_builder import StatementBuilder
from followup.accounts.facts.statements import balance_address
from followup.accounts.queries import year_end
from followup.accounts.statutory_requirements import GROUP, statutory_requirements

_NO_BALANCE = "Balansräkningen per {} är inte inskriven."


@finds_missing(Permission.EDIT_BUDGET, "arsredovisning", "delarsrapport")
def books(book: Book, kind: str, until: date | None = None) -> Iterator[MissingItem]:
    """Amounts first; what the law asks besides them is asked for when they are there."""
    builder = StatementBuilder(book, book.year)
    whole = kind == "arsredovisning"
    if whole:
        word, end, prefix, series = "Årets utfall", year_end(book.year), "", builder.outcome
    elif until:
        word, end = f"Utfallet till och med {long_date(until)}", until
        prefix, series = builder.prefix_of(until), _interim(builder, until)
    else:
        word, end, series = "Delårets utfall", builder.interim_day, builder.interim
        prefix = builder.prefix_of(end) if end else "delar."

    def want(what: str, where: str, href: str, *, begun: bool = False) -> MissingItem:
        return MissingItem(what, href, begun=begun, group=GROUP, where=where)

    new_series = f"{builder.address('series-new')}?slag="
    if series is None:
        yield want(f"{word} är inte inskrivet.", "Budget", new_series + ("utfall" if whole else "delar"))
    elif series.measure("kostnader").value is None:
        yield want(f"{word} har inga kostnader.", "Budget", series.amounts_href, begun=True)
    elif not whole and series.series.date is None:
        href = builder.address("series-edit", key=series.series.key)
        yield want("Delårets utfall saknar sin sista dag.", "Budget", href, begun=True)
    lacking = unpaid(series) if series is not None else []
    if lacking:
        named = f"”{lacking[0]}”" if len(lacking) == 1 else f"{len(lacking)} medlemsbidrag"
        status = series.series.get_reads_contributions_display().lower()
        what = f"Utfallet läser {named} med status {status}, men beloppen är inte inskrivna."
        yield want(what, "Medlemsbidrag", builder.address("contributions"), begun=True)
    if not builder.records.items:
        yield want("Inga balansposter är inlagda.", "Balansposter", builder.address("balance-items-new"))
    balance = balance_address(book.forbund, builder.year, end)
    without = builder.records.without_amount(end) if end is not None else []
    if without:
        begun = builder.records.has_balance(end)
        named = f"”{without[0]}”" if len(without) == 1 else f"{len(without)} balansposter"
        what = f"{named} saknar belopp."
        if not whole:
            what = (
                f"{named} saknar belopp per {long_date(end)}."
                if begun
                else _NO_BALANCE.format(long_date(end))
            )
        yield want(what, "Balansräkning", balance, begun=begun)
    if not whole and footing(book, book.year, Basis.FORECAST, end) is None:
        when = f" till och med {long_date(end)}" if end else ""
        yield want(f"Det finns ingen helårsprognos{when}.", "Budget", f"{new_series}prognos")
    assets, rest = (book.get(f"bokslut.{prefix}{name}@{builder.year}") for name in ("tillgangar", "passiva"))
    if assets and rest and None not in (assets.value, rest.value) and assets.value != rest.value:
        what = f"Balansräkningen balanserar inte: skillnaden är {show(assets.value - rest.value)}."
        yield want(what, "Balansräkning", balance, begun=True)
    if not whole:
        return
    if series is not None and builder.has_balance:
        yield from statutory_requirements(builder)
    told = builder.records.texts.get(builder.year)
    if told is None or told.signed_on is None:
        href = builder.address("year-books")
        yield want("Dagen för underskrift är inte bestämd.", "Bokslut", href, begun=told is not None)


def _interim(builder: StatementBuilder, until: date) -> SeriesFacts | None:
    """The interim outcome that ends on a day."""
    series = builder.book.read(money).same_day("delar", builder.year, until)
    return series_facts(builder.book, series) if series else None
