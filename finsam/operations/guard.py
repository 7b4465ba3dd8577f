"""Who may know how the installation is, among the programs that ask."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.crypto import constant_time_compare

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")
HERE = ("127.0.0.1", "::1")


def answered(view: Any) -> Any:
    """Guard such a page: only read, kept by nobody, and of no use in a browser."""

    def guarded(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            response: HttpResponse = HttpResponseNotAllowed(("GET", "HEAD"))
        else:
            response = view(request)
        response["Cache-Control"] = "no-store, private"
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return guarded


def knows_token(request: HttpRequest) -> bool:
    """Whether the visit brings FINSAM_METRICS_TOKEN; nobody does where none is set."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return bool(settings.METRICS_TOKEN) and kind.lower() == "bearer" and constant_time_compare(
        token.strip().encode(), settings.METRICS_TOKEN.encode()
    )  # fmt: skip


def is_from_here(request: HttpRequest) -> bool:
    """Whether it comes from this machine itself, and not through a web server on it."""
    passed_on = any(name in request.headers for name in FORWARDED)
    return request.META.get("REMOTE_ADDR") in HERE and not passed_on
