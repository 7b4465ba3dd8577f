"""The mail that lets a person in: who invites, to what, and the link to choose a password."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from finsam.core import mail
from finsam.core.models import Access, User
from finsam.core.tenancy.permissions import ROLES


def password_link(user: User) -> str:
    """Where a user chooses a password; holds for PASSWORD_RESET_TIMEOUT and only once."""
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


def send(access: Access, *, by: User) -> None:
    """Tell a person of a new access; somebody who has no password yet gets the link to choose one.

    Raises NotSent when the letter can't be sent. The access holds all the same.
    """
    user, forbund = access.user, access.forbund
    new = not user.has_usable_password()
    context = {
        "access": access,
        "by": by,
        "role": ROLES[access.role],
        "link": settings.ORIGIN + password_link(user) if new else "",
        "address": settings.ORIGIN + reverse("forbund-start", kwargs={"forbund": forbund.key}),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
    }
    subject = f"Inbjudan till {forbund.name}" if new else f"Du har fått tillgång till {forbund.name}"
    mail.send(EmailMessage(subject, render_to_string("core/invitation.txt", context), None, [user.email]))
