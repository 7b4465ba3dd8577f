"""Making an edition public for everybody, and taking that back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from finsam.core import audit, services
from finsam.core.values.privacy import refuse
from finsam.editions.models import Edition, Release
from finsam.editions.public.reading import of_edition


@transaction.atomic
def make_public(*, edition: Edition, by: Any) -> Release:
    """Let everybody see an edition and fetch its published files. Raises ValidationError where it is public."""
    _turn(edition)
    known = of_edition(edition)
    if known is not None and not known.withdrawn:
        raise ValidationError("Handlingen är redan offentlig.")
    return _add(Release(edition=edition), "offentliggjorde", by=by)


@transaction.atomic
def withdraw(*, edition: Edition, reason: str, by: Any) -> Release:
    """Hand out an edition to nobody any more; that it was public, and why it isn't, is still said, and copies are proven.

    Raises ValidationError where it isn't public, or without a reason.
    """
    _turn(edition)
    known = of_edition(edition)
    if known is None or known.withdrawn:
        raise ValidationError("Handlingen är inte offentlig, så det finns inget att återkalla.")
    refuse(reason, lines=False)
    return _add(Release(edition=edition, withdrawn=True, reason=reason.strip()), "återkallade", by=by)


def _turn(edition: Edition) -> None:
    owner = edition.forbund
    services.turn(owner.pk if owner else None)


def _add(release: Release, verb: str, *, by: Any) -> Release:
    release.by_name = by.name or by.email
    services.validate(release)
    release.save()
    after = {"reason": release.reason} if release.withdrawn else {}
    audit.record(by=by, verb=verb, obj=release.edition, before={}, after=after)
    return release
