"""Writes to the plan that are more than one object saved as it is."""

from __future__ import annotations

from django.db import transaction

from finsam.core import services
from finsam.core.services import Child
from plans.models.insatser import InsatsYear


@transaction.atomic
def save_insats(
    insats_year: InsatsYear,
    *,
    by,
    children: list[Child],
    many: dict | None = None,
    version: int | None = None,
) -> InsatsYear:
    """Save an insats's year with its shares, and the insats itself when it is new or says something else.

    Raises ValidationError and StaleSave as `finsam.core.services.save` does; then nothing is saved.
    """
    insats = insats_year.insats
    if insats.pk is None:
        services.turn(insats_year.forbund_id)
        services.validate(insats)
        insats.save()  # the year's row in the log says what it is called
        insats_year.insats = insats
    else:
        children = [Child(insats), *children]
    return services.save(insats_year, by=by, many=many, children=children, version=version)
