"""The page that Prometheus reads: what this site's processes have counted, and how the installation is."""

from __future__ import annotations

import os

import prometheus_client
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, multiprocess

from finsam.operations import guard
from finsam.operations.metrics.collected import Installation


def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever has the token; for others, and where none is set, nothing is here."""
    if not guard.knows_token(request):
        return HttpResponse("Här finns inget.\n", status=404, content_type="text/plain; charset=utf-8")
    of_processes = prometheus_client.REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        of_processes = CollectorRegistry()
        multiprocess.MultiProcessCollector(of_processes)
    of_installation = CollectorRegistry()
    of_installation.register(Installation())
    text = b"".join(map(prometheus_client.generate_latest, (of_processes, of_installation)))
    return HttpResponse(text, content_type=prometheus_client.CONTENT_TYPE_LATEST)
