"""Whether a body may decide: how many of its ledamöter serve, and how many the förbundsordning asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from finsam.core.models import Quorum
from finsam.organisation.models import Seat, SeatRole
from plans.meetings.models import Attendance

REGULARS = (SeatRole.CHAIR, SeatRole.VICE_CHAIR, SeatRole.REGULAR)


def is_regular(seat: Seat) -> bool:
    """Whether it is a ledamot's seat, the chair's and the vice chairs' among them."""
    return seat.role in REGULARS


def needed(rule: str, members: int) -> int:
    """As few of so many members as may decide by a rule of the förbundsordning."""
    match rule:
        case Quorum.TWO_THIRDS:
            return -(-2 * members // 3)
        case Quorum.THREE_QUARTERS:
            return -(-3 * members // 4)
        case Quorum.ALL:
            return members
        case _:
            return members // 2 + 1


@dataclass(frozen=True, slots=True)
class Standing:
    """How many of the members serve, how many of those are deputies, and how many are needed."""

    body: str
    members: int
    serving: int
    deputies: int
    needed: int
    rule: str

    @property
    def holds(self) -> bool:
        """Whether enough of them serve."""
        return bool(self.members) and self.serving >= self.needed

    @property
    def told(self) -> str:
        """In words, with what is asked and by what."""
        if not self.members:
            return f"Inga ledamöter är inlagda i {self.body}, så det går inte att säga om den är beslutför."
        by_deputies = f", {self.deputies} av dem ersättare" if self.deputies else ""
        is_or_not = "beslutför" if self.holds else "inte beslutför"
        return (
            f"{self.serving} av {self.members} ledamöter tjänstgör{by_deputies}. {self.body} är {is_or_not}: det krävs minst "
            f"{self.needed} ({self.rule.lower()}, enligt förbundsordningen)."
        )


def standing(
    body: str,
    rule: str,
    seats: Iterable[Seat],
    attendances: Iterable[Attendance],
    *,
    members: int | None = None,
    without: Collection[int] = (),
) -> Standing:
    """Who serves among the seats of a body. `members` is how many it has when it has no names.

    `without` are the seats (numbers) of those who don't take part in an item because of jäv.
    """
    regular = {seat.pk for seat in seats if is_regular(seat)}
    serving = [
        row
        for row in attendances
        if row.present
        and row.seat_id not in without
        and (row.seat_id in regular or row.serves_for_id in regular)
    ]
    count = len(regular) or members or 0
    deputies = sum(row.seat_id not in regular for row in serving)
    return Standing(body, count, len(serving), deputies, needed(rule, count), str(Quorum(rule).label))
