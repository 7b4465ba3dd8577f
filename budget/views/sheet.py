"""The budget sheet: a whole budget on one page."""

from __future__ import annotations

from django.views.decorators.http import require_POST

from budget.sheet.actions import act
from budget.sheet.grid import SheetGrid
from finsam.core.tenancy.access import require_permission
from finsam.core.tenancy.permissions import Permission

WRITE = Permission.EDIT_BUDGET


@require_permission(write=WRITE)
def sheet(request):
    """Every line beside everything that the year's budget is made with, written and saved together."""
    if request.method == "POST" and "gor" in request.POST:
        return act(request)
    grid = SheetGrid(request.tenant)
    grid.chosen = request.GET.get("rad", "")
    grid.changes_lines = bool(grid.chosen)
    return grid.page(request)


@require_POST
@require_permission(write=WRITE)
def sheet_sums(request):
    """What the amounts in the sheet would come to; nothing is saved."""
    return SheetGrid(request.tenant).live(request)
