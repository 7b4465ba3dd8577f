"""Sending letters: by a worker, which tries again, or at once where none works. What can't be sent undoes nothing.

What a page sends at once and can't be sent is said on the page; what a worker gives up, in its log.

Letters about what people write to each other gather what comes within an hour, and say where to read it. They are tasks that
wait that long, so that a worker has to be there to send them.
"""

import logging
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from finsam.core.models import Access, User
from finsam.core.tasks import counters, queue

GATHERED = 60 * 60  # seconds from the first of what a letter tells until it is sent

log = logging.getLogger(__name__)


class NotSent(Exception):
    """A letter that couldn't be sent; `str()` is a sentence for the page."""

    def __init__(self):
        super().__init__("Brevet kunde inte skickas just nu.")


@contextmanager
def sending():
    """Around what sends a letter. Raises NotSent when the mail server can't be reached, is too slow, or refuses it."""
    try:
        yield
    except (OSError, ValueError) as error:  # an SMTPException is an OSError, a bad header a ValueError
        counters.count(counters.NOT_SENT)
        log.warning("A letter could not be sent: %s", type(error).__name__)  # never to whom, or what it says
        raise NotSent from error


def send(message: EmailMessage, *, at_once: bool = False) -> None:
    """Send a letter of plain text, or leave it to a worker if one is alive. Raises NotSent when it couldn't be sent now."""
    if at_once or not queue.somebody_works():
        with sending():
            message.send()
    else:
        queue.enqueue(deliver, message.subject, message.body, message.from_email, message.to)


@queue.task(tries=7, seconds=60)  # over two hours
def deliver(subject: str, body: str, sender: str, to: list[str]) -> None:
    """Send a letter that has waited in the queue. Raises NotSent, which tells nothing of it, for that is logged."""
    try:
        send(EmailMessage(subject, body, sender, to), at_once=True)
    except NotSent:
        raise NotSent from None


def later(task: Any, since: datetime, *about: Any) -> None:
    """A letter when it is time, unless one about the same waits already. Whoever asks has the förbund's turn to write."""
    if not queue.waits(task, *about):
        queue.enqueue(task, *about, since.isoformat(), after=GATHERED)


def reaches(access: Access, wish: str) -> bool:
    """Whether an access still lets a person in, who wants to be written to: `wish` is the field where she says so."""
    user = access.user
    return user.is_active and getattr(user, wish) and access.valid_on(timezone.localdate())


def write(user: User, template: str, place: str, **context: Any) -> None:
    """Send a letter of a template, whose first line is its subject, about a page at a path of the site."""
    context |= {
        "name": user.name,
        "address": settings.ORIGIN + place,
        "off": settings.ORIGIN + reverse("letters"),
    }
    subject, _, body = render_to_string(template, context).partition("\n\n")
    send(EmailMessage(subject, body, None, [user.email]))
