"""Traces for OpenTelemetry: a span for each visit, with how it went and nothing of what was sent.

The libraries are an option (`pip install finsam[telemetry]`); where to send spans is said by OpenTelemetry's own variables, such as
OTEL_EXPORTER_OTLP_ENDPOINT.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# All that a span may tell. An address is the pattern that matched it.
ALLOWED = {
    "http.method", "http.request.method", "http.status_code", "http.response.status_code", "http.route", "http.scheme",
    "url.scheme", "http.flavor", "network.protocol.version", "finsam.request_id", "finsam.forbund", "finsam.queries",
}  # fmt: skip


def begin_if_asked_for() -> None:
    """With FINSAM_OTEL=1. Raises ImproperlyConfigured where the libraries aren't installed."""
    if settings.OTEL:
        begin(_exporter())


def _exporter() -> Any:
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError:
        raise ImproperlyConfigured(MISSING) from None
    return OTLPSpanExporter()


MISSING = "FINSAM_OTEL=1 needs the libraries of the extra `telemetry`, which aren't installed."


def begin(exporter: Any, *, at_once: bool = False) -> Any:
    """Make a span of each visit from now on, and send them by an exporter; returns what ends it."""
    try:
        from opentelemetry.instrumentation.django import DjangoInstrumentor
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
    except ImportError:
        raise ImproperlyConfigured(MISSING) from None
    provider = TracerProvider(resource=Resource.create({"service.name": "finsam"}))
    processor = SimpleSpanProcessor if at_once else BatchSpanProcessor
    provider.add_span_processor(processor(only_allowed(exporter)))
    instrumentor = DjangoInstrumentor()
    instrumentor.instrument(tracer_provider=provider, response_hook=_tell)
    return instrumentor


def _tell(span: Any, request: Any, response: Any) -> None:
    """What the log tells of the visit too."""
    if not span or not span.is_recording():
        return
    span.set_attribute("finsam.request_id", request.META.get("finsam.request_id", ""))
    tenant = getattr(request, "tenant", None)
    if tenant:
        span.set_attribute("finsam.forbund", tenant.forbund.key)
    span.set_attribute("finsam.queries", request.META.get("finsam.queries", 0))


def only_allowed(exporter: Any) -> Any:
    """An exporter that hands on each span with nothing in it but what is let through."""
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
    from opentelemetry.trace import Status

    class OnlyAllowed(SpanExporter):
        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            return exporter.export([_cleaned(span) for span in spans])

        def shutdown(self) -> None:
            exporter.shutdown()

        def force_flush(self, timeout_millis: int = 30_000) -> bool:
            return bool(exporter.force_flush(timeout_millis))

    def _cleaned(span: ReadableSpan) -> ReadableSpan:
        told = {name: value for name, value in (span.attributes or {}).items() if name in ALLOWED}
        route = told.get("http.route")
        method = told.get("http.method") or told.get("http.request.method") or ""
        return ReadableSpan(
            name=f"{method} {route}" if route else str(method),
            context=span.context,
            parent=span.parent,
            resource=span.resource,
            attributes=told,
            kind=span.kind,
            status=Status(span.status.status_code),  # its words may be an error's
            start_time=span.start_time,
            end_time=span.end_time,
            instrumentation_scope=span.instrumentation_scope,
        )

    return OnlyAllowed()
