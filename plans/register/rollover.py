"""What of the register follows into the next year: the controls, with their results to come, and what isn't done."""

from __future__ import annotations

from datetime import date

from finsam.core.rollover import YEAR, Rollover, carries
from finsam.core.text.prose import listed
from plans.register import queries
from plans.register.models import Control

NAMED = 5  # as many decisions as are named; the rest are counted


@carries(YEAR)
def decisions(rollover: Rollover) -> None:
    """A decision is copied into no year, for it stands in each until it is closed; those that aren't are told."""
    last = date(rollover.old.year, 12, 31)
    rows = queries.decisions(rollover.old.forbund, rollover.old.year)
    left = [f"”{decision}”" for decision in rows if decision.is_open_after(last)]
    if left:
        more = [f"{len(left) - NAMED} till"] if len(left) > NAMED else []
        names = listed([*left[:NAMED], *more])
        rollover.leave(
            "beslut", f"Inte genomfört, och står kvar bland besluten {rollover.new.year}: {names}."
        )


@carries(YEAR)
def controls(rollover: Rollover) -> None:
    """The plan of controls with its results to come. A measure stays where its deviation was found, until it is taken."""
    kept: list[str] = []

    def change(row: Control, copy: Control) -> None:
        copy.outcome, copy.comment, copy.measure, copy.measure_done_on = "", "", "", None
        if row.measure and not row.measure_done_on:
            kept.append(
                f"Åtgärden för ”{row}” är inte klar. Den visas i internkontrollplanen {rollover.new.year} och efterfrågas "
                "under Vad saknas tills den är det."
            )

    rollover.carry(Control, change=change)
    rollover.kinds[-1].told += kept
