"""Writing what is said of deviations: all of a month at once, one transaction, one row in the log."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from budget.models import DeviationComment, Line
from finsam.core import cells, services
from finsam.core.models import FiscalYear
from finsam.core.values.periods import MONTHS


@transaction.atomic
def comment(
    *, fiscal_year: FiscalYear, month: int, texts: dict[Line, str | None], by, version: int | None = None
) -> None:
    """Store what is said of lines that deviate to a month (1-12); without a text a comment is taken away.

    Lines that aren't named keep theirs. Raises ValidationError with one sentence per line key, and StaleSave when
    somebody else has saved since.
    """
    stored = services.fresh(fiscal_year, version, hold=services.held)
    if any(line.forbund_id != fiscal_year.forbund_id for line in texts):
        raise ValidationError("Raden hör inte till det här förbundet.")
    present = DeviationComment.objects.filter(fiscal_year=fiscal_year, month=month).select_related("line")
    rows = {row.line: row for row in present}
    signed = {"written_by": (by.name or by.email)[:150], "written_on": timezone.localdate()}
    before: dict = {}
    after: dict = {}
    for line, text in texts.items():
        said = (text or "").strip()
        if line in rows and rows[line].text == said:
            continue
        try:
            was, now = cells.change(
                rows,
                {line: {"text": said, **signed} if said else None},
                new=lambda line: DeviationComment(
                    forbund=fiscal_year.forbund, fiscal_year=fiscal_year, line=line, month=month
                ),
                name=lambda line: f"budget.deviationcomment:{line.name}, {MONTHS[month - 1]}",
            )
        except ValidationError as error:
            raise ValidationError({line.key: error.messages}) from error
        before, after = before | was, after | now
    cells.record(fiscal_year, stored, before, after, by=by, verb="kommenterade avvikelser")
