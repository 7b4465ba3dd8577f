"""The plan's pages that aren't lists and forms."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.everybody import by_token
from finsam.core.tenancy.permissions import Permission
from finsam.core.tenancy.scope import inside
from finsam.core.views.files import saved_as
from plans.meetings import keys
from plans.models.year import Meeting


@require_permission()
def meetings_file(request):
    """The year's meetings for a calendar."""
    from plans.calendar import meetings_ics

    tenant = request.tenant
    meetings = tenant.all(Meeting).select_related("body")
    content = meetings_ics(tenant.forbund, tenant.fiscal_year, meetings)
    return saved_as(
        f"{tenant.forbund.key}-moten-{tenant.fiscal_year}.ics", content, "text/calendar; charset=utf-8"
    )


@require_permission(write=Permission.READ)
def my_calendar(request):
    """The visitor's own calendar address in the förbund: a post makes it or takes it back."""
    tenant = request.tenant
    if request.method == "POST":
        if "ta-bort" in request.POST:
            keys.take_back(forbund=tenant.forbund, by=tenant.user)
            messages.success(request, "Adressen är borttagen. Kalendrar som hämtar den får inget mer.")
        elif keys.of_user(tenant.forbund, tenant.user) is None:
            keys.make(forbund=tenant.forbund, by=tenant.user)
            messages.success(request, "Din kalenderadress är klar.")
        return HttpResponseRedirect(address(tenant, "my-calendar"))
    kept = keys.of_user(tenant.forbund, tenant.user)
    place = reverse("calendar-feed", kwargs={"token": keys.token_of(kept)}) if kept else ""
    context = {"feed": settings.ORIGIN + place if kept else "", "section": "meetings"}
    return render(request, "plans/my_calendar.html", context)


@by_token
def feed(request, token):
    """The meetings and deadlines for whoever has the address, while the person it was made for comes in."""
    from plans.calendar import feed_ics

    kept = keys.of_token(token)
    if kept is None:
        raise Http404("Kalendern finns inte.")
    with inside(kept.forbund):
        content = feed_ics(kept.forbund, localdate())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")
