"""Outermost of all: gives each visit a number, and tells in the log how it went."""

from __future__ import annotations

import logging
import time
from http import HTTPStatus

from django.conf import settings

from finsam.core.logs import visits
from finsam.core.logs.visits import Visit
from finsam.core.tasks import counters

HEADER = "X-Request-ID"
log = logging.getLogger("finsam.visits")
slow = logging.getLogger("finsam.slow")


class VisitMiddleware:
    """A line in the log of each visit, a number in its answer, and a warning of one that took long."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        sent = request.headers.get(HEADER, "")
        visit = Visit(visits.number_for(sent, trusted=settings.PROXIES > 0), request)
        request.META["finsam.request_id"] = visit.id
        began = time.perf_counter()
        with visits.during(visit):
            response = self.get_response(request)
            counters.write(visit.counted)
            self._tell(visit, response, round((time.perf_counter() - began) * 1000))
        response.headers[HEADER] = visit.id
        return response

    def _tell(self, visit, response, milliseconds):
        path = visits.address_of(visit.request, response.status_code)
        visit.request.META["finsam.address"] = path  # for gunicorn's line
        visit.request.META["finsam.queries"] = visit.queries  # for who traces
        told = {
            "path": path,
            "status": response.status_code,
            "duration_ms": milliseconds,
            "queries": visit.queries,
        }
        static = path.startswith(settings.STATIC_URL) and response.status_code < HTTPStatus.BAD_REQUEST
        log.log(logging.DEBUG if static else logging.INFO, "Answered", extra={"told": told})
        if 0 < settings.SLOW_PAGE_MS <= milliseconds:
            slow.warning("Slow page", extra={"told": told})
