"""What pages and facts read of the organisation, each in a constant number of queries."""

from __future__ import annotations

from finsam.core.values.grouping import grouped
from finsam.organisation.models import Body, Contribution, EquityLevel, KommunShare, Member, Payer, Seat


def members(forbund) -> list[Member]:
    """All members, in their order."""
    return list(Member.objects.filter(forbund=forbund))


def payers(forbund) -> list[Payer]:
    """Who pays, with their members."""
    return list(Payer.objects.filter(forbund=forbund).prefetch_related("members"))


def contributions(forbund) -> list[Contribution]:
    """All contributions of all years, with payer."""
    return list(Contribution.objects.filter(forbund=forbund).select_related("payer"))


def kommun_shares(forbund) -> dict[int, list[KommunShare]]:
    """How the kommuner split their quarter, by year."""
    rows = KommunShare.objects.filter(forbund=forbund).select_related("member", "fiscal_year")
    return grouped(rows, by=lambda share: share.fiscal_year.year)


def equity_levels(forbund) -> list[EquityLevel]:
    """The förbund's own levels for equity, if it has any."""
    return list(EquityLevel.objects.filter(forbund=forbund))


def bodies(forbund) -> dict[str, Body]:
    """Boards, groups and offices by key."""
    return {body.key: body for body in Body.objects.filter(forbund=forbund)}


def seats(forbund) -> list[Seat]:
    """Every seat with person, body and members."""
    return list(
        Seat.objects.filter(forbund=forbund).select_related("person", "body").prefetch_related("members")
    )
