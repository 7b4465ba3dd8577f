"""Letters about an acting förbundschef: to her, and to those who are to know that somebody else has the förbundschef's right.

They are about who may come in, so nobody can say no to them.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from finsam.core import mail
from finsam.core.models import Access, Forbund, User
from finsam.core.tenancy.permissions import Role

TOLD = (Role.FORBUNDSCHEF, Role.ORDFORANDE, Role.PRESIDIUM, Role.REVISOR)


def told(forbund: Forbund, *, but: User) -> list[User]:
    """The förbundschef, the presidium and the auditors, whose access holds today."""
    today = timezone.localdate()
    rows = Access.objects.filter(forbund=forbund, role__in=TOLD).exclude(user=but).select_related("user")
    users = {row.user.pk: row.user for row in rows if row.valid_on(today) and row.user.is_active}
    return sorted(users.values(), key=lambda user: user.email)


def tell(access: Access, event: str, *, by: User) -> None:
    """Write to those who are to know: that somebody is `appointed`, `prolonged` or `ended`; of the last two to her too.

    All are tried. Raises NotSent when some letter couldn't be sent.
    """
    context = {
        "access": access,
        "by": by,
        "event": event,
        "address": settings.ORIGIN + reverse("forbund-start", kwargs={"forbund": access.forbund.key}),
    }
    theirs = [] if event == "appointed" else [access.user]  # who is appointed gets an invitation
    _send([*theirs, *told(access.forbund, but=access.user)], context)


def _send(users: Iterable[User], context: dict) -> None:
    failed: mail.NotSent | None = None
    for user in users:
        text = render_to_string("organisation/letter_acting.txt", {**context, "name": user.name})
        subject, _, body = text.partition("\n\n")
        try:
            mail.send(EmailMessage(subject.strip(), body, None, [user.email]))
        except mail.NotSent as error:
            failed = error
    if failed is not None:
        raise failed
