"""What is read of a förbund by everything above, each in one query."""

from __future__ import annotations

from finsam.core.models import FiscalYear, Picture


def pictures(forbund) -> dict[str, Picture]:
    """Pictures by key, with their bytes."""
    return {picture.key: picture for picture in Picture.objects.filter(forbund=forbund)}


def fiscal_year(forbund, year: int) -> FiscalYear:
    """One of a förbund's years. Raises FiscalYear.DoesNotExist."""
    return FiscalYear.objects.get(forbund=forbund, year=year)
