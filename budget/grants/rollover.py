"""What of the insatser's money follows into the next year. A grant of several years is of no year, and holds in each of its own."""

from __future__ import annotations

from budget.grants import queries
from budget.models import GeneralDeduction, Requisition
from finsam.core.rollover import YEAR, Rollover, carries
from finsam.core.values.money import exact


@carries(YEAR)
def grants(rollover: Rollover) -> None:
    """Grants hold in the years that they name; what is granted for the new one already is told."""
    rows = queries.granted(rollover.old.forbund).get(rollover.new.year, [])
    for row in rows:
        told = f"”{row.grant.insats}” har redan {exact(row.amount, 'kr')} beviljat för {rollover.new.year}."
        rollover.leave("beviljanden", told)


@carries(YEAR)
def requisitions(rollover: Rollover) -> None:
    """What was asked for and paid is of its year."""
    rollover.leave(str(Requisition._meta.verbose_name_plural), "De hör till det år då de kom.")


@carries(YEAR)
def deduction(rollover: Rollover) -> None:
    """The general deduction is decided anew each year."""
    label = str(GeneralDeduction._meta.verbose_name_plural)
    rollover.leave(label, f"Skriv in det för {rollover.new} när det är beslutat.")
