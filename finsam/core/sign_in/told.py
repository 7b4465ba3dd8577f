"""What the log tells of sign-ins: who came in, who didn't, and what was changed of how somebody comes in.

A line has the account's number, never an address or anything that was written, and of where the visit came from the part
that tells networks apart (`sessions.shortened`).
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth

from finsam.core.models import User
from finsam.core.sign_in.sessions import shortened

log = logging.getLogger("finsam.sign_in")

CHANGES = {
    account.password_changed: "Password changed",
    account.password_set: "Password set",
    account.password_reset: "Password reset by letter",
    mfa.authenticator_added: "Second step added",
    mfa.authenticator_removed: "Second step removed",
    mfa.authenticator_reset: "Recovery codes made anew",
}


def listen() -> None:
    """Begin to tell."""
    auth.user_logged_in.connect(_signed_in)
    auth.user_logged_out.connect(_signed_out)
    auth.user_login_failed.connect(_failed)
    mfa.authentication_failed.connect(_wrong_code)
    for signal in CHANGES:
        signal.connect(_changed)


def stopped(request: Any, email: str) -> None:
    """Somebody has tried too often, and the password wasn't even looked at."""
    _tell(logging.WARNING, "Sign-in stopped: too many tries", request, _number_of(email))


def _signed_in(user: User, request: Any = None, **_: Any) -> None:
    _tell(logging.INFO, "Signed in", request, user.pk)


def _signed_out(user: User | None, request: Any = None, **_: Any) -> None:
    if user is not None:
        _tell(logging.INFO, "Signed out", request, user.pk)


def _failed(credentials: dict[str, Any], request: Any = None, **_: Any) -> None:
    email = credentials.get("email") or credentials.get("username") or ""
    _tell(logging.WARNING, "Sign-in failed: wrong password or account", request, _number_of(str(email)))


def _wrong_code(user: User, request: Any = None, **_: Any) -> None:
    _tell(logging.WARNING, "Sign-in failed: wrong second step", request, user.pk)


def _changed(signal: Any, user: User, request: Any = None, **_: Any) -> None:
    _tell(logging.INFO, CHANGES[signal], request, user.pk)


def _number_of(email: str) -> int | None:
    """The account that was tried; None for one that isn't there."""
    return User.objects.filter(email__iexact=email).values_list("pk", flat=True).first()


def _tell(level: int, what: str, request: Any, account_number: int | None) -> None:
    network = shortened(get_adapter().get_client_ip(request)) if request is not None else None
    log.log(level, what, extra={"told": {"account": account_number, "network": network}})
