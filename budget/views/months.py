"""The months of a series, and what is written in them while it is written."""

from __future__ import annotations

from django.views.decorators.http import require_POST

from budget.models import Series
from budget.months.grid import MonthGrid
from finsam.core.tenancy.access import require_permission
from finsam.core.tenancy.permissions import Permission

WRITE = Permission.EDIT_BUDGET


@require_permission(write=WRITE)
def months(request, series):
    """How each line's amount is spread over the year: what is written is saved together, or not at all."""
    return MonthGrid(request.tenant, request.tenant.get(Series, key=series)).page(request)


@require_POST
@require_permission(write=WRITE)
def months_sums(request, series):
    """What the months in the form would come to; nothing is saved."""
    return MonthGrid(request.tenant, request.tenant.get(Series, key=series)).live(request)
