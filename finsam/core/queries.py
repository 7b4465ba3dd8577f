"""What is read of a förbund by everything above, each in one query."""

from __future__ import annotations

from finsam.core.models import FiscalYear, Picture


def pictures(forbund) -> dict[str, Picture]:
    """Pictures by key, without their bytes."""
    return {picture.key: picture for picture in Picture.objects.filter(forbund=forbund).defer("data")}


def picture_data(forbund, keys: frozenset[str]) -> dict[str, bytes]:
    """The bytes of those pictures of a förbund that have one of the keys, by key."""
    rows = Picture.objects.filter(forbund=forbund, key__in=keys).order_by("key")
    return {key: bytes(data) for key, data in rows.values_list("key", "data")}


def fiscal_year(forbund, year: int) -> FiscalYear:
    """One of a förbund's years. Raises FiscalYear.DoesNotExist."""
    return FiscalYear.objects.get(forbund=forbund, year=year)
