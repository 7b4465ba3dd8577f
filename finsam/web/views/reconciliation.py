"""Avstämning: what does not add up, and why it is as it should be."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from finsam.checks.reconciliation import Finding, Rule, reconcile, rules
from finsam.core.crud.editor import remove
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.disclosure.reader import reader_of
from finsam.documents.forms import ReasonForm
from finsam.documents.models import Explanation
from finsam.web.services import explain


@require_permission()
def page(request):
    """Every rule with its findings, and how many comparisons it has made."""
    tenant = request.tenant
    return _page(request, reconcile(tenant.fiscal_year))


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one rule, and among them those about the same thing."""

    rule: Rule
    things: dict[str, list[Finding]]  # what they are about → those findings; "" for those that stand alone

    @property
    def count(self) -> int:
        """How many they are."""
        return sum(map(len, self.things.values()))


def by_rule(findings: list[Finding]) -> list[Group]:
    """The findings by rule, in the rules' order, and by what they are about."""
    groups: dict[str, dict[str, list[Finding]]] = {}
    for finding in findings:
        groups.setdefault(finding.rule, {}).setdefault(finding.about, []).append(finding)
    return [Group(rule, groups[rule.id]) for rule in rules() if rule.id in groups]


def _page(request, outcome, form: ReasonForm | None = None, status: int = 200):
    reader = reader_of(request.tenant)
    kinds = (
        ("Fel", "fel", "Ska rättas innan dokumentet lämnas.", outcome.errors),
        (
            "Varningar",
            "varning",
            "Kan vara riktigt. Rätta, eller förklara varför det är som det ska.",
            outcome.warnings,
        ),
        ("Att känna till", "info", "Öppna en rad för att läsa mer.", outcome.notes),
        ("Förklarade avvikelser", "forklarad", "Öppna en rad för att läsa förklaringen.", outcome.explained),
    )
    sections = [
        {
            "title": title,
            "name": name,
            "hint": hint,
            "count": len(findings),
            "groups": by_rule([reader.finding(finding) for finding in findings]),
            "folded": name in ("info", "forklarad"),
        }
        for title, name, hint, findings in kinds
        if findings
    ]
    tenant = request.tenant
    remedies = {
        finding.remedy.action
        for finding in outcome.findings
        if finding.remedy and not tenant.refusal(finding.remedy.permission)
    }
    context = {
        "outcome": outcome,
        "remedies": remedies,
        "sections": sections,
        "tried": outcome.tried(),
        "form": form,
        "refusal": tenant.refusal(Permission.EXPLAIN),
    }
    return render(request, "web/reconciliation.html", context, status=status)


@require_POST
@require_permission(write=Permission.EXPLAIN)
def explain_page(request):
    """Accept a deviation with a reason; only one that is there now can be explained."""
    tenant = request.tenant
    form = ReasonForm(request.POST)
    outcome = reconcile(tenant.fiscal_year)
    if not form.is_valid():
        return _page(request, outcome, form, status=422)
    wanted = (form.cleaned_data["rule"], form.cleaned_data["subject"], form.cleaned_data["figures"])
    finding = next(
        (known for known in outcome.findings if (known.rule, known.subject, known.basis) == wanted), None
    )
    if finding is None:
        said = "Avvikelsen har ändrats eller finns inte längre. Se efter vad som gäller nu."
        messages.info(request, f"{said} Du skrev: ”{form.cleaned_data['reason']}”")
        return HttpResponseRedirect(address(tenant, "reconciliation"))
    try:
        explain(
            fiscal_year=tenant.fiscal_year,
            finding=finding,
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except ValidationError as error:
        form.add_error("reason", error.messages)
        return _page(request, outcome, form, status=422)
    messages.success(request, "Avvikelsen är förklarad. Ändras siffrorna visas den igen.")
    return HttpResponseRedirect(address(tenant, "reconciliation"))


@require_POST
@require_permission(write=Permission.EXPLAIN)
def unexplain_page(request, key):
    """Take an explanation back."""
    tenant = request.tenant
    remove(request, tenant.get(Explanation, key=key), "Förklaringen är borttagen.")
    return HttpResponseRedirect(address(tenant, "reconciliation"))
