"""Begin a budget: choose a ready-made set of lines, or paste last year's."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render

from budget.beginning.forms import PasteForm
from budget.beginning.services import begin_budget, save_pasted
from budget.beginning.starters import STARTERS
from budget.models import Line
from finsam.core.crud.editor import tell_saved
from finsam.core.crud.forms import sent
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.money import exact

WRITE = Permission.EDIT_BUDGET


@require_permission(WRITE, WRITE)
def begin(request):
    """Four sets of lines to choose from, each with its table; then the amounts."""
    tenant, problem = request.tenant, ""
    if request.method == "POST":
        starter = STARTERS.get(request.POST.get("starter", ""))
        try:
            if starter is None:
                raise ValidationError("Välj en av tabellerna.")
            layout = begin_budget(fiscal_year=tenant.here, starter=starter, by=request.user)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            tell_saved(request, "Raderna och tabellen finns nu. Skriv in årets belopp.", changed=True)
            first = layout.columns.select_related("series").first()
            return HttpResponseRedirect(address(tenant, "budget-amounts", series=first.series.key))
    context = {
        "section": "budget",
        "starters": STARTERS.values(),
        "problem": problem,
        "there": tenant.all(Line).exists(),
    }
    return render(request, "budget/begin.html", context, status=422 if problem else 200)


@require_permission(WRITE, WRITE)
def paste(request):
    """A budget as a pasted table: what was understood of it is shown, and then saved whole."""
    tenant = request.tenant
    form = PasteForm(sent(request), request.FILES or None, year=tenant.here.year)
    if request.method == "POST" and form.is_valid() and "save" in request.POST and not form.read.faults:
        try:
            series = save_pasted(
                fiscal_year=tenant.here, read=form.read, columns=form.chosen(), by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            names = ", ".join(map(str, series))
            tell_saved(request, f"{names}: {len(form.read.every_line)} rader är inlästa.", changed=True)
            return HttpResponseRedirect(address(tenant, "budget"))
    context = {"section": "budget", "form": form, "back_url": address(tenant, "budget")}
    if form.read is not None:
        context |= {
            "read": form.read,
            "posts": [(post, [exact(value) for value in post.signed]) for post in form.read.every_line],
            "sums": [
                (
                    each,
                    [
                        (exact(stated), exact(computed))
                        for stated, computed in zip(each.stated, each.computed, strict=True)
                    ],
                )
                for each in form.read.sums
            ],
        }
    wrong = request.method == "POST" and ("save" in request.POST or not form.is_valid() or form.read.faults)
    return render(request, "budget/paste.html", context, status=422 if wrong else 200)
