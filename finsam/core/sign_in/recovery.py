"""Helping a person in who has lost her second step, and perhaps the password: by whoever says who comes in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from finsam.core import audit, mail, services
from finsam.core.models import Access, Forbund, User
from finsam.core.sign_in import second_step, sessions
from finsam.core.tenancy.invitations import password_link
from finsam.core.tenancy.permissions import Permission

KEEPER = "Be den som sköter installationen: kommandot manage.py recover_sign_in gör det."


def refusal(user: User, *, forbund: Forbund, by: Any) -> str | None:
    """Why a person can't be helped in from this förbund, and who to ask; None when she can.

    Whoever is let in anew here is let in everywhere, so nobody does it for herself, or for more than she has a say in.
    """
    if user.pk == by.pk:
        return (
            "Din egen inloggning kan du inte återställa. Be någon annan som sköter åtkomsten i förbundet. Finns ingen annan: be den "
            "som sköter installationen."
        )
    if user.is_superuser or user.is_staff or user.has_perm(second_step.LOOKS_AFTER):
        return f"{user} sköter också installationen, och kan inte hjälpas härifrån. {KEEPER}"
    has_say = {access.forbund_id for access in _valid(by) if Permission.MANAGE_ACCESS in access.permissions}
    if forbund.pk not in has_say or any(access.forbund_id not in has_say for access in _valid(user)):
        return (
            f"{user} har roller också i ett annat förbund, som du inte sköter åtkomsten i. Den som sköter åtkomsten i alla hennes "
            f"förbund kan göra det. {KEEPER}"
        )
    return None


def _valid(user: User) -> list[Access]:
    today = timezone.localdate()
    return [
        access for access in Access.objects.with_scopes_disabled().filter(user=user) if access.valid_on(today)
    ]


@transaction.atomic
def recover(*, access: Access, by: Any) -> User:
    """Take away a person's second steps, password and sessions, so that only the link that she is sent opens her account.

    Leaves one row in the förbund's log. Raises ValidationError with who to ask instead. The letters are `tell`'s.
    """
    services.turn(access.forbund_id)
    stored = services.held(access)
    reason = refusal(stored.user, forbund=stored.forbund, by=by)
    if reason:
        raise ValidationError(reason)
    _begin_anew(stored.user, owner=stored.forbund, by=by)
    return stored.user


@transaction.atomic
def recover_anybody(*, user: User, by: Any) -> None:
    """As `recover`, of anybody, by whoever runs the site; one row in everybody's log."""
    services.turn(None)
    _begin_anew(user, owner=None, by=by)


def _begin_anew(user: User, *, owner: Forbund | None, by: Any) -> None:
    steps, _ = Authenticator.objects.filter(user=user).delete()
    sessions.end(user)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    audit.write(owner=owner, by=by, verb="återställde inloggningen", kind=user._meta.label_lower, label=str(user),
                reference=user.reference(), before={"andra steg": steps}, after={"andra steg": 0})  # fmt: skip


def tell(user: User, *, forbund: Forbund, by: Any) -> None:
    """Send her the link to choose anew, and tell the others who say who comes in. All are tried. Raises NotSent."""
    others = {
        access.user.pk: access.user
        for access in Access.objects.filter(forbund=forbund).select_related("user").order_by("user__email")
        if access.valid_on(timezone.localdate())
        and Permission.MANAGE_ACCESS in access.permissions
        and access.user.is_active
        and access.user.pk not in (user.pk, by.pk)
    }
    failed: mail.NotSent | None = None
    for reader in (user, *others.values()):
        context = {
            "user": user,
            "reader": reader,
            "by": by,
            "forbund": forbund,
            "link": settings.ORIGIN + password_link(user) if reader == user else "",
            "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        }
        subject, _, body = render_to_string("core/sign_in/letter_recovered.txt", context).partition("\n\n")
        try:
            mail.send(EmailMessage(subject.strip(), body, None, [reader.email]))
        except mail.NotSent as error:
            failed = error
    if failed is not None:
        raise failed
