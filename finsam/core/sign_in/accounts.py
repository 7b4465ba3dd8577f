"""Accounts: by invitation only. A letter that can't be sent is said to be so."""

import time
from contextlib import suppress

from allauth.account import views
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.urls import reverse

from finsam.core import mail
from finsam.core.sign_in import second_step, sessions, told
from finsam.core.sign_in.oidc.accounts import was_in_two_steps

WAIT = 300  # seconds until somebody who has tried too often may try again (ACCOUNT_RATE_LIMITS)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed; a förbund invites."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "E-postadressen eller lösenordet stämmer inte.",
        "incorrect_password": "Lösenordet stämmer inte.",
        "incorrect_code": "Koden stämmer inte.",
        "enter_current_password": "Skriv det lösenord du har nu.",
        "too_many_login_attempts": "För många försök. Vänta några minuter och försök igen.",
        "rate_limited": "För många försök. Vänta några minuter och försök igen.",
    }

    def is_open_for_signup(self, request):
        """Nobody lets herself in."""
        return False

    def get_client_ip(self, request):
        """The visitor's own address: what the outermost of our own web servers was called from.

        A visit that has passed fewer of them than FINSAM_PROXY says, such as a look from the machine itself, is
        whoever knocked.
        """
        try:
            return super().get_client_ip(request)
        except (ImproperlyConfigured, PermissionDenied):
            return request.META.get("REMOTE_ADDR") or "unknown"

    def get_http_user_agent(self, request):
        """The browser in words, for the letters that tell of a change: they wait in the queue, and what it says itself says more."""
        return sessions.device(super().get_http_user_agent(request))

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Failures are counted per account *and* client: whoever guesses at an account locks out herself alone."""
        return (
            f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"
        )

    def pre_authenticate(self, request, **credentials):
        """Too many failures are said on the page, and to programs by its status."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            request.retry_after = WAIT
            told.stopped(request, str(credentials.get("email", "")))
            raise

    def send_mail(self, template_prefix, email, context):
        """As allauth's own, but by way of the queue. Raises NotSent; allauth's would answer with an error page."""
        asked = allauth_context.request
        own = {"request": asked, "email": email, "current_site": get_current_site(asked)}
        mail.send(self.render_mail(template_prefix, email, own | context))

    def send_notification_mail(self, *args, **kwargs):
        """That a password has changed is true also when the letter about it can't be sent."""
        with suppress(mail.NotSent):
            super().send_notification_mail(*args, **kwargs)

    def login(self, request, user):
        """Remember when the person was here last, so that she can be told what is new since."""
        before = user.last_login
        super().login(request, user)
        second_step.signed_in(user)
        request.session[sessions.LAST_USED] = int(time.time())
        if before is not None:
            request.session["last_visit"] = before.isoformat()

    def post_login(self, request, user, *, signal_kwargs, **kwargs):
        """Remember that somebody else has seen to that she signed in in two steps."""
        if was_in_two_steps((signal_kwargs or {}).get("sociallogin")):
            request.session[second_step.IN_SESSION] = True
        return super().post_login(request, user, signal_kwargs=signal_kwargs, **kwargs)

    def get_login_stages(self):
        """As allauth's, but for whom the second step is asked of."""
        ours = "finsam.core.sign_in.oidc.accounts.SecondStepStage"
        return [
            ours if stage.endswith(".AuthenticateStage") else stage for stage in super().get_login_stages()
        ]

    def get_login_redirect_url(self, request):
        """Who may not write any more for want of a second step is led to set it up; she can go on and read."""
        return (
            reverse("mfa_index")
            if second_step.is_overdue(request.user)
            else super().get_login_redirect_url(request)
        )

    def format_email_subject(self, subject):
        """Without the site's address in front."""
        return subject


class PasswordResetView(views.PasswordResetView):
    """Asks for a link by mail. Whether the address is known or not, the answer is the same when mail is down."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except mail.NotSent as error:
            form.add_error(None, f"{error} Inget är ändrat. Vänta en stund och försök igen.")
            response = self.form_invalid(form)
            response.status_code = 503
            return response
