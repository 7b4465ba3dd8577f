"""Writing in the sheet: several series at once, one transaction, a row in the log for each series that changed."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from budget.models import Line, Series
from budget.services import set_amounts
from budget.sheet.form import Opened
from finsam.core import services

Amounts = dict[Line, Decimal | None]


@transaction.atomic
def save_sheet(
    *,
    amounts: dict[Series, Amounts],
    openings: dict[Series, Decimal | None],
    by,
    versions: dict[str, int] | None = None,
) -> None:
    """Store amounts, signed (income +, cost −), and stated openings of several series, all or nothing.

    `versions` are those that the person saw, by the keys of the series. Raises ValidationError with a sentence for each
    `<series>__<line>`, and StaleSave where somebody else has saved any of those that are written in.
    """
    written = list(dict.fromkeys([*amounts, *openings]))
    if not written:
        return
    services.turn(written[0].forbund_id)
    stored = {series: services.held(series) for series in written}
    if versions is not None and any(row.version != versions.get(row.key) for row in stored.values()):
        raise services.StaleSave(Opened(stored.values()))
    errors: dict[str, list[str]] = {}
    for series in written:
        own = {"opening": openings[series]} if series in openings else None
        try:
            set_amounts(series=series, amounts=amounts.get(series, {}), by=by, own=own)
        except ValidationError as error:
            by_line = getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: error.error_list}
            for key, told in by_line.items():
                place = NON_FIELD_ERRORS if key == NON_FIELD_ERRORS else f"{series.key}__{key}"
                errors.setdefault(place, []).extend(ValidationError(told).messages)
    if errors:
        raise ValidationError(errors)
