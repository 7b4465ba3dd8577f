"""Avstämning: what does not add up, and why it is as it should be."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from finsam import actions
from finsam.documents.actions import explain
from finsam.documents.forms import ReasonForm
from finsam.documents.models import Explanation
from finsam.documents.reconciliation import reconcile, rules
from finsam.doors import address, door
from finsam.roles import Permission


@door()
def page(request):
    """Every rule with its findings, and how many comparisons it has made."""
    visit = request.visit
    return _page(request, reconcile(visit.fiscal_year))


def _page(request, outcome, form: ReasonForm | None = None, status: int = 200):
    groups = [
        {
            "title": "Fel",
            "name": "fel",
            "hint": "Ska rättas innan dokumentet lämnas.",
            "findings": outcome.errors,
        },
        {
            "title": "Varningar",
            "name": "varning",
            "hint": "Kan vara riktigt. Rätta, eller förklara varför det är som det ska.",
            "findings": outcome.warnings,
        },
        {"title": "Att känna till", "name": "info", "hint": "", "findings": outcome.notes},
        {"title": "Förklarade avvikelser", "name": "forklarad", "hint": "", "findings": outcome.explained},
    ]
    broken = {
        finding.rule for finding in outcome.findings if finding.severity != "info" and not finding.explanation
    }
    checked = [
        {"rule": one, "count": outcome.tally.get(one.id, 0), "clean": one.id not in broken} for one in rules()
    ]
    visit = request.visit
    remedies = {
        one.remedy.action
        for one in outcome.findings
        if one.remedy and not visit.refusal(one.remedy.permission)
    }
    context = {
        "outcome": outcome,
        "remedies": remedies,
        "groups": groups,
        "checked": checked,
        "form": form,
        "refusal": visit.refusal(Permission.EXPLAIN),
    }
    return render(request, "documents/pages/reconciliation.html", context, status=status)


@require_POST
@door(write=Permission.EXPLAIN)
def explain_page(request):
    """Accept a deviation with a reason; only one that is there now can be explained."""
    visit = request.visit
    form = ReasonForm(request.POST)
    outcome = reconcile(visit.fiscal_year)
    if not form.is_valid():
        return _page(request, outcome, form, status=422)
    wanted = (form.cleaned_data["rule"], form.cleaned_data["subject"], form.cleaned_data["difference"])
    finding = next(
        (one for one in outcome.findings if (one.rule, one.subject, one.difference) == wanted), None
    )
    if finding is None:
        messages.info(request, "Avvikelsen finns inte längre, så det fanns inget att förklara.")
        return HttpResponseRedirect(address(visit, "reconciliation"))
    try:
        explain(
            fiscal_year=visit.fiscal_year,
            finding=finding,
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except ValidationError as error:
        form.add_error("reason", error.messages)
        return _page(request, outcome, form, status=422)
    messages.success(request, "Avvikelsen är förklarad. Ändras siffrorna visas den igen.")
    return HttpResponseRedirect(address(visit, "reconciliation"))


@require_POST
@door(write=Permission.EXPLAIN)
def unexplain_page(request, key):
    """Take an explanation back."""
    visit = request.visit
    actions.delete(visit.get(Explanation, key=key), by=request.user)
    messages.success(request, "Förklaringen är borttagen.")
    return HttpResponseRedirect(address(visit, "reconciliation"))
