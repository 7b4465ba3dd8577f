"""Whom a sign-in by OpenID Connect lets in: a person whom a förbund has invited, by her verified address."""

from __future__ import annotations

import logging

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.db import transaction
from django.shortcuts import render
from django.utils.crypto import constant_time_compare

from finsam.core import audit
from finsam.core.models import User

log = logging.getLogger(__name__)

NO_ADDRESS = (
    "Din e-postadress är inte bekräftad där du legitimerade dig, så vi vet inte att den är din. Bekräfta adressen där, eller "
    "logga in med lösenord."
)
UNKNOWN = (
    "Ingen har bjudit in den e-postadressen. Be den som sköter åtkomsten i ditt samordningsförbund att bjuda in dig, eller logga "
    "in med adressen som du är inbjuden med."
)
NOT_OURS = "Svaret hörde inte till den här inloggningen. Börja om från inloggningssidan."


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Nobody signs up; who is known by her subject, or is invited at a verified address, comes in."""

    def is_open_for_signup(self, request, sociallogin):
        """Nobody lets herself in."""
        return False

    def can_authenticate_by_email(self, login, email):
        """We look ourselves, below: allauth's way would take her password away."""
        return False

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        """Why is for whoever runs the site: in the log, without what the provider said."""
        if exception is not None:
            log.warning("A sign-in by OpenID Connect was refused: %s", type(exception).__name__)

    def pre_social_login(self, request, sociallogin: SocialLogin) -> None:
        """Raises ImmediateHttpResponse with a page that says why not, and what to do."""
        expected = (sociallogin.state.get("data") or {}).get("nonce", "")
        if not expected or not constant_time_compare(str(sociallogin.claims.get("nonce", "")), expected):
            _refuse(request, NOT_OURS)
        if not sociallogin.is_existing:
            _link(request, sociallogin)


def _refuse(request, sentence: str) -> None:
    raise ImmediateHttpResponse(
        render(request, "socialaccount/authentication_error.html", {"sentence": sentence}, status=403)
    )


def _link(request, sociallogin: SocialLogin) -> None:
    """Let a subject be the invited person whose address it vouches for, with a row in the log."""
    verified = [address.email for address in sociallogin.email_addresses if address.verified]
    if not verified:
        _refuse(request, NO_ADDRESS)
    user = User.objects.filter(email__iexact=verified[0]).first()
    if user is None:
        _refuse(request, UNKNOWN)
    with transaction.atomic():
        sociallogin.user = sociallogin.account.user = user
        sociallogin.account.save()
        after = {"inloggning": sociallogin.provider.name}
        audit.record(by=user, verb="kopplade inloggning", obj=user, before={}, after=after)


def was_in_two_steps(sociallogin: SocialLogin | None) -> bool:
    """Whether a sign-in by OpenID Connect counts as two steps; None is one of another kind.

    After a stop on the way (for the second step, say) the claims are gone, and it doesn't.
    """
    claims = getattr(sociallogin, "claims", None)
    return claims is not None and sociallogin.provider.two_steps(claims)


class SecondStepStage(AuthenticateStage):
    """Asks for the second step as allauth does, but not of who has just taken it at a provider that is trusted with it."""

    def _should_handle(self, request) -> bool:
        trusted = was_in_two_steps((self.login.signal_kwargs or {}).get("sociallogin"))
        return not trusted and super()._should_handle(request)
