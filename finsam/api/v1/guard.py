"""The one way in for programs: how often, with which token, to which förbund, and what has been answered already."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags
from django.views.decorators.csrf import csrf_exempt

from finsam.api import queries
from finsam.api.models import ApiToken
from finsam.api.scopes import Scope, permissions_of
from finsam.api.v1.problems import NO_TOKEN, NOT_ALLOWED, ONLY_READ, TOO_MANY, Problem, answer_of
from finsam.core.caching import computed, store
from finsam.core.tasks import counters
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.everybody import count, in_minute, place_of
from finsam.core.tenancy.scope import inside

NOTED_EVERY = 300  # seconds: how exactly it is known when a token was last used
LONGEST = 200  # signs of a token; no token of ours comes near
REALM = 'Bearer realm="Finsam"'
ELSEWHERE = "Förbundet finns inte, eller så gäller nyckeln ett annat förbund."

View = Callable[..., HttpResponse]


class Call(HttpRequest):
    """What a view of the API is given: who asks, of which förbund."""

    tenant: TenantContext
    api_token: ApiToken


def guarded(view: View, scope: Scope | None, *, kept: bool = True) -> View:
    """Guard an address of the API: only read, by a token of the förbund that has the scope, within limits.

    No cookie is read and none is set. What was answered is kept for the förbund's revision unless it isn't to be `kept`,
    and a program that has it is told so (304). Whatever goes wrong is answered as a problem.
    """

    @csrf_exempt  # nobody is known by a cookie here, so no form of another site's can do anything in her name
    @wraps(view)
    def answered(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            if request.method != "GET":
                raise Problem(ONLY_READ, headers={"Allow": "GET"})
            response = _let_in(cast(Call, request), view, scope, kept=kept, **kwargs)
        except Exception as error:  # each becomes a problem: a program can't read a page
            response = answer_of(error, request)
        if response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            response.headers["Cache-Control"] = (
                "private, no-cache"  # kept by the program that asked, which asks again
            )
            response.headers["Vary"] = "Authorization"
        return response

    answered.by_api_token = True  # type: ignore[attr-defined]
    return answered


def nothing_here(request: HttpRequest, **_: Any) -> HttpResponse:
    """An address of the API that leads nowhere."""
    return answer_of(Http404(), request)


nothing_here = csrf_exempt(nothing_here)


def _let_in(
    request: Call, view: View, scope: Scope | None, *, kept: bool, owner: str, **kwargs: Any
) -> HttpResponse:
    token = _token_of(request)
    forbund = token.forbund
    if forbund.key != owner:
        raise Http404(ELSEWHERE)
    request.tenant = TenantContext.of_program(forbund, permissions_of(token.scope_set))
    if scope is not None and scope not in token.scope_set:
        said = {"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope.value}"'}
        raise Problem(NOT_ALLOWED, f"Nyckeln saknar rätten {scope.value}.", said)
    request.api_token = token
    with inside(forbund), computed.visit(forbund) as present:
        return _known(request, present, lambda: view(request, owner=owner, **kwargs), kept=kept)


def _known(
    request: Call, present: computed.Visit, view: Callable[[], HttpResponse], *, kept: bool
) -> HttpResponse:
    """The answer as it was last made when nothing has changed since; otherwise what the view answers."""
    what = ("api", request.api_token.scopes, request.get_full_path())
    place = present.place(request.tenant.forbund, what, store.PAGES)
    etag = f'"{salted_hmac("finsam.api", place.key, algorithm="sha256").hexdigest()[:32]}"'
    known = None
    if kept:
        if etag in _asked_with(request):
            return HttpResponseNotModified(headers={"ETag": etag})
        known = store.get(place.key, store.PAGES)
    if known is not None:
        content, content_type = known.value
        response = HttpResponse(content, content_type=content_type)
    else:
        response = view()
        if kept and response.status_code == HTTPStatus.OK:
            present.made[place] = response.content, response.headers["Content-Type"]
    if kept and response.status_code == HTTPStatus.OK:
        response.headers["ETag"] = etag
    return response


def _asked_with(request: HttpRequest) -> list[str]:
    """The answers that the program has, by their tags; a proxy may have weakened them."""
    tags = parse_etags(request.headers.get("If-None-Match", ""))
    return [tag.removeprefix("W/") for tag in tags]


def _token_of(request: HttpRequest) -> ApiToken:
    """The token that a call comes with, within limits. Raises Problem for one that lets nobody in, and for too many."""
    place = place_of(request)
    wrong = in_minute("api-wrong", place)
    if cache.get(wrong, 0) >= settings.WRONG_LINKS_A_MINUTE:
        raise _too_many("Från den här adressen har det kommit för många nycklar som inte gäller.")
    _within("place", place)
    scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
    sent = sent.strip()
    if scheme.lower() != "bearer" or not sent:
        raise Problem(NO_TOKEN, headers={"WWW-Authenticate": REALM})
    token = queries.of_token(sent) if len(sent) <= LONGEST else None
    if token is None:
        count(wrong)
        said = {"WWW-Authenticate": f'{REALM}, error="invalid_token"'}
        raise Problem(NO_TOKEN, "Nyckeln är okänd, avslutad eller har gått ut.", said)
    _within("token", token.pk)
    if cache.add(f"api-noted:{token.pk}", True, timeout=NOTED_EVERY):
        counters.count(token.counter)
    return token


def _within(what: str, of: object) -> None:
    """One more call in this minute. Raises Problem where there are more than API_CALLS_A_MINUTE."""
    most = settings.API_CALLS_A_MINUTE[what]
    if count(in_minute(f"api-{what}", of)) > most:
        raise _too_many(f"Högst {most} frågor i minuten besvaras.")


def _too_many(detail: str) -> Problem:
    left = 60 - int(time.time() % 60)  # the count begins anew with each minute
    return Problem(TOO_MANY, detail, {"Retry-After": str(left)})
