"""Handing in by a link: each table's figures by the service of the own reporting, then the report, in one transaction.

Each table is an action of its own with its own row in the log, so that a figure's trail finds who entered it; the report's
row is the last.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from finsam.core import services
from followup.goals.states import State
from followup.requests.links import actor
from followup.requests.services import keep_draft, take_step
from followup.requests.sheet import Sheet
from followup.statistics.services import set_values

EMPTY = "Inget är ifyllt än. Skriv minst en siffra; noll är också en siffra."


@transaction.atomic
def hand_in(sheet: Sheet, *, version: int | None) -> None:
    """Store the figures and hand them in. Raises ValidationError with what doesn't add up, StaleSave for a newer version."""
    report, by = sheet.report, actor(sheet.report)
    stored = services.fresh(report, version)
    if stored.state != State.DRAFT:
        raise ValidationError("Uppgifterna är redan inlämnade.")
    if sheet.empty:
        raise ValidationError(EMPTY)
    if problems := sheet.problems():
        raise ValidationError(problems)
    texts = sheet.texts()
    keep = texts != stored.written or sheet.comment != stored.comment
    for part in sheet.parts:
        values = part.form.written() if part.form.is_bound else {}
        if problems := set_values(table=part.owner, values=values, by=by, done=True):
            raise ValidationError(problems)
    if keep:
        keep_draft(report, texts, sheet.comment, by=by)
    take_step(report, "lamna-in", by=by)
