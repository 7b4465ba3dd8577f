"""A letter to the auditors at each decision, with where the log's history ends.

Whoever keeps the letter can later find whether the end of the history was cut off or made anew: the checksum has left
the database. So it is sent to every auditor, and can't be turned off.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from finsam.core import mail
from finsam.core.addresses import year_address
from finsam.core.audit import chain
from finsam.core.models import Access, Forbund
from finsam.core.tasks import queue
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside
from finsam.editions.models import Edition


def a_document_was_settled(edition: Edition) -> None:
    """Let the auditors know. Called within the action, after its row in the log."""
    head = chain.head_of(edition.forbund_key)
    queue.enqueue(tell_auditors, edition.forbund_key, edition.code, head.number, head.hash)


@queue.task(seconds=60, by_hand=True)
@transaction.atomic
def tell_auditors(forbund: str, code: str, number: int, checksum: str) -> None:
    """A letter to each of the förbund's auditors about an edition, and the head of the history after it was stored."""
    owner = Forbund.objects.get(key=forbund)
    today = timezone.localdate()
    edition = Edition.unscoped.get(code=code)
    with inside(owner):
        rows = Access.objects.filter(role=Role.REVISOR).select_related("user").order_by("user__email")
        users = [access.user for access in rows if access.user.is_active and access.valid_on(today)]
    for user in users:
        context: dict[str, Any] = {
            "name": user.name,
            "edition": edition,
            "forbund": owner,
            "number": number,
            "checksum": chain.grouped(checksum),
            "address": settings.ORIGIN + year_address(owner, edition.year, "history"),
        }
        subject, _, body = render_to_string("editions/letter_settled.txt", context).partition("\n\n")
        mail.send(EmailMessage(subject, body, None, [user.email]))
