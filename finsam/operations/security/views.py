"""The page Säkerhet, and the same for programs: security.txt (RFC 9116)."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from finsam.core.tenancy.everybody import for_everybody
from finsam.core.views.errors import without_database

HOLDS = 180  # days that what the file says may be trusted; less than a year is recommended (RFC 9116, 2.5.5)


@without_database
def page(request: HttpRequest) -> HttpResponse:
    """Säkerhet: how a weakness is reported, what is promised, and what not to do."""
    ways = [
        {"address": uri, "name": uri.removeprefix("mailto:").removeprefix("https://").rstrip("/")}
        for uri in settings.SECURITY_CONTACTS
    ]
    return render(request, "operations/security.html", {"ways": ways})


@for_everybody
def text(request: HttpRequest) -> HttpResponse:
    """security.txt; where nobody has said whom to tell there is none, since it may not be without."""
    if not settings.SECURITY_CONTACTS:
        raise Http404("Ingen har angett vart säkerhetsbrister rapporteras.")
    midnight = timezone.now().astimezone(datetime.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    until = midnight + datetime.timedelta(days=HOLDS)
    lines = [
        *(f"Contact: {uri}" for uri in settings.SECURITY_CONTACTS),
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: sv, en",
        f"Canonical: {settings.ORIGIN}{reverse('security-txt')}",
        f"Policy: {settings.ORIGIN}{reverse('security')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
