"""The week's letters: who has results to hand in, and huvudmän their links. `manage.py remind` is the same by hand."""

from __future__ import annotations

from django.utils.timezone import localdate

from finsam.core import mail
from finsam.core.tasks.schedule import MONDAY, Weekly, scheduled
from followup.reporting.reminders import letters
from followup.requests import mailing

DAYS = 14  # before something is due


class NotAllSent(Exception):
    """Some letters couldn't be sent; the others were."""


@scheduled("paminnelser", label="Påminnelser om resultat och länkar till huvudmän", at=Weekly(MONDAY, 7))
def remind() -> str:
    """A letter to each. Raises NotAllSent when all have been tried."""
    sent, unsent = 0, 0
    for letter in letters(localdate(), DAYS):
        try:
            mail.send(letter)
        except mail.NotSent:
            unsent += 1
        else:
            sent += 1
    asked, unasked = mailing.send_due(localdate())
    if unsent or unasked:
        raise NotAllSent(f"{unsent + len(unasked)} of {sent + len(asked) + unsent + len(unasked)}")
    return f"{sent} påminnelser och {len(asked)} länkar är skickade."
