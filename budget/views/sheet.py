"""The budget sheet: a whole budget on one page."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from budget.models import Line
from budget.queries import money
from budget.sheet.actions import act, save
from budget.sheet.columns import columns
from budget.sheet.grid import SheetGrid
from budget.sheet.notes import NotesForm, set_notes
from finsam.core.crud.editor import tell_saved
from finsam.core.crud.forms import sent
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.documents.books import open_book

WRITE = Permission.EDIT_BUDGET


@require_permission(write=WRITE)
def sheet(request):
    """Every line beside everything that the year's budget is made with, written and saved together."""
    if request.method == "POST":
        return act(request) if "gor" in request.POST else save(request)
    grid = SheetGrid(request.tenant)
    grid.chosen = request.GET.get("rad", "")
    grid.changes_lines = bool(grid.chosen)
    return grid.page(request)


@require_POST
@require_permission(write=WRITE)
def sheet_sums(request):
    """What the amounts in the sheet would come to; nothing is saved."""
    return SheetGrid(request.tenant).live(request)


@require_permission(write=WRITE)
def sheet_notes(request, line):
    """What is noted of a line's amounts, a sentence for each of the year's columns."""
    tenant = request.tenant
    noted = tenant.get(Line, key=line)
    data = open_book(tenant.forbund, tenant.here.year).read(money)
    own = [
        column.series
        for column in columns(data, tenant.here)
        if column.series.fiscal_year_id == tenant.here.pk
    ]
    form = NotesForm(sent(request), line=noted, series=own)
    home = address(tenant, "budget-sheet")
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if form.carry_out(set_notes, line=noted, texts=form.written(), by=request.user, version=version):
            tell_saved(request, f"Noterna till {noted} har sparats.", changed=form.changed)
            return HttpResponseRedirect(f"{home}?rad={noted.key}")
    context = {
        "section": "budget",
        "form": form,
        "line": noted,
        "home": home,
        "refusal": tenant.refusal(WRITE),
    }
    return render(request, "budget/notes.html", context, status=422 if request.method == "POST" else 200)
