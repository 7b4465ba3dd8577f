"""Faults told to the operator's own Sentry, or another server that speaks its protocol: where and what kind, never of whom.

Called by the settings, so it knows no models.
"""

from __future__ import annotations

from typing import Any

import sentry_sdk

from finsam.core.logs import hiding, visits

# What an event is let to hold of a request; all else in it is what the visitor sent.
_OF_FRAME = (
    "filename",
    "abs_path",
    "function",
    "module",
    "lineno",
    "pre_context",
    "context_line",
    "post_context",
    "in_app",
)
_OF_EVENT = (
    "event_id", "timestamp", "platform", "level", "logger", "release", "environment", "sdk", "exception", "threads", "logentry",
    "message", "tags", "transaction", "request", "modules",
)  # fmt: skip


def tell(dsn: str, *, environment: str, **options: Any) -> None:
    """Tell of faults from now on, without personal data (the library's own default, and `scrubbed`). Raises ImproperlyConfigured for an address that is none."""
    from django.core.exceptions import ImproperlyConfigured

    try:
        sentry_sdk.init(
            dsn=dsn,
            environment=environment,
            include_local_variables=False,
            max_request_body_size="never",
            max_breadcrumbs=0,
            traces_sample_rate=None,
            auto_session_tracking=False,
            server_name="",
            before_send=scrubbed,
            before_breadcrumb=lambda crumb, hint: None,
            **options,
        )
    except sentry_sdk.utils.BadDsn:
        raise ImproperlyConfigured("FINSAM_SENTRY_DSN is no address of a Sentry project.") from None


def scrubbed(event: Any, hint: dict[str, Any]) -> Any:
    """An event with nothing in it but what is let through: built anew, so that what a later version adds isn't sent either."""
    kept = {name: event[name] for name in _OF_EVENT if name in event}
    raised = hint.get("exc_info", (None, None, None))[1]
    kept["tags"] = {"request_id": visits.number()} if visits.number() else {}
    visit = visits.current()
    if visit is not None and visit.request is not None:
        told = visit.fields()
        kept["request"] = {"method": told["method"], "url": told["path"]}
        kept["transaction"] = f"{told['method']} {told['path']}"
    else:
        kept.pop("request", None)
        kept["transaction"] = visit.task if visit else ""
    for entry in kept.get("exception", {}).get("values", []):
        _scrub_exception(entry, raised)
    for entry in kept.get("threads", {}).get("values", []):
        _scrub_frames(entry)
    if "logentry" in kept:
        words = kept["logentry"].get("message") or ""
        kept["logentry"] = {"message": hiding.hidden(words), "params": []}
    if "message" in kept:
        kept["message"] = hiding.hidden(str(kept["message"]))
    return kept


def _scrub_exception(entry: dict[str, Any], raised: BaseException | None) -> None:
    """Its words only where they can't be what somebody has written."""
    words = ""
    error, seen = raised, 0
    while error is not None and seen < 20:
        if type(error).__name__ == entry.get("type") and ": " in hiding.told(error):
            words = hiding.told(error).partition(": ")[2]
        error, seen = error.__cause__ or error.__context__, seen + 1
    entry["value"] = words
    for name in set(entry) - {"type", "module", "value", "stacktrace"}:
        del entry[name]
    _scrub_frames(entry)


def _scrub_frames(entry: dict[str, Any]) -> None:
    for frame in (entry.get("stacktrace") or {}).get("frames", []):
        for name in set(frame) - set(_OF_FRAME):
            del frame[name]
