"""`medel`: the money of each insats in a year, from what was asked for to what has been paid, and the sums of all.

`medel.<insats>.askat|beviljat|efter-avdrag|budgeterat|rekvirerat|utbetalt|kvar-att-rekvirera|kvar@Y`, and the same of
`medel.alla`. All are kronor without minus; what is left is minus where it is too much.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budget.grants import queries
from finsam.core.addresses import year_address
from finsam.core.values.grouping import grouped
from finsam.core.values.money import HUNDRED, places
from finsam.facts.book import Book, Fact, product, provider, total
from plans import queries as plans
from plans.facts import in_force

ALL = "alla"
# Each figure by the name in its key: its label and what it is.
FIGURES = {
    "askat": ("äskat", "Vad insatsen har bett om."),
    "beviljat": ("beviljat", "Vad styrelsen har beviljat, alla beslut tillsammans."),
    "efter-avdrag": ("beviljat efter avdrag", "Det beviljade minus årets generella avdrag."),
    "budgeterat": ("budgeterat", "Vad insatsen kostar enligt budgeten, så som den gäller."),
    "rekvirerat": ("rekvirerat", "Vad insatsen har begärt att få utbetalt."),
    "utbetalt": ("utbetalt", "Vad som har betalats ut av det rekvirerade."),
    "kvar-att-rekvirera": ("kvar att rekvirera", "Det beviljade (efter avdrag, där det finns ett) minus det rekvirerade."),
    "kvar": ("kvar av budgeten", "Det budgeterade minus det utbetalda."),
}  # fmt: skip


@provider("medel", called="Insatsernas pengar")
def money_of_insatser(book: Book, year: int) -> Iterator[Fact]:
    """Every figure of every insats that has any money in the year, and their sums."""
    made: dict[str, list[Fact]] = {}
    for key, name in insatser(book, year).items():
        for what, fact in _insats(book, year, key, name):
            yield fact
            if what in FIGURES:
                made.setdefault(what, []).append(fact)
    for what, facts in made.items():
        label, definition = FIGURES[what]
        yield total(
            f"medel.{ALL}.{what}@{year}",
            f"Alla insatser: {label}",
            facts,
            definition=f"Alla insatser tillsammans. {definition}",
        )


def insatser(book: Book, year: int) -> dict[str, str]:
    """The names of the insatser that have a card or money in a year, by key: those with a card first."""
    named = {key: str(insats) for key, insats in book.read(plans.insatser, year).items()}
    for row in book.read(queries.granted).get(year, []):
        named.setdefault(row.grant.insats.key, row.grant.insats.name)
    for row in book.read(queries.requisitions).get(year, []):
        named.setdefault(row.insats.key, row.insats.name)
    return named


def _insats(book: Book, year: int, key: str, name: str) -> Iterator[tuple[str, Fact]]:
    """An insats's figures as (name, fact), those that are known; parts of a figure have a name of their own."""
    known: dict[str, Fact] = {}

    def fact(what: str, parts: list) -> Fact:
        label, definition = FIGURES[what]
        known[what] = total(f"medel.{key}.{what}@{year}", f"{name}: {label}", parts, definition=definition)
        return known[what]

    requested = book.get(f"insats.{key}.askat@{year}")
    if requested is not None:
        yield "askat", fact("askat", [requested])
    grants = list(_grants(book, year, key, name))
    yield from (("", grant) for grant in grants)
    stated = book.get(f"insats.{key}.beviljat@{year}")
    if grants or stated is not None:
        yield "beviljat", fact("beviljat", grants or [stated])
    deduction = book.read(queries.deductions).get(year)
    if deduction is not None and "beviljat" in known:
        share = Fact(
            f"medel.{key}.avdragets-andel@{year}",
            f"{name}: generellt avdrag",
            deduction.percent / HUNDRED,
            unit="%",
            decimals=places(deduction.percent),
            href=year_address(book.forbund, year, "general-deduction"),
            definition=f"Så mycket mindre än beviljat budgeteras varje insats {year}. {deduction.source}".strip(),
            trace=(deduction.reference(), "percent"),
        )
        less = product(
            f"medel.{key}.avdrag@{year}", f"{name}: avdrag, kr", share, known["beviljat"], unit="kr",
            definition="Det generella avdraget på det beviljade.",
        )  # fmt: skip
        yield from (("", share), ("", less))
        yield "efter-avdrag", fact("efter-avdrag", [known["beviljat"], (-1, less)])
    cost = in_force(book, f"insats.{key}@{year}")
    if cost is not None and cost.value is not None:
        yield "budgeterat", fact("budgeterat", [(-1, cost)])
    rows = list(_requisitions(book, year, key, name))
    yield from (("", requisition) for requisition, _ in rows)
    if rows:
        yield "rekvirerat", fact("rekvirerat", [requisition for requisition, _ in rows])
        paid = [requisition for requisition, is_paid in rows if is_paid]
        if paid:
            yield "utbetalt", fact("utbetalt", paid)
    ceiling = known.get("efter-avdrag", known.get("beviljat"))
    if ceiling is not None:
        asked = [(-1, known["rekvirerat"])] if "rekvirerat" in known else []
        yield "kvar-att-rekvirera", fact("kvar-att-rekvirera", [ceiling, *asked])
    if "budgeterat" in known:
        gone = [(-1, known["utbetalt"])] if "utbetalt" in known else []
        yield "kvar", fact("kvar", [known["budgeterat"], *gone])


def _grants(book: Book, year: int, key: str, name: str) -> Iterator[Fact]:
    """What each decision grants an insats in a year."""
    for row in book.read(queries.granted).get(year, []):
        if row.grant.insats.key == key:
            when = row.grant.when
            yield Fact(
                f"medel.{key}.beslut.{row.grant.key}@{year}",
                f"{name}: beviljat {when}" if when else f"{name}: beviljat",
                row.amount,
                href=year_address(book.forbund, book.year, "grants-edit", key=row.grant.key),
                definition=f"Vad som är beviljat för {year}{f' genom beslutet {when}' if when else ''}.",
                trace=(row.grant.reference(), f"{row._meta.label_lower}:{row}"),
            )


def _requisitions(book: Book, year: int, key: str, name: str) -> Iterator[tuple[Fact, bool]]:
    """Each requisition of an insats in a year, and whether it is paid."""
    rows = grouped(book.read(queries.requisitions).get(year, []), by=lambda row: row.insats.key)
    for row in rows.get(key, []):
        fact = Fact(
            f"medel.{key}.rekvisition.{row.key}@{year}",
            f"{name}: {row.name}",
            Decimal(row.amount),
            href=year_address(book.forbund, year, "requisitions-edit", key=row.key),
            definition=f"{row.name}, {row.told}.",
            trace=(row.reference(), "amount"),
        )
        yield fact, row.paid_on is not None
