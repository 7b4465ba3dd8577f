"""The kansli's pages: whom figures are asked of, and how it stands with each insats and period."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.timezone import localdate

from finsam.core import mail
from finsam.core.crud.editor import Editor
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from followup.goals.states import REPORTS, State
from followup.requests import forms, mailing, queries, tables
from followup.requests.models import InsatsReport
from followup.requests.services import ask, take_step

WRITE = Permission.EDIT_FOLLOWUP
SENT = "Länken skickas till adressen som står på kontakten. En tidigare länk slutar gälla."

contacts = Editor(
    "insats-contacts",
    "huvudmannens-kontakt",
    forms.ContactForm,
    tables.ContactTable,
    section="to-report",
    write=WRITE,
    back="insats-reports",
    back_label="Huvudmännens uppgifter",
)


@require_permission(WRITE, WRITE, kept=False)  # what is late follows the clock
def insats_reports(request):
    """Who has been asked, has answered and is late, for each period; a post asks, and sends the link."""
    tenant = request.tenant
    if request.method == "POST":
        _ask(request, tenant)
        return HttpResponseRedirect(address(tenant, "insats-reports"))
    context = {
        "section": "to-report",
        "periods": queries.standings(tenant.forbund, tenant.here.year),
        "refusal": tenant.refusal(WRITE),
    }
    return render(request, "followup/insats_reports.html", context)


def _ask(request, tenant: TenantContext) -> None:
    """Ask for a period's figures and send the link, or say why that can't be done."""
    wanted = request.POST.get("kontakt", "")
    every = queries.contacts(tenant.forbund, tenant.here.year)
    contact = next((contact for contact in every if contact.key == wanted), None)
    period = _period(tenant, request.POST.get("period", ""))
    if contact is None or period is None:
        messages.error(request, "Kontakten eller perioden finns inte längre. Välj på nytt nedan.")
        return
    try:
        report = ask(contact=contact, fiscal_year=tenant.here, period=period, by=request.user)
        mailing.send_soon(report, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except mail.NotSent as error:
        messages.error(request, f"{error} Försök igen om en stund.")
    else:
        messages.success(request, SENT)


def _period(tenant: TenantContext, text: str) -> queries.Period | None:
    every = queries.periods(tenant.forbund, tenant.here.year)
    return next((period for period in every if str(period.end) == text), None)


@require_permission(WRITE, WRITE, kept=False)
def insats_report(request, key):
    """One insats's answer for a period, and what the kansli does with it."""
    tenant = request.tenant
    report = tenant.get(InsatsReport, key=key)
    problem, reason = "", request.POST.get("skal", "")
    if request.method == "POST":
        problem = _act(request, report, request.POST.get("steg", ""), reason)
        if not problem:
            return HttpResponseRedirect(address(tenant, "insats-report", key=key))
    steps = REPORTS.steps_from(report.state, tenant.permissions & {WRITE})
    context = {
        "section": "to-report",
        "report": report,
        "tables": queries.tables(report),
        "steps": steps,
        "draft": report.state == State.DRAFT,
        "late": not report.answered and report.due < localdate(),
        "problem": problem,
        "reason": reason,
    }
    return render(request, "followup/insats_report.html", context, status=422 if problem else 200)


def _act(request, report: InsatsReport, step: str, reason: str) -> str:
    """Take a step; returns why it couldn't be."""
    try:
        if step == "skicka":
            mailing.send_soon(report, by=request.user)
            messages.success(request, SENT)
        elif step in REPORTS.steps and REPORTS.steps[step].permission == WRITE:
            take_step(report, step, by=request.user, reason=reason)
            messages.success(request, DONE[step])
        else:
            return "Välj vad som ska göras."
    except ValidationError as error:
        return " ".join(error.messages)
    except mail.NotSent as error:
        return f"{error} Försök igen om en stund."
    return ""


DONE = {
    "godkann": "Uppgifterna är godkända.",
    "skicka-tillbaka": "Uppgifterna är tillbaka hos huvudmannen. Skicka en ny länk, så kan de rättas.",
    "oppna": "Uppgifterna är öppnade igen. Skicka en ny länk, så kan de rättas.",
}

urlpatterns = [
    *contacts.urls(),
    path("huvudmannens-uppgifter/", insats_reports, name="insats-reports"),
    path("huvudmannens-uppgifter/<slug:key>/", insats_report, name="insats-report"),
]
