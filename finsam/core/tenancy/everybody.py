"""Pages without sign-in: the same for everybody, or for whoever has a secret address; so many a minute from one place."""

import ipaddress
import time
from functools import wraps
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponseNotAllowed
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt

from finsam.core.tenancy.access import SAFE_METHODS
from finsam.core.views.errors import too_many

KEPT = 300  # seconds that others may hand the answer on; then they ask whether it still holds
_MAY_BE_KEPT = (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED, HTTPStatus.GONE)


def for_everybody(view):
    """Guard a page that anybody may read: it is asked for within limits, only read, and may be kept by those who pass it on.

    The view must not look at who is asking: what it answers one it answers all.
    """

    def kept_by_all(response):
        if response.status_code in _MAY_BE_KEPT:
            response["Cache-Control"] = f"public, max-age={KEPT}"

    answered = _within_limits(view, kept_by_all)
    answered.for_everybody = True
    return answered


def by_token(view):
    """Guard a page that a program reads by a secret address: asked for within limits, only read, and kept by nobody else."""

    def kept_by_nobody_else(response):
        response["Cache-Control"] = f"private, max-age={KEPT}"
        response["Referrer-Policy"] = "no-referrer"

    return _within_limits(view, kept_by_nobody_else)


class _OriginUnsaid(CsrfViewMiddleware):
    """The usual guard of forms, for a page that says `no-referrer`: browsers then send `Origin: null`, also to ourselves.

    What is held against the visitor's cookie is the form's token, as always.
    """

    def _origin_verified(self, request):
        return request.headers["origin"] == "null" or super()._origin_verified(request)

    def _check_referer(self, request):
        """There is none to check."""

    def _reject(self, request, reason):
        return (
            "Sidan hade varit öppen för länge. Inget är sparat än: kontrollera det du skrev, och skicka igen."
        )


def _fault_of_form(request) -> str:
    """Why what was posted may not have come from our own page, or ""."""
    guard = _OriginUnsaid(lambda request: None)
    guard.process_request(request)
    return guard.process_view(request, _fault_of_form, (), {}) or ""


def by_link(view):
    """Guard a page that whoever has a secret address both reads and writes by a form.

    It is found by no search, kept by nobody, and tells nobody where a visitor came from. Somebody who tries addresses that
    lead nowhere (`wrong_link`) is held up. `request.csrf_fault` says why a form may not be our own, which the view must heed.
    """

    @csrf_exempt  # not free of the guard, but guarded below
    @wraps(view)
    def answered(request, **kwargs):
        if request.method not in (*SAFE_METHODS, "POST"):
            return HttpResponseNotAllowed((*SAFE_METHODS, "POST"))
        if cache.get(_wrong(request), 0) >= settings.WRONG_LINKS_A_MINUTE:
            response = too_many(request)
        else:
            request.csrf_fault = _fault_of_form(request)
            response = view(request, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    answered.by_link = True
    return answered


def wrong_link(request) -> None:
    """Count an address that leads nowhere against where the visitor sits."""
    count(_wrong(request))


def _wrong(request) -> str:
    return in_minute("wrong-link", place_of(request))


def in_minute(what: str, of: object) -> str:
    """The name that something is counted under in this minute."""
    return f"{what}:{of}:{int(time.time() // 60)}"


def place_of(request) -> str:
    """Where a visitor sits: her address, or the network of one of IPv6."""
    return _place(get_adapter().get_client_ip(request))


def count(key: str) -> int:
    """One more of something in a minute (`in_minute`); how many there are."""
    cache.add(key, 0, timeout=120)
    try:
        return cache.incr(key)
    except ValueError:  # the cache has been emptied in between
        return 0


def _within_limits(view, tell):
    """A page that is asked for within limits and only read; `tell` says of each answer who may keep it."""

    @wraps(view)
    def answered(request, **kwargs):
        if request.method not in SAFE_METHODS:
            return HttpResponseNotAllowed(SAFE_METHODS)
        if _asks_too_often(request):
            return too_many(request)
        response = view(request, **kwargs)
        tell(response)
        return response

    return answered


def _asks_too_often(request) -> bool:
    """Whether more than PUBLIC_PAGES_A_MINUTE have been asked for from where the visitor sits, in this minute."""
    return count(in_minute("everybody", place_of(request))) > settings.PUBLIC_PAGES_A_MINUTE


def _place(client: str) -> str:
    """A visitor's address; of IPv6 the network, since one connection has all of its addresses."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)
