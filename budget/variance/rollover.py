"""The limits of deviations follow into the next year; what was said of the old one stays there."""

from __future__ import annotations

from budget.models import DeviationComment, DeviationLimits
from finsam.core.rollover import YEAR, Rollover, carries


@carries(YEAR)
def limits(rollover: Rollover) -> None:
    """From when a line deviates is as it was."""
    rollover.carry(DeviationLimits)


@carries(YEAR)
def comments(rollover: Rollover) -> None:
    """What a line deviated by was the old year's."""
    label = str(DeviationComment._meta.verbose_name_plural)
    rollover.leave(label, "De hör till det gamla årets utfall.")
