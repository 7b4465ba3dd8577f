"""Who is acting förbundschef, and until when."""

from __future__ import annotations

from datetime import date

from finsam.core.models import Access, Forbund
from finsam.core.tenancy.permissions import Role


def appointments(forbund: Forbund, today: date) -> list[Access]:
    """Those that hold or are to come, the first first."""
    rows = Access.objects.filter(forbund=forbund, role=Role.ACTING, end__gte=today)
    return list(rows.select_related("user").order_by("start", "pk"))


def ended(forbund: Forbund, today: date) -> list[Access]:
    """Those that have run out, the newest first."""
    rows = Access.objects.filter(forbund=forbund, role=Role.ACTING, end__lt=today)
    return list(rows.select_related("user").order_by("-end", "pk"))
