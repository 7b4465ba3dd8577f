"""What of the organisation follows into the next year. Members, bodies and people are of no year and stay as they are."""

from __future__ import annotations

from finsam.core.rollover import YEAR, Rollover, carries
from finsam.organisation.models import Contribution, KommunShare


@carries(YEAR)
def kommun_shares(rollover: Rollover) -> None:
    """How the kommuner split their quarter."""
    rollover.carry(KommunShare)


@carries(YEAR)
def contributions(rollover: Rollover) -> None:
    """What members pay is decided anew each year."""
    label = str(Contribution._meta.verbose_name_plural)
    rollover.leave(label, f"Skriv in bidragen för {rollover.new} när beskeden kommer.")
