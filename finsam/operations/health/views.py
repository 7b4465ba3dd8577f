"""Whether the site is alive, and whether it is ready, for load balancers and those who watch it."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse

from finsam.operations import guard
from finsam.operations.health.registry import all_tried

WORDS = {"ensure_ascii": False}


def alive(request: HttpRequest) -> HttpResponse:
    """This process answers. Nothing else is asked."""
    return JsonResponse({"ok": True}, json_dumps_params=WORDS)


def ready(request: HttpRequest) -> HttpResponse:
    """200 when all that the site leans on is well, else 503. `?utan=arbetare,disk` leaves some of it out.

    How each thing is is told to whoever has the token or asks on the machine itself, and to nobody else.
    """
    without = set(request.GET.get("utan", "").split(","))
    checked = [thing for thing in all_tried() if thing.name not in without]
    well = all(thing.ok for thing in checked)
    answer: dict = {"ok": well}
    if guard.knows_token(request) or guard.is_from_here(request):
        answer["checks"] = [
            {"name": thing.name, "ok": thing.ok, "sentence": thing.sentence} for thing in checked
        ]
    status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse(answer, status=status, json_dumps_params=WORDS)
