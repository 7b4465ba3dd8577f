"""What is read of events."""

from __future__ import annotations

from followup.events.models import Event


def events(forbund, year: int) -> list[Event]:
    """The year's events by order and date."""
    rows = Event.objects.filter(forbund=forbund, fiscal_year__year=year)
    return list(rows.select_related("forbund", "fiscal_year", "insats"))
