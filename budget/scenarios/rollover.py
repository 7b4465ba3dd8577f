"""Scenarios are of their own year's budget and stay there."""

from __future__ import annotations

from budget.models import Scenario
from finsam.core.rollover import YEAR, Rollover, carries


@carries(YEAR)
def scenarios(rollover: Rollover) -> None:
    """What was tried on last year's budget says nothing of the next."""
    label = str(Scenario._meta.verbose_name_plural)
    rollover.leave(label, "De prövades på det gamla årets budget.")
