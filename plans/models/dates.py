"""What several models promise about their dates."""

from django.db import models
from django.db.models import F, Q


def dates_in_order(name: str, message: str) -> models.CheckConstraint:
    """A row's `end` is not before its `start`."""
    return models.CheckConstraint(
        condition=Q(end__isnull=True) | Q(start__isnull=True) | Q(end__gte=F("start")),
        name=name,
        violation_error_message=message,
    )
