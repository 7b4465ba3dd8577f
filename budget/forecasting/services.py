"""Making a forecast of the proposals, and writing in it: amounts with the reasons for what was chosen instead."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from budget.forecasting.proposals import Proposal
from budget.models import Amount, ForecastNote, Line, Series, SeriesKind
from budget.services import set_amounts
from finsam.core import cells, services
from finsam.core.models import FiscalYear
from finsam.core.values.periods import long_date

# Whose opening equity a forecast has, the surest first
ORDERED_OPENINGS = (SeriesKind.OUTCOME, SeriesKind.REVISED, SeriesKind.BUDGET)


def note_name(line: Line) -> str:
    """What the audit log calls a line's proposal within its forecast."""
    return f"budget.forecastnote:{line.name}"


@transaction.atomic
def make_forecast(*, fiscal_year: FiscalYear, day: date, proposals: list[Proposal], by) -> Series:
    """Begin a forecast as of a day: each line has the proposed amount, which is kept beside what is written later.

    A share of a common cost has no amount of its own; it follows the cost.

    Raises ValidationError where there is nothing to propose, or the day has its forecast already.
    """
    forbund = fiscal_year.forbund
    services.turn(forbund.pk)
    if not proposals:
        raise ValidationError("Det finns inget utfall att göra prognosen av. Läs in bokföringen först.")
    made = Series.objects.filter(forbund=forbund, about=fiscal_year.year)
    if made.filter(kind=SeriesKind.FORECAST, date=day).exists():
        raise ValidationError(
            f"Det finns redan en prognos per {long_date(day)}. Skriv i den, eller välj en annan månad."
        )
    known = {series.kind: series for series in made.filter(kind__in=ORDERED_OPENINGS).order_by("date", "pk")}
    tells = [known[kind] for kind in ORDERED_OPENINGS if kind in known]
    like = next((each for each in tells if each.opening is not None or each.opening_from_id), None)
    series = Series(
        forbund=forbund, fiscal_year=fiscal_year, name=f"Prognos per {long_date(day)}", kind=SeriesKind.FORECAST,
        about=fiscal_year.year, date=day, order=80,
        opening_from=like.opening_from if like else None, opening=like.opening if like else None,
    )  # fmt: skip
    children = []
    for each in proposals:
        if each.follows:  # it is worked out of the common cost's amount
            continue
        line, value = each.line, each.fact.value
        children += [
            services.Child(Amount(forbund=forbund, series=series, line=line, amount=value, key=line.key)),
            services.Child(ForecastNote(forbund=forbund, series=series, line=line, proposed=value, method=each.method, key=line.key)),
        ]  # fmt: skip
    return services.save(series, by=by, children=children, verb="gjorde")


@transaction.atomic
def set_forecast(
    *,
    series: Series,
    amounts: dict[Line, Decimal | None],
    reasons: dict[Line, str],
    by,
    version: int | None = None,
) -> Series:
    """Store amounts of a forecast, signed, and why they are others than what was proposed; a line that isn't named keeps its own.

    Raises ValidationError with one sentence per line key (`<line>__skal` where a reason is lacking), and StaleSave when
    somebody else has saved since.
    """
    stored = services.fresh(series, version)
    notes = {row.line: row for row in ForecastNote.objects.filter(series=series).select_related("line")}
    held = {row.line_id: row.amount for row in Amount.objects.filter(series=series)}
    errors = {}
    for line, note in notes.items():
        amount = amounts.get(line, held.get(line.pk))
        reason = reasons.get(line, note.reason).strip()
        if (line in amounts or line in reasons) and amount != note.proposed and not reason:
            errors[f"{line.key}__skal"] = "Skriv varför du väljer ett annat belopp än förslaget."
    if errors:
        raise ValidationError(errors)
    told = {line: {"reason": reason.strip()} for line, reason in reasons.items() if line in notes}
    try:
        beside = cells.change(notes, told, new=lambda line: notes[line], name=note_name)
    except ValidationError as error:
        raise ValidationError(error.messages) from error
    return set_amounts(series=series, amounts=amounts, by=by, version=stored.version, beside=beside)
