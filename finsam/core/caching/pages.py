"""A page that hasn't changed is not made again: it is answered from the cache, or with 304.

A page of a förbund is a pure function of the förbund's revision, the day, the code, the address and the person: who she
is, her roles and her permissions. All of them are in its key. A view whose page shows something else besides (the
visit itself, or when somebody last signed in) says `kept=False` to `require_permission`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags
from django.utils.translation import get_language

from finsam.core.caching import computed, store

# The two places where a page holds the token of the person's own session, which is never kept.
_TOKEN = re.compile(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[A-Za-z0-9]{64}')
_NO_TOKEN = b"\0t"
_NO_NONCE = b"\0n"  # that of the visit, by which the page's scripts are let in
_PLAIN_HEADERS = {"Content-Type", "Vary"}  # a file has more


def answer(
    request: HttpRequest, present: computed.Visit, view: Callable[[], HttpResponse], *besides: Any
) -> HttpResponse:
    """The page as it was last made when nothing has changed since; otherwise what the view answers.

    `besides` is what else the page depends on.
    """
    if request.method != "GET" or len(get_messages(request)):
        return view()
    place = present.place(
        request.tenant.forbund, ("page", *_person(request), *_asked(request), *besides), store.PAGES
    )
    if (etag := _etag(place.key, request)) in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers={"ETag": etag})
    kept = store.get(place.key, store.PAGES)
    if kept is not None:
        content, headers = kept.value
        response = HttpResponse(_of_visit(content, request), headers=headers)
    else:
        response = view()
        if not _same_for_all_visits(request, response):
            return response
        content = _without_nonce(_TOKEN.sub(rb"\1" + _NO_TOKEN, response.content), request)
        present.made[place] = content, {"Content-Type": response.headers["Content-Type"]}
    response.headers["ETag"] = _etag(place.key, request)  # by now the session has a token
    return response


def _person(request: HttpRequest) -> tuple[Any, ...]:
    """Who looks, and what she may do."""
    tenant, user = request.tenant, request.user
    allowed = tuple(sorted(permission.value for permission in tenant.permissions))
    return user.pk, user.name, user.email, user.is_staff, tenant.roles, allowed, tenant.second_step


def _asked(request: HttpRequest) -> tuple[Any, ...]:
    """What is asked for; a fragment of a page is something else than the page."""
    fragment = tuple(
        sorted((name, value) for name, value in request.headers.items() if name.startswith("Hx-"))
    )
    return request.scheme, request.get_host(), request.get_full_path(), get_language(), fragment


def _etag(key: str, request: HttpRequest) -> str:
    """A weak name of the page: the token of the session differs each time. Only who has had the page can know it."""
    session = request.META.get("CSRF_COOKIE", "")
    return f'W/"{salted_hmac("finsam.core.caching.pages", f"{key}|{session}", algorithm="sha256").hexdigest()[:32]}"'


def _same_for_all_visits(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether an answer is a page that says nothing about this visit alone."""
    told = get_messages(request)
    return (
        response.status_code == HTTPStatus.OK
        and not response.streaming
        and not response.cookies
        and response.headers.keys() <= _PLAIN_HEADERS
        and not (told.used or told.added_new)
    )


def _without_nonce(content: bytes, request: HttpRequest) -> bytes:
    """A page to be kept, without the nonce that was made for it, if one was."""
    made = getattr(request, "csp_nonce", None)  # true once somebody has asked for it
    return content.replace(str(made).encode(), _NO_NONCE) if made else content


def _of_visit(content: bytes, request: HttpRequest) -> bytes:
    """A kept page with the token of the session that asks for it, and this visit's nonce."""
    if _NO_NONCE in content:
        content = content.replace(_NO_NONCE, str(request.csp_nonce).encode())
    return content.replace(_NO_TOKEN, get_token(request).encode()) if _NO_TOKEN in content else content
