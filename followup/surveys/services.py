"""Writing a round's answers: all at once, one transaction, one row in the log."""

from __future__ import annotations

from django.db import transaction

from finsam.core import audit, services
from followup.statistics.models import TableStatus
from followup.surveys.models import SurveyRound, SurveyValue
from followup.surveys.survey_table import Entry, Sheet, Spot, given_of


def value_name(spot: Spot) -> str:
    """What the audit log calls a figure within its round."""
    return f"followup.surveyvalue:{spot.key}"


@transaction.atomic
def set_answers(
    *,
    round: SurveyRound,  # noqa: A002 - it is one
    values: dict[Spot, Entry | None],
    by,
    version: int | None = None,
    done: bool = False,
    verb: str = "ändrade",
) -> list[str]:
    """Store a round's answers; None takes one away, and what isn't named is kept.

    A round that doesn't add up is kept as a draft, with all that was written. Returns why it isn't finished,
    as sentences. Raises ValidationError for a figure that can't be, and StaleSave when somebody else has saved
    since; nothing is stored then.
    """
    stored = services.fresh(round, version)
    existing = {spot: one for one in round.values.select_related("question") for spot in given_of([one])}
    questions = {one.key: one for one in round.form.questions.all()}
    before, after = {}, {}
    for spot, entry in values.items():
        old = existing.get(spot)
        if (Entry(old.count, old.share) if old else None) == entry:
            continue
        seen = audit.snapshot(old)
        if entry is None:
            before[value_name(spot)] = seen
            existing.pop(spot).delete()
            continue
        one = old or SurveyValue(
            forbund=round.forbund,
            round=round,
            question=questions[spot.question],
            sex=spot.sex,
            level=spot.level,
        )
        one.count, one.share = entry.count, entry.share
        one.version += bool(old)
        services.validate(one)
        one.save()
        existing[spot] = one
        was, now = audit.difference(seen, audit.snapshot(one))
        if old:
            before[value_name(spot)] = was
        after[value_name(spot)] = now
    problems = Sheet(round, given_of(existing.values()), list(questions.values())).problems()
    status = TableStatus.DONE if done and not problems else TableStatus.DRAFT
    if not (before or after or done):
        return problems  # nothing was written, so a finished round stays finished
    if status != stored.status:
        before["status"], after["status"] = stored.status, str(status)
    if before or after:
        round.version, round.status = stored.version + 1, status
        SurveyRound._base_manager.filter(pk=round.pk).update(version=round.version, status=status)
        audit.record(by=by, verb=verb, obj=round, before=before, after=after)
    return problems
