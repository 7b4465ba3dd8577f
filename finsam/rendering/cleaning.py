"""Drawings that nobody asks for any more are thrown away at night."""

from __future__ import annotations

from django.utils import timezone

from finsam.core.tasks.schedule import Daily, scheduled
from finsam.core.tenancy.scope import scopes_disabled
from finsam.rendering.models import KEPT, Draft


@scheduled("utkast", label="Gamla utritade PDF:er tas bort", at=Daily(3, 40))
def clear_drafts() -> str:
    """Those that were asked for more than a day ago."""
    with scopes_disabled():
        gone, _ = Draft.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()
    return f"{gone} gamla utkast är borttagna."
