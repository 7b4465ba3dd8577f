"""What goes wrong, as a program reads it: problem details (RFC 9457) in Swedish, with the number of the call."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.log import log_response
from ninja.errors import ValidationError

from finsam.core.logs import visits
from finsam.core.views.errors import AWAY

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its name in addresses, its status, its title, and what to do about it."""

    name: str
    status: int
    title: str
    advice: str


UNREADABLE = Kind("fragan", 400, "Frågan kan inte läsas", "Jämför parametrarna med dokumentationen.")
NO_TOKEN = Kind(
    "nyckel", 401, "Nyckeln saknas eller gäller inte",
    "Skicka huvudet Authorization: Bearer följt av nyckeln. Den som bestämmer vem som kommer in i förbundet kan skapa en ny.",
)  # fmt: skip
NOT_ALLOWED = Kind(
    "ratt", 403, "Nyckeln får inte läsa det", "Skapa en nyckel med den rätt som nämns i detail."
)
NOT_FOUND = Kind(
    "finns-inte", 404, "Det finns inte", "Kontrollera adressen, och att nyckeln är förbundets egen."
)
ONLY_READ = Kind("bara-lasa", 405, "Här går det bara att läsa", "Fråga med GET.")
TOO_MANY = Kind("for-ofta", 429, "För många frågor", "Vänta så många sekunder som huvudet Retry-After säger.")
FAULT = Kind(
    "fel", 500, "Något gick fel hos oss", "Försök igen. Hör av dig med request_id om det fortsätter."
)
AWAY_NOW = Kind("borta", 503, "Databasen svarar inte just nu", "Försök igen om en stund.")
KINDS = (UNREADABLE, NO_TOKEN, NOT_ALLOWED, NOT_FOUND, ONLY_READ, TOO_MANY, FAULT, AWAY_NOW)


@dataclass(eq=False)
class Problem(Exception):
    """A call that can't be answered: of which kind, why, and what the answer's headers say of it."""

    kind: Kind
    detail: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def answer(self) -> HttpResponse:
        """The problem as `application/problem+json`."""
        content = {
            "type": f"{settings.ORIGIN}{reverse('api-documentation')}#problem-{self.kind.name}",
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail or self.kind.advice,
            "request_id": visits.number(),
        }
        return JsonResponse(
            content, status=self.kind.status, content_type=CONTENT_TYPE, headers=dict(self.headers),
            json_dumps_params={"ensure_ascii": False},
        )  # fmt: skip


def answer_of(error: Exception, request: HttpRequest) -> HttpResponse:
    """What a call is answered that ended in an error. One that is our own fault is logged and reported as any other."""
    if isinstance(error, Problem):
        return error.answer()
    if isinstance(error, Http404):
        return Problem(NOT_FOUND, _words(error)).answer()
    if isinstance(error, PermissionDenied):
        return Problem(NOT_ALLOWED, _words(error)).answer()
    if isinstance(error, ValidationError):
        names = sorted({str(fault["loc"][-1]) for fault in error.errors})
        return Problem(UNREADABLE, f"Värdet kan inte läsas: {', '.join(names)}.").answer()
    got_request_exception.send(sender=None, request=request)
    if isinstance(error, AWAY):
        answer = Problem(AWAY_NOW, headers={"Retry-After": "30"}).answer()
    else:
        answer = Problem(FAULT).answer()
    log_response(
        "%s", "A call failed", response=answer, request=request, exception=error, logger=logging.getLogger("django.request")
    )  # fmt: skip
    return answer


def _words(error: Exception) -> str:
    return str(error.args[0]) if error.args and isinstance(error.args[0], str) else ""


def status_words(status: int) -> str:
    """`404 Not Found`."""
    return f"{status} {HTTPStatus(status).phrase}"
