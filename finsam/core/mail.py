"""Sending letters: what can't be sent is said, and never undoes what was saved."""

import logging
from contextlib import contextmanager

from django.core.mail import EmailMessage

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


def send(message: EmailMessage) -> None:
    """Send a letter. Raises NotSent."""
    with sending():
        message.send()
