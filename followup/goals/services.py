"""Writing results: a report with its rows at once, and its way from draft to approved."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from finsam.core import services
from finsam.core.states import WrongState
from finsam.core.text.prose import not_a_reason
from finsam.core.values.grouping import grouped
from finsam.core.values.privacy import refuse
from followup.goals.models import OTHERWISE, GoalReport, GoalResult, said_otherwise
from followup.goals.states import REPORTS, State


def hindrances(
    report: GoalReport, rows: list[GoalResult], *, bound: bool = False
) -> list[tuple[int | None, str, str]]:
    """What keeps a report from being handed in: (row's place or None, field, sentence).

    `bound` says that the goal also has parts that are read, so that nothing need be written.
    """
    faults = [(i, field, sentence) for i, row in enumerate(rows) for field, sentence in row.problems()]
    for each in grouped(rows, by=lambda row: row.part_id).values():
        wrong = said_otherwise(each)
        if wrong is not None:
            row, sentence = wrong
            place = next(place for place, other in enumerate(rows) if other is row)
            faults.append((place, "value" if row.value is not None else "numerator", sentence))
    if report.judgement and (sentence := not_a_reason(report.reason, OTHERWISE)):
        faults.append((None, "reason", sentence))
    if not (report.judgement or bound or any(not row.empty for row in rows)):
        sentence = not_a_reason(report.comment, "Skriv ett resultat, eller varför målet inte är mätt")
        faults += [(None, "comment", sentence)] if sentence else []
    return faults


@transaction.atomic
def save_report(
    report: GoalReport, rows: list[services.Child], *, by, version: int | None = None
) -> GoalReport:
    """Keep a draft, whole or not, with its rows as one action. Raises ValidationError when it is handed in."""
    if report.pk is not None:
        stored = services.fresh(report, None)
        if stored.state != State.DRAFT:
            label = State(stored.state).label.lower()
            raise ValidationError(f"Resultatet är {label} och kan inte ändras. Be att få tillbaka det först.")
    return services.save(report, by=by, children=rows, version=version)


@transaction.atomic
def take_step(report: GoalReport, step: str, *, by, reason: str = "") -> GoalReport:
    """Move a report on, or back with a reason. Raises ValidationError with what keeps it where it is."""
    refuse(reason, lines=True)
    stored = services.fresh(report, None)
    try:
        stored.state = REPORTS.move(stored.state, step)
    except WrongState as error:
        raise ValidationError(str(error)) from error
    today = localdate()
    if step == "lamna-in":
        rows = list(GoalResult.objects.filter(report=stored).select_related("part", "report"))
        bound = any(part.fact for part in stored.goal.parts.all())
        faults = hindrances(stored, rows, bound=bound)
        if faults:
            raise ValidationError([sentence for _, _, sentence in faults])
        stored.submitted_by, stored.submitted_on, stored.returned = str(by), today, ""
    if step == "skicka-tillbaka" and (sentence := not_a_reason(reason, "Skriv vad som behöver ändras")):
        raise ValidationError(sentence)
    if step == "godkann":
        stored.approved_by, stored.approved_on = str(by), today
    if stored.state == State.DRAFT:
        stored.approved_by, stored.approved_on, stored.returned = "", None, reason.strip()
    return services.save(stored, by=by, verb=REPORTS.steps[step].verb)
