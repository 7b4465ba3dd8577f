"""The auditors' questions in the binder."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import escape

from auditors.questions import queries, reading
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.periods import long_date
from finsam.disclosure.reader import reader_of
from finsam.documents.resolved import Part
from followup.handover.binder import Case, binder, listed, section


@binder(60)
def open_questions(case: Case) -> Iterator[Part]:
    """What waits for an answer; the words of it to those who read the auditors' questions."""
    questions = queries.waiting(case.tenant.forbund, case.tenant.here.year)
    if not questions:
        yield section(
            "revisorernas-fragor", "Revisorernas frågor", prose="<p>Ingen fråga väntar på svar.</p>"
        )
        return
    reads = Permission.READ_LOG in case.tenant.permissions
    shown = reading.shown(questions, reader_of(case.tenant), case.today)
    rows = [
        (
            str(row.question.number),
            case.link(row.question.about, "questions-show", key=row.question.key)
            if reads
            else escape(row.question.about),
            escape(row.text if reads else "Läses av kansliet och revisorerna."),
            escape(long_date(row.question.wanted_by) or "–"),
        )
        for row in shown
    ]
    table = listed("fragor", "Revisorernas frågor", ("Nr", "Gäller", "Fråga", "Svar önskas senast"), rows)
    yield section("revisorernas-fragor", "Revisorernas frågor", pieces=[table])
