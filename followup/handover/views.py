"""The binder's page, its PDF, and the notes that stand in it."""

from __future__ import annotations

from datetime import date

from django.shortcuts import render
from django.urls import path
from django.utils.timezone import localdate

from finsam.core.crud.editor import Editor
from finsam.core.tenancy.access import require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.rendering.drafts import Order
from finsam.rendering.files import PUBLISHED
from finsam.rendering.html import context_of
from finsam.web.screen import screen_addresses
from finsam.web.views.files import Asked, drawing_of, pdf_answer
from followup.handover.binder import KIND, Case, resolved
from followup.handover.forms import DeputyNoteForm
from followup.handover.tables import DeputyNoteTable

READ = Permission.READ_HANDOVER

notes = Editor(
    "deputy-notes",
    "overlamning/anteckningar",
    DeputyNoteForm,
    DeputyNoteTable,
    read=READ,
    write=Permission.EDIT_HANDOVER,
)


def _day(request) -> date:
    """The day that is asked for, else today."""
    try:
        return date.fromisoformat(request.GET.get("fran", ""))
    except ValueError:
        return localdate()


def _asked(request) -> Asked:
    tenant, day = request.tenant, _day(request)
    return Asked(
        "handover-pdf",
        "Överlämningspärmen",
        "Överlämningspärmen för {}",
        "handover",
        query={"fran": day.isoformat()},
        home="handover",
        drawing="handover-drawing",
        file=f"{tenant.forbund.key}-overlamningsparm-{day}.pdf",
        of_year=True,
    )


@require_permission(READ, kept=False)  # it tells of today, and who has signed in
def page(request):
    """The binder as it is now, or as it looks from another day."""
    tenant, day = request.tenant, _day(request)
    context = context_of(resolved(Case(tenant, day)), **screen_addresses(tenant))
    return render(request, "followup/handover.html", context | {"day": day, "is_today": day == localdate()})


@require_permission(READ, kept=False)
def pdf(request):
    """The binder as PDF, for when nobody can sign in; drawn by a worker where one is alive."""
    words = (KIND, str(request.user.pk), _day(request).isoformat())
    return pdf_answer(
        request, request.tenant.here, Order(request.tenant.here, PUBLISHED, words), _asked(request)
    )


@require_permission(READ, kept=False)
def drawing(request):
    """How far the drawing has come."""
    return drawing_of(request, request.tenant.here, _asked(request))


urlpatterns = [
    path("overlamning/", page, name="handover"),
    path("overlamning/pdf/", pdf, name="handover-pdf"),
    path("overlamning/ritas/", drawing, name="handover-drawing"),
    *notes.urls(),
]
