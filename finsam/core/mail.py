"""Sending letters: by a worker, which tries again, or at once where none works. What can't be sent undoes nothing.

What a page sends at once and can't be sent is said on the page; what a worker gives up, in its log.
"""

import logging
from contextlib import contextmanager

from django.core.mail import EmailMessage

from finsam.core.tasks import queue

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
