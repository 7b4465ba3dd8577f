"""Writing a round's answers: all at once, one transaction, one row in the log."""

from __future__ import annotations

from django.db import transaction

from finsam.core import cells, services
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
    rows = {spot: row for row in round.values.select_related("question") for spot in given_of([row])}
    questions = {question.key: question for question in round.form.questions.all()}

    def new(spot: Spot) -> SurveyValue:
        where = {"question": questions[spot.question], "sex": spot.sex, "level": spot.level}
        return SurveyValue(forbund=round.forbund, round=round, **where)

    changed = cells.change(rows, cells.fields_of(values), new=new, name=value_name)
    problems = Sheet(round, given_of(rows.values()), list(questions.values())).problems()
    if any(changed) or done:  # what nobody wrote in stays finished
        status = TableStatus.DONE if done and not problems else TableStatus.DRAFT
        cells.record(round, stored, *changed, by=by, verb=verb, status=status)
    return problems
