"""The visit or task that this thread is busy with: its number, who it is for, and what it has cost so far."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from finsam.core.logs.hiding import on_one_line, without_links

# As nginx ($request_id), Caddy and others make them. Nothing that somebody could mean something by has that form.
_NUMBER = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
NOWHERE = "/…"  # of an address that leads nowhere, only that: what it holds is what somebody wrote


@dataclass
class Visit:
    """A request, or a task with the number of the request that queued it."""

    id: str
    request: Any = None
    task: str = ""
    queries: int = 0
    counted: list[tuple[str, float]] = field(default_factory=list)  # what is written down when it is over

    def fields(self, status: int | None = None) -> dict[str, Any]:
        """What each of its lines in the log tells. Nothing is asked of the database for it."""
        told: dict[str, Any] = {"request_id": self.id}
        if self.task:
            told["task"] = self.task
        if self.request is not None:
            user = getattr(self.request, "_cached_user", None)  # only if somebody has asked who it is
            tenant = getattr(self.request, "tenant", None)
            told |= {
                "user": getattr(user, "pk", None),
                "forbund": tenant.forbund.key if tenant else None,
                "method": self.request.method if self.request.method in _METHODS else "other",
                "path": address_of(self.request, status),
            }
        return told


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
_current: ContextVar[Visit | None] = ContextVar("finsam.visit", default=None)


def current() -> Visit | None:
    """The visit or task that this thread is busy with, if any."""
    return _current.get()


def number() -> str:
    """The number of the visit, which an error page shows; "" outside any."""
    visit = current()
    return visit.id if visit else ""


@contextmanager
def during(visit: Visit) -> Iterator[Visit]:
    """While this thread is busy with a visit."""
    before = _current.set(visit)
    try:
        yield visit
    finally:
        _current.reset(before)


def number_for(sent: str, *, trusted: bool) -> str:
    """A number for a visit: the one that our own web server has sent, if it has the form of one, else a new."""
    return sent.lower() if trusted and _NUMBER.fullmatch(sent) else secrets.token_hex(8)


def address_of(request: Any, status: int | None = None) -> str:
    """A visit's address as it may be logged: without a query, a secret, or words that lead to nothing.

    The texts in it are left out until it has been found what they name, and always outside a förbund: `/kramfors/2024/mal/…/`.
    """
    from django.conf import settings
    from django.urls import Resolver404, resolve

    if request.path.startswith(settings.STATIC_URL) and status in (200, 206, 304):
        return on_one_line(request.path)
    match = getattr(request, "resolver_match", None)
    if match is None:
        try:
            match = resolve(request.path_info)
        except (Resolver404, ValueError):
            return NOWHERE
    tenant = getattr(request, "tenant", None)
    path = str(request.path)
    if tenant is None or status is None or 400 <= status < 500:
        texts = [value for value in match.kwargs.values() if isinstance(value, str) and value]
        for text in sorted(texts, key=len, reverse=True):
            path = path.replace(text, "…") if tenant is None or text != tenant.forbund.key else path
    return on_one_line(without_links(path))
