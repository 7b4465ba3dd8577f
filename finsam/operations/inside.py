"""Addresses that programs ask from within: before hosts, https and sessions are thought of, since they know none of that.

A load balancer asks a site by its number, without encryption. So these are answered outside of what would lead it on or turn
it away. They give no answer that helps a stranger: without the token only whether it is well.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from finsam.operations.guard import answered
from finsam.operations.health import views as health
from finsam.operations.metrics import views as metrics

VIEWS = {
    "/halsa/": answered(health.alive),
    "/halsa/redo/": answered(health.ready),
    "/matt/": answered(metrics.metrics),
}


class InsideMiddleware:
    """Answers such addresses at once."""

    def __init__(self, get_response: Any):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = VIEWS.get(request.path_info)
        response: HttpResponse = view(request) if view else self.get_response(request)
        return response


_NAMES = {"/halsa/": "alive", "/halsa/redo/": "ready", "/matt/": "metrics"}
urlpatterns = [path(place[1:], view, name=_NAMES[place]) for place, view in VIEWS.items()]
