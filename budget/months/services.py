"""Writing how a series is spread over the months: all lines at once, one transaction, one row in the log."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from budget.models import MONTH_FIELDS, Line, Series, Spread
from finsam.core import cells, services


def spread_name(line: Line) -> str:
    """What the audit log calls a line's months within its series."""
    return f"budget.spread:{line.name}"


@transaction.atomic
def set_months(
    *,
    series: Series,
    shapes: dict[Line, tuple[str, tuple[Decimal, ...]] | None],
    by,
    version: int | None = None,
) -> Series:
    """Store how lines are spread: a way and twelve months (0 where the way needs none); None is twelfths again.

    Lines that aren't named keep theirs. What is decided is the year's amount, not its months, so they may be written
    also after the decision. Raises ValidationError with one sentence per line key, and StaleSave when somebody else
    has saved since.
    """
    stored = services.fresh(series, version, hold=services.held)
    if any(line.forbund_id != series.forbund_id for line in shapes):
        raise ValidationError("Raden hör inte till det här förbundet.")
    rows = {row.line: row for row in Spread.objects.filter(series=series).select_related("line")}
    before: dict = {}
    after: dict = {}
    for line, shape in shapes.items():
        fields = (
            None if shape is None else {"way": shape[0], **dict(zip(MONTH_FIELDS, shape[1], strict=True))}
        )
        try:
            was, now = cells.change(
                rows,
                {line: fields},
                new=lambda line: Spread(forbund=series.forbund, series=series, line=line, key=line.key),
                name=spread_name,
            )
        except ValidationError as error:
            raise ValidationError({line.key: error.messages}) from error
        before, after = before | was, after | now
    cells.record(series, stored, before, after, by=by, verb="fördelade")
    return series
