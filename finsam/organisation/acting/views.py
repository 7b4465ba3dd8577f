"""Who is acting förbundschef, for everybody in the förbund; and for the chair and the förbundschef to appoint and end."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from finsam.core import mail, services
from finsam.core.crud.editor import version_in
from finsam.core.crud.forms import sent
from finsam.core.models import Access
from finsam.core.tenancy import invitations
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import ROLES, Permission, Role
from finsam.core.values.periods import long_date
from finsam.organisation.acting import letters, queries
from finsam.organisation.acting import services as acting
from finsam.organisation.acting.forms import AppointForm, ProlongForm

APPOINT = Permission.APPOINT_ACTING
CHANGED = "Någon annan har ändrat uppdraget sedan du öppnade sidan. Se hur det är nu, och försök igen."


@require_permission(write=APPOINT, kept=False)  # who acts depends on the day
def page(request):
    """Who acts and until when, and a form for those who may appoint somebody."""
    tenant, today = request.tenant, timezone.localdate()
    may = APPOINT in tenant.permissions
    form = AppointForm(sent(request)) if may else None
    if request.method == "POST" and form.is_valid():
        try:
            access = acting.appoint(forbund=tenant.forbund, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.blame(error)
        else:
            _write(
                request, access, "appointed", f"{access.user} är utsedd till och med {long_date(access.end)}."
            )
            return HttpResponseRedirect(address(tenant, "acting"))
    context = {
        "form": form,
        "info": ROLES[Role.ACTING],
        "rows": [(access, access.valid_on(today)) for access in queries.appointments(tenant.forbund, today)],
        "ended": queries.ended(tenant.forbund, today),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "organisation/acting.html", context, status=status)


@require_permission(APPOINT, APPOINT, kept=False)
def prolong(request, access):
    """Let an appointment go on to a later day."""
    tenant, row = request.tenant, _appointment(request, access)
    form = ProlongForm(sent(request), initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        version = version_in(form.cleaned_data["version"])
        try:
            acting.prolong(access=row, end=form.cleaned_data["end"], by=request.user, version=version)
        except services.StaleSave:
            form.add_error(None, CHANGED)
        except ValidationError as error:
            form.blame(error)
        else:
            _write(request, row, "prolonged", f"Uppdraget gäller nu till och med {long_date(row.end)}.")
            return HttpResponseRedirect(address(tenant, "acting"))
    status = 422 if request.method == "POST" else 200
    return render(request, "organisation/acting_prolong.html", {"form": form, "access": row}, status=status)


@require_permission(APPOINT, APPOINT, kept=False)
def end(request, access):
    """Ask, and then end an appointment at once."""
    tenant, row = request.tenant, _appointment(request, access)
    if request.method == "POST":
        try:
            acting.end_now(access=row, by=request.user, version=version_in(request.POST.get("version", "")))
        except services.StaleSave:
            messages.warning(request, CHANGED)
        except services.Gone:
            messages.info(request, "Uppdraget var redan avslutat.")
        else:
            _write(
                request,
                row,
                "ended",
                f"Uppdraget är avslutat, och {row.user} kommer inte längre in i rollen.",
            )
        return HttpResponseRedirect(address(tenant, "acting"))
    return render(request, "organisation/acting_end.html", {"access": row})


def _appointment(request, key: str) -> Access:
    """An appointment that holds or is to come, or Http404."""
    for row in queries.appointments(request.tenant.forbund, timezone.localdate()):
        if row.key == key:
            return row
    raise Http404("Uppdraget finns inte, eller är redan slut.")


def _write(request, access: Access, event: str, done: str) -> None:
    """Send the letters of what has been done, and say how it went: it stands in any case."""
    failed = False
    try:
        if event == "appointed":
            invitations.send(access, by=request.user)
    except mail.NotSent:
        failed = True
    try:
        letters.tell(access, event, by=request.user)
    except mail.NotSent:
        failed = True
    if failed:
        messages.warning(
            request,
            f"{done} Alla brev kunde inte skickas just nu. Tala själv om det för dem som inte har fått något.",
        )
    else:
        messages.success(
            request, f"{done} Brev är på väg till den det gäller, förbundschefen, presidiet och revisorerna."
        )


urlpatterns = [
    path("tillforordnad/", page, name="acting"),
    path("tillforordnad/<slug:access>/forlang/", prolong, name="acting-prolong"),
    path("tillforordnad/<slug:access>/avsluta/", end, name="acting-end"),
]
