"""`medlemsdel.<bidragsgivare>.<insats>@2024`: a payer's part of what an insats costs, made when somebody asks for it.

Contributions aren't meant for one insats or another: all of them pay for all, so each part is as large as the
contribution is among all contributions.
"""

from __future__ import annotations

from finsam.facts.book import Book, Fact, portion, provider
from finsam.organisation import queries
from plans.facts import in_force

OWN_PART = "medlemsdel"
OWN_PART_WORDS = (
    "Er del är insatsens kostnad gånger er andel av alla medlemsbidrag. "
    "Bidragen är inte öronmärkta: alla betalar allt tillsammans."
)


def cost_of(book: Book, insats: str, year: int) -> Fact | None:
    """What an insats cost in a year, or is to cost by the budget in force where the outcome isn't known."""
    outcome = book.get(f"utfall.insats.{insats}@{year}")
    if outcome is None or outcome.value is None:
        outcome = in_force(book, f"insats.{insats}@{year}")
    return outcome if outcome is not None and outcome.value is not None else None


def _find(book: Book, name: str, year: int) -> Fact | None:
    _, payer, insats, *more = [*name.split("."), "", ""]
    share, cost = book.get(f"bidrag.andel.{payer}@{year}"), cost_of(book, insats, year)
    names = {each.key: each.name for each in book.read(queries.payers)}
    if any(more) or payer not in names or share is None or share.value is None or cost is None:
        return None
    return portion(
        f"{name}@{year}",
        f"{cost.label}: del som {names[payer]} betalar",
        share,
        cost,
        side="kostnad",
        definition="Insatsens kostnad gånger bidragsgivarens andel av alla medlemsbidrag. Bidragen är inte öronmärkta: alla betalar allt tillsammans.",
    )


@provider(OWN_PART, called="Del av insatsens kostnad", find=_find)
def facts(book: Book, year: int) -> list[Fact]:
    """None with all the others: there are as many as payers and insatser."""
    return []
