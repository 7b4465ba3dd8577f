"""The page where all contributions are written."""

from __future__ import annotations

from django.views.decorators.http import require_POST

from finsam.core.tenancy.access import require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.organisation.contributions.grid import ContributionGrid


@require_permission(write=Permission.EDIT_FORBUND)
def contributions(request):
    """Every payer's contributions, years side by side: saved together, or not at all."""
    return ContributionGrid(request.tenant).page(request)


@require_POST
@require_permission(write=Permission.EDIT_FORBUND)
def contributions_check(request):
    """What the amounts in the form would come to; nothing is saved."""
    return ContributionGrid(request.tenant).live(request)
