"""How people sign in: by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed; a förbund invites."""

    def is_open_for_signup(self, request):
        """Nobody lets herself in."""
        return False

    def format_email_subject(self, subject):
        """Without the site's address in front."""
        return subject
