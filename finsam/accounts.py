"""How people sign in: by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError

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
            raise

    def format_email_subject(self, subject):
        """Without the site's address in front."""
        return subject
