"""Historik: whether the log is what was written, tried while somebody looks."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from finsam.core.audit import chain, history
from finsam.core.audit.erasure import erase
from finsam.core.audit.telling import auditors_own
from finsam.core.crud.forms import sent
from finsam.core.models import AuditEntry
from finsam.core.models.audit import ChainLink
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission

SHOWN = 100  # faults that a page shows; the command tells all


class HeadForm(forms.Form):
    """A checksum from outside, to hold the history against."""

    head = forms.CharField(
        label="Kontrollsumma ur en handling eller ett brev",
        required=False,
        max_length=100,
        help_text="Behövs för att se om något är borttaget i slutet. Den står på den beslutade handlingens första sida och i brevet "
        "till revisorerna. Minst 16 tecken; mellanrum gör inget.",
    )

    def clean_head(self) -> str:
        """As `history.read_head` reads it."""
        try:
            return history.read_head(text) if (text := self.cleaned_data["head"]) else ""
        except ValueError as error:
            raise ValidationError(str(error)) from error


@require_permission(Permission.READ_LOG, kept=False)  # what is altered in the database moves no revision
def show(request):
    """Where the history ends, and what was verdict of it when it is asked for."""
    key = request.tenant.forbund.key
    asked = "head" in request.GET
    form = HeadForm(request.GET if asked else None)
    verdict = history.verify(key, head=form.cleaned_data["head"]) if asked and form.is_valid() else None
    head = chain.head_of(key)
    last = ChainLink._base_manager.filter(forbund_key=key, number=head.number).first()
    context = {
        "section": "log",
        "form": form,
        "verdict": verdict,
        "faults": [_said(request.tenant, fault) for fault in verdict.faults[:SHOWN]] if verdict else (),
        "more": max(len(verdict.faults) - SHOWN, 0) if verdict else 0,
        "head": head,
        "checksum": chain.grouped(head.hash),
        "may_erase": request.tenant.may[Permission.MANAGE_ACCESS],
        "ended": timezone.localtime(last.at) if last else None,
    }
    return render(request, "core/history.html", context, status=422 if asked and not verdict else 200)


def _said(tenant: TenantContext, fault: history.Fault) -> str:
    """A fault as this visitor may know of it: what the auditors do is theirs also when somebody has altered it."""
    hidden = fault.kind in auditors_own() and not tenant.may[Permission.AUDIT]
    return fault.without_about() if hidden else str(fault)


class ErasureForm(forms.Form):
    """Whose name is taken out of the log, or what a row said, and why."""

    email = forms.ChoiceField(
        label="Vem",
        required=False,
        help_text="Namn och e-postadress tas bort ur alla rader som personen har skrivit.",
    )
    entry = forms.IntegerField(
        label="Radens nummer",
        required=False,
        min_value=1,
        help_text="Vad en rad handlar om och vad som stod före och efter tas bort. Numret står i ändringsloggen.",
    )
    reason = forms.CharField(
        label="Varför",
        max_length=300,
        help_text="Till exempel vem som begärde det och när beslutet togs. Nämn inte det som raderas: skälet står kvar i loggen.",
    )

    def __init__(self, *args, entries, **kwargs):
        super().__init__(*args, **kwargs)
        people = (
            entries.exclude(by_email="").order_by("by_name").values_list("by_email", "by_name").distinct()
        )
        self.fields["email"].choices = [
            ("", "Ingen"),
            *((email, f"{name} ({email})") for email, name in people),
        ]

    def clean(self):
        """Something has to be chosen."""
        if not self.errors and not (self.cleaned_data["email"] or self.cleaned_data["entry"]):
            raise ValidationError("Välj en person eller skriv numret på en rad.")
        return self.cleaned_data


@require_permission(Permission.MANAGE_ACCESS, Permission.MANAGE_ACCESS)
def erase_data(request):
    """Take personal data out of the log where the law demands it."""
    tenant = request.tenant
    entries = AuditEntry.objects.filter(forbund_key=tenant.forbund.key)
    form = ErasureForm(sent(request), entries=entries)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        rows = (wanted["entry"],) if wanted["entry"] else ()
        try:
            erase(
                forbund=tenant.forbund,
                by=request.user,
                reason=wanted["reason"],
                email=wanted["email"],
                entries=rows,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, "Uppgifterna är raderade. Historiken håller, och en rad säger att de är borta."
            )
            return HttpResponseRedirect(address(tenant, "history"))
    status = 422 if request.method == "POST" else 200
    return render(request, "core/history_erase.html", {"section": "log", "form": form}, status=status)
