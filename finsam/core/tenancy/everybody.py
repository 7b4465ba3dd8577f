"""Pages for everybody: no sign-in, the same answer for all, so many a minute from one place."""

import ipaddress
import time
from functools import wraps
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponseNotAllowed

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
    key = f"everybody:{_place(get_adapter().get_client_ip(request))}:{int(time.time() // 60)}"
    cache.add(key, 0, timeout=120)
    try:
        return cache.incr(key) > settings.PUBLIC_PAGES_A_MINUTE
    except ValueError:  # the cache has been emptied in between
        return False


def _place(client: str) -> str:
    """A visitor's address; of IPv6 the network, since one connection has all of its addresses."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)
