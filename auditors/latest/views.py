"""Nytt sedan sist: what is new since an auditor's mark, area by area, and the mark itself."""

from __future__ import annotations

from datetime import date, datetime, time

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from auditors.latest import queries, services
from auditors.latest.areas import BY_KEY
from finsam.core.audit import telling
from finsam.core.crud.forms import sent
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.views.log import last_visit

AUDIT = Permission.AUDIT
PER_PAGE = 50


class SinceForm(forms.Form):
    """From which day an auditor wants to see what is new."""

    since = forms.DateField(
        label="Dag",
        help_text="Det som har hänt från och med den dagen är nytt för dig.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Välj en dag.", "invalid": "Skriv dagen som 2024-03-31."},
    )


def begins(day: date) -> datetime:
    """The first moment of a day here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def since_of(request) -> datetime | None:
    """From when: the day that the address names, the visitor's mark, or her visit before this one; None of all time."""
    form = SinceForm({"since": request.GET["sedan"]}) if "sedan" in request.GET else None
    if form is not None and form.is_valid():
        return begins(form.cleaned_data["since"])
    mark = queries.mark_of(request.tenant)
    return mark.seen_to if mark else last_visit(request)


@require_permission(AUDIT, AUDIT, kept=False)  # it knows when the visitor was here last, and what time it is
def latest(request):
    """What is new, counted by area and folded; a post moves the mark."""
    if request.method == "POST":
        return _moved(request)
    since, now = since_of(request), timezone.now()
    return _page(request, since, now, SinceForm(initial={"since": since and timezone.localdate(since)}))


def _page(request, since: datetime | None, now: datetime, form: SinceForm, status: int = 200):
    tenant = request.tenant
    visit, mark = last_visit(request), queries.mark_of(tenant)
    context = {
        "form": form,
        "since": since,
        "mark": mark,
        "last_visit": visit,
        "until": now.isoformat(),
        "query": f"&sedan={timezone.localdate(since)}" if since and "sedan" in request.GET else "",
        "news": queries.by_area(tenant, since),
        "elsewhere": queries.elsewhere(tenant, since),
        "books": queries.books_since(tenant.here, since),
        "editions": queries.decided(tenant),
        "section": "examination",
    }
    return render(request, "auditors/latest.html", context, status=status)


def _moved(request):
    """Move the mark to a day, or to the moment when the page that was read was made."""
    tenant, form = request.tenant, None
    if "sett" in request.POST:
        wanted = _moment(request.POST.get("until", ""))
        told = "Märket är flyttat. Här står det som händer från och med nu."
    else:
        form = SinceForm(sent(request))
        wanted = begins(form.cleaned_data["since"]) if form.is_valid() else None
        told = "Märket är flyttat till den dag du valde."
    if wanted is not None:
        try:
            services.set_mark(forbund=tenant.forbund, seen_to=wanted, by=request.user)
        except ValidationError as error:
            if form is not None:
                form.add_error("since", error)
        else:
            messages.success(request, told)
            return HttpResponseRedirect(address(tenant, "latest"))
    return _page(request, since_of(request), timezone.now(), form or SinceForm(), status=422)


def _moment(text: str) -> datetime | None:
    """A moment as the page wrote it; None for what is none, or lies ahead."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) and moment <= timezone.now() else None


@require_permission(AUDIT, kept=False)
def one_area(request, area):
    """All that is new in one area, page by page, as the log tells it."""
    tenant, shown = request.tenant, BY_KEY.get(area)
    if shown is None:
        raise Http404("Området finns inte.")
    since = since_of(request)
    pages = Paginator(queries.of_area(queries.entries_since(tenant, since), shown), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "area": shown,
        "since": since,
        "page": page,
        "rows": telling.rows(tenant, page),
        "section": "examination",
    }
    return render(request, "auditors/latest_area.html", context)


urlpatterns = [
    path("granskning/nytt/", latest, name="latest"),
    path("granskning/nytt/<slug:area>/", one_area, name="latest-area"),
]
