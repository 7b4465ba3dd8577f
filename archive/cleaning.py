"""Packages that nobody asks for any more are thrown away at night."""

from __future__ import annotations

from django.utils import timezone

from archive.models import KEPT, PackedYear
from finsam.core.tasks.schedule import Daily, scheduled
from finsam.core.tenancy.scope import scopes_disabled


@scheduled("arspaket", label="Gamla framtagna årspaket tas bort", at=Daily(3, 50))
def clear_packages() -> str:
    """Those that were asked for more than a day ago."""
    with scopes_disabled():
        gone, _ = PackedYear.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()
    return f"{gone} gamla årspaket är borttagna."
