"""Writing in the sheet: several series at once, one transaction, a row in the log for each series that changed."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from budget.beginning.services import own_series
from budget.models import Amount, Layout, LayoutColumn, Line, Series, SeriesKind
from budget.models.series import ORIGINAL
from budget.services import set_amounts, start_layout
from budget.sheet.form import Opened
from finsam.core import services
from finsam.core.models import FiscalYear
from finsam.core.values.grouping import grouped
from finsam.organisation.models import Contribution

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


# Which of a payer's amounts about a year is believed, the surest first.
SUREST = ("beslutat", "preliminart", "askat", "uppskattat")
ALONE = (SeriesKind.FORECAST, SeriesKind.PLAN)  # what is added to a sheet besides


@transaction.atomic
def begin_columns(*, fiscal_year: FiscalYear, by) -> list[Series]:
    """The year's budget and the two years after it, and a table that prints them unless the year has one.

    Contributions that are known are read, and the equity is what the year before ends with; nothing that is there
    changes.
    """
    services.turn(fiscal_year.forbund_id)
    series = own_series(fiscal_year)
    new = [each for each in series if each.pk is None]
    for each in new:
        suggest(each)
    table = Layout.objects.filter(fiscal_year=fiscal_year).first()
    children = [services.Child(each) for each in new]
    if table is not None:
        services.save(fiscal_year, by=by, children=children)
        return series
    table = Layout(
        forbund=fiscal_year.forbund, fiscal_year=fiscal_year, name=f"Budget {fiscal_year}", order=1
    )
    for order, each in enumerate(series, 1):
        column = LayoutColumn(
            forbund=fiscal_year.forbund, layout=table, label=str(each)[:60], series=each, order=order
        )
        children.append(services.Child(column))
    start_layout(table, by=by, children=children)
    return series


@transaction.atomic
def add_column(*, fiscal_year: FiscalYear, kind: str, about: int, by) -> Series:
    """A forecast of the year or a plan for one after it, as empty amounts beside the others.

    Raises ValidationError for another kind, and for what there is already.
    """
    services.turn(fiscal_year.forbund_id)
    ahead = about - fiscal_year.year
    if kind not in ALONE or (ahead != 0 if kind == SeriesKind.FORECAST else not 1 <= ahead <= 3):
        raise ValidationError("Välj en prognos för året eller en plan för något av de tre åren efter.")
    series = Series(
        forbund=fiscal_year.forbund,
        fiscal_year=fiscal_year,
        name=f"{SeriesKind(kind).label} {about}",
        kind=kind,
        about=about,
        order=10 + ahead,
    )
    suggest(series)
    return services.save(series, by=by)


def suggest(series: Series) -> None:
    """Let a new series read the contributions that are known of every payer, and begin with what the year before ends with."""
    known = Contribution.objects.filter(forbund=series.forbund_id, year=series.about)
    payers = grouped(known.values_list("status", "payer_id"), by=lambda row: row[0])
    everybody = {payer for rows in payers.values() for _, payer in rows}
    whole = (
        status
        for status in SUREST
        if status in payers and {payer for _, payer in payers[status]} == everybody
    )
    series.reads_contributions = next(whole, "")
    if series.opening_from is None:
        series.opening_from = opening_of(series)


def opening_of(series: Series) -> Series | None:
    """What a series may begin with the closing of: the plan or budget before it in its year, else the last that is known.

    Only what has an equity of its own to give is taken.
    """
    before = Series.objects.filter(forbund=series.forbund_id, about=series.about - 1)
    made = before.filter(fiscal_year=series.fiscal_year_id).exclude(kind=SeriesKind.INTERIM)
    if series.about > series.fiscal_year.year:
        return made.filter(kind__in=ORIGINAL).first()
    for kind in (SeriesKind.OUTCOME, SeriesKind.FORECAST, SeriesKind.REVISED, SeriesKind.BUDGET):
        last = before.filter(kind=kind).order_by("fiscal_year__year", "date", "pk").last()
        if last is not None and (last.opening is not None or last.opening_from_id is not None):
            return last
    return None


@transaction.atomic
def take_up(*, series: Series, by) -> list[str]:
    """Let a series read contributions and take up its opening where neither is said. Returns what was done, as sentences.

    Nothing that somebody has written is touched: contributions are read only where no payer's line has an amount.
    """
    services.turn(series.forbund_id)
    wanted, done = (
        Series(forbund=series.forbund, fiscal_year=series.fiscal_year, about=series.about, kind=series.kind),
        [],
    )
    suggest(wanted)
    typed = Amount.objects.filter(series=series, line__payer__isnull=False).exists()
    if not series.reads_contributions and wanted.reads_contributions and not typed:
        series.reads_contributions = wanted.reads_contributions
        done.append(f"{series} hämtar medlemsbidragen ({series.get_reads_contributions_display().lower()}).")
    if series.opening_from is None and series.opening is None and wanted.opening_from not in (None, series):
        series.opening_from = wanted.opening_from
        done.append(f"{series} börjar med vad {series.opening_from} slutar med.")
    if done:
        services.save(series, by=by)
    return done
