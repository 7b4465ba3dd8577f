"""Rules over the books: all of them is in the outcome, every account has its place, and contributions are as booked."""

from __future__ import annotations

from collections.abc import Iterator

from budget.facts import series_facts
from budget.ledger.facts import UNPLACED, book_facts
from budget.models import SeriesKind
from budget.queries import money
from finsam.checks.reconciliation import ERROR, WARNING, Case, Figure, Finding, compare, rule
from finsam.facts.book import total

LACKS = "Ingen bokföring är inläst för {year}."


@rule("R29", lacks=LACKS, at="ledger")
def whole_books(case: Case) -> Iterator[Finding]:
    """The outcome's result is the books', whatever the rules say, and no account is without a line."""
    made = book_facts(case.book, case.fiscal_year.year)
    if made is None:
        return
    booked, outcome = (
        case.book.get(f"{name}.resultat@{case.fiscal_year.year}") for name in ("bok", "utfall")
    )
    if booked is None or outcome is None:
        case.lacks("R29", "Året har inget utfall att hålla bokföringen mot.", case.address("series"))
        return
    message = (
        "Utfallets resultat är inte bokföringens. En gemensam kostnad kan vara delad så att allt inte är med."
    )
    yield from compare(case, "R29", outcome, booked, message=message, severity=ERROR)
    for key in UNPLACED.values():
        left = case.book.get(f"utfall.{key}@{case.fiscal_year.year}")
        case.tally["R29"] += 1
        if left is not None and left.value:
            side = "intäkter" if left.side == "intakt" else "kostnader"
            message = f"Konton med {side} är inte kopplade till någon budgetrad. De räknas med i resultatet men syns inte på en rad."
            yield Finding(WARNING, key, message, (Figure.of(left),), href=case.address("ledger-placing"))
    for at, placed in made.ledger.placed.items():
        if placed.tied:
            rules = " och ".join(f"”{made.ledger.rows[each.name]}”" for each in placed.tied)
            message = f"{made.label(at)}: {rules} säger lika mycket, så beloppet är inte kopplat. Gör den ena mer preciserad."
            yield Finding(WARNING, made.name(at), message, href=case.address("ledger-placing"))
    unconfirmed = [row for row in made.ledger.rows.values() if not row.confirmed]
    if unconfirmed:
        message = f"{len(unconfirmed)} kontoregler följde med från förra året och är inte bekräftade."
        yield Finding(WARNING, "obekraftade", message, href=case.address("ledger-placing"))


@rule(
    "R29", lacks="Inga inbetalda medlemsbidrag {year} står på en rad som har bokföring.", at="contributions"
)
def contributions_as_booked(case: Case) -> Iterator[Finding]:
    """What a payer has paid, as registered, is what is booked on its line once the year is booked to its end."""
    year = case.fiscal_year.year
    made, data = book_facts(case.book, year), case.book.read(money)
    series = data.canonical.get((SeriesKind.OUTCOME, year, 0))
    if made is None or series is None or made.ledger.to_month < 12:
        return
    facts = series_facts(case.book, series)
    for line in data.lines.values():
        paid = case.book.get(f"bidrag.{line.payer.key}.inbetalt@{year}") if line.payer_id else None
        booked = made.of_line(facts.prefix, line, facts.until) if paid is not None else []
        if booked:
            together = total(facts.key(f"{line.key}.bokfort"), f"{line.name}, bokfört", booked, side="intakt")
            message = f"”{line.name}”: det inbetalda bidraget är inte det bokförda."
            yield from compare(case, "R29", together, paid, message=message, severity=WARNING)
