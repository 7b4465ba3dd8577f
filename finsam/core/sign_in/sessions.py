"""Where a person is signed in: kept in words and with a shortened address, listed to her, and ended.

Rows and endings are allauth's (`allauth.usersessions`). What the browser says of itself and the whole address are never stored:
the row is rewritten before it is saved, since both tell more of a person than she needs to know her own places again.
"""

from __future__ import annotations

import ipaddress
import re
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.contrib.sessions.models import Session
from django.db.models.signals import pre_save
from django.http import HttpRequest
from django.utils import timezone

from finsam.core.models import Access, User
from finsam.core.sign_in.second_step import LOOKS_AFTER

LAST_USED = "last_used"  # in the session: seconds, when the row was last told
TOLD_EVERY = 300  # seconds

# The first that a browser says, for most say that they are some other as well.
_BROWSERS = (
    ("Edge", r"\bEdg(e|A|iOS)?/"),
    ("Opera", r"\bOPR/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(Firefox|FxiOS)/"),
    ("Chrome", r"\b(Chrome|CriOS|Chromium|HeadlessChrome)/"),
    ("Safari", r"\bSafari/"),
)
_SYSTEMS = (
    ("Iphone", r"\biPhone\b"),
    ("Ipad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Chrome OS", r"\bCrOS\b"),
    ("Windows", r"\bWindows\b"),
    ("Mac", r"\bMac(intosh|\s?OS)"),
    ("Linux", r"\bLinux\b"),
)
_UNKNOWN = "okänd webbläsare"
_IN_WORDS = re.compile(
    rf"({'|'.join(name for name, _ in _BROWSERS)}|{_UNKNOWN})( i ({'|'.join(name for name, _ in _SYSTEMS)}))?"
)


def device(user_agent: str) -> str:
    """`Firefox i Windows`, of what a browser says of itself; what is in words already stays."""
    if _IN_WORDS.fullmatch(user_agent):
        return user_agent
    browser = next((name for name, pattern in _BROWSERS if re.search(pattern, user_agent)), _UNKNOWN)
    system = next((name for name, pattern in _SYSTEMS if re.search(pattern, user_agent)), "")
    return f"{browser} i {system}" if system else browser


def shortened(address: str) -> str:
    """An address without the part that tells one connection from its neighbours: the last byte, or all but 48 bits of IPv6."""
    try:
        whole = ipaddress.ip_address(address)
    except ValueError:
        return "0.0.0.0"  # noqa: S104 - an address that isn't known
    bits = 24 if whole.version == 4 else 48
    return str(ipaddress.ip_network((whole, bits), strict=False).network_address)


def told_of(row: UserSession) -> str:
    """The shortened address as it is shown: `192.0.2.x`."""
    if row.ip == "0.0.0.0":  # noqa: S104 - an address that isn't known
        return "okänd adress"
    return re.sub(r"\.0$", ".x", row.ip) if "." in row.ip else re.sub(r"::$", ":x", row.ip)


def listen() -> None:
    """Begin to shorten rows, and to end sessions with what they rested on."""
    pre_save.connect(_shorten, sender=UserSession)
    user_logged_out.connect(_signed_out)
    for signal in (
        account.password_changed,
        account.password_set,
        account.password_reset,
        mfa.authenticator_added,
    ):
        signal.connect(_begun_otherwise)


def _shorten(instance: UserSession, **_: Any) -> None:
    instance.user_agent, instance.ip = device(instance.user_agent), shortened(str(instance.ip))


def _signed_out(request: HttpRequest, **_: Any) -> None:
    if request is not None and request.session.session_key:
        UserSession.objects.filter(session_key=request.session.session_key).delete()


def _begun_otherwise(request: HttpRequest, user: User, **_: Any) -> None:
    """Another password, or a second step where there was none: what was begun without it ends, but where she is now."""
    end(user, but=request.session.session_key if request is not None else None)


def end(user: User, *, but: str | None = None) -> int:
    """End a person's sessions, but perhaps one, by its key. She is out at her next click. Returns how many there were."""
    rows = list(UserSession.objects.filter(user=user).exclude(session_key=but))
    for row in rows:
        row.end()
    return len(rows)


def end_without_access(user: User, *, removed: Access) -> None:
    """When an access is removed: with no other left, and nothing to look after for all, there is nothing to be signed in to.

    With another förbund left she stays signed in, for what she reads there; of this one she sees nothing from her next click,
    since each asks for the access anew.
    """
    others = Access.objects.with_scopes_disabled().filter(user=user).exclude(pk=removed.pk)
    if not (user.is_staff or user.has_perm(LOOKS_AFTER) or others.exists()):
        end(user)


@dataclass(frozen=True, slots=True)
class Place:
    """A place where she is signed in, as it is listed."""

    pk: int
    device: str
    address: str
    since: datetime
    used: datetime
    here: bool


def places(user: User, key: str | None) -> list[Place]:
    """Where a person is signed in, this place first, then the last used. `key` is that of this session."""
    rows = UserSession.objects.filter(user=user)
    living = Session.objects.filter(
        session_key__in=rows.values("session_key"), expire_date__gt=timezone.now()
    )
    alive = set(living.values_list("session_key", flat=True))
    listed = [
        Place(
            row.pk,
            row.user_agent,
            told_of(row),
            row.created_at,
            row.last_seen_at,
            row.session_key == key,
        )
        for row in rows.order_by("-last_seen_at")
        if row.session_key in alive
    ]
    return sorted(listed, key=lambda place: not place.here)


class LastUsedMiddleware:
    """Notes when each session was last used, at most every few minutes."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        session = request.session
        if session.accessed and time.time() - session.get(LAST_USED, time.time()) > TOLD_EVERY:
            session[LAST_USED] = int(time.time())
            UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=timezone.now())
        return response
