"""Writes to the plan that are more than one object saved as it is."""

from __future__ import annotations

from django.db import transaction

from finsam.core import services
from finsam.core.services import Child
from plans.models.insatser import InsatsYear


@transaction.atomic
def save_insats(
    one: InsatsYear, *, by, children: list[Child], many: dict | None = None, version: int | None = None
) -> InsatsYear:
    """Save an insats's year with its shares, and the insats itself when it is new or says something else.

    Raises ValidationError and StaleSave as `finsam.core.services.save` does; then nothing is saved.
    """
    insats = one.insats
    if insats.pk is None:
        services.turn(one.forbund_id)
        services.validate(insats)
        insats.save()  # the year's row in the log says what it is called
        one.insats = insats
    else:
        children = [Child(insats), *children]
    return services.save(one, by=by, many=many, children=children, version=version)
