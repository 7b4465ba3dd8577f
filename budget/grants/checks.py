"""Rules over the insatser's money: no more is paid or requisitioned than granted, and the budget is what was granted."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budget.grants import queries
from budget.grants.facts import insatser
from finsam.checks.reconciliation import WARNING, Case, Figure, Finding, compare, rule
from finsam.core.values.money import show

HALF_A_KRONA = Decimal("0.5")  # what is budgeted is rounded to whole kronor


@rule("R15", lacks="Ingen insats {year} har både något beviljat och något rekvirerat.", at="insats-money")
def no_more_than_granted(case: Case) -> Iterator[Finding]:
    """What is requisitioned and paid stays within what is granted."""
    year = case.fiscal_year.year
    for key, name in insatser(case.book, year).items():
        granted = case.book.get(f"medel.{key}.beviljat@{year}")
        href = case.address("insats-money-show", key=key)
        for what, words in (("rekvirerat", "rekvirerat mer"), ("utbetalt", "fått mer utbetalt")):
            used = case.book.get(f"medel.{key}.{what}@{year}")
            if used is None or granted is None:
                continue
            case.tally["R15"] += 1
            if used.value > granted.value:
                message = f"”{name}” har {words} än vad som är beviljat för {year}."
                difference = show(used.value - granted.value)
                figures = (Figure.of(used), Figure.of(granted))
                yield Finding(WARNING, f"{what}/{key}", message, figures, difference, href)


@rule("R15", lacks="Inget generellt avdrag är inskrivet för {year}.", at="general-deduction")
def budgeted_after_deduction(case: Case) -> Iterator[Finding]:
    """With a general deduction, each insats is budgeted at what was granted minus it."""
    year = case.fiscal_year.year
    for key, name in insatser(case.book, year).items():
        granted = case.book.get(f"medel.{key}.efter-avdrag@{year}")
        budgeted = case.book.get(f"medel.{key}.budgeterat@{year}")
        if granted is not None and budgeted is not None:
            message = f"”{name}” är inte budgeterad till det beviljade minus årets generella avdrag."
            href = case.address("insats-money-show", key=key)
            yield from compare(
                case,
                "R15",
                budgeted,
                granted,
                message=message,
                severity=WARNING,
                subject=f"avdrag/{key}",
                tolerance=HALF_A_KRONA,
                href=href,
            )


@rule(
    "R15",
    lacks="Ingen insats {year} har både ett beviljande och ett beviljat belopp i sitt kort.",
    at="insatser",
)
def granted_in_one_place(case: Case) -> Iterator[Finding]:
    """What decisions grant is what the insats's card says is granted."""
    year = case.fiscal_year.year
    with_grants = {row.grant.insats.key for row in case.book.read(queries.granted).get(year, [])}
    for key, name in insatser(case.book, year).items():
        stated = case.book.get(f"insats.{key}.beviljat@{year}")
        if key in with_grants and stated is not None:
            message = f"Besluten om ”{name}” ger inte det belopp som står som beviljat i insatsens kort."
            granted = case.book[f"medel.{key}.beviljat@{year}"]
            yield from compare(
                case, "R15", stated, granted, message=message, severity=WARNING, subject=f"kort-beslut/{key}"
            )
