"""Which period of the year a delårsrapport tells of: the section's, else the report's own, else the one the books are about.

Every figure is then as of that period's last day: its outcome and its balance, and the newest forecast until then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from budget.models.series import SeriesKind
from budget.queries import money
from finsam.core.values import periods
from finsam.documents.models import Document
from finsam.facts.book import Book
from followup.accounts.basis import Basis, as_of, footing
from followup.accounts.blocks.statement_tables import StatementColumn
from followup.accounts.facts.statement_builder import StatementBuilder

INTERIM = "delarsrapport"


@dataclass(frozen=True, slots=True)
class Period:
    """An interim outcome of a year: its last day, where it is known, and the prefix of its facts."""

    year: int
    day: date | None
    prefix: str

    @property
    def since_new_year(self) -> str:
        """`1 januari–31 mars`."""
        return periods.since_new_year(self.day)

    def told(self, key: str) -> StatementColumn:
        """A statement's column of it."""
        if self.day is None:
            return StatementColumn(key, f"Utfall för delåret {self.year}", self.year, self.prefix)
        day = f"{self.day.day} {periods.MONTHS[self.day.month - 1]}"
        return StatementColumn(key, f"Utfall till {day} {self.year}", self.year, self.prefix)


def interim_days(book: Book) -> list[tuple[str, str]]:
    """The days that the year's interim outcomes and balances are of, as choices."""
    days = sorted(set(StatementBuilder(book, book.year).closings.values()))
    return [(f"{day:%m-%d}", periods.long_date(day)) for day in days]


def forecast_days(book: Book) -> list[tuple[str, str]]:
    """The days that the year's forecasts are as of, as choices."""
    dated = book.read(money).of_kind(SeriesKind.FORECAST, book.year)
    return [(f"{series.date:%m-%d}", periods.long_date(series.date)) for series in dated if series.date]


def own_day(document: Document | None) -> str:
    """`03-31`: the day that a delårsrapport itself says that it is about; blank for what says none."""
    told = document is not None and document.kind == INTERIM and document.until
    return f"{document.until:%m-%d}" if told else ""


def until_of(options: dict, document: Document | None) -> str:
    """The day that a block in a delårsrapport is as of: as chosen for the section, else the report's own."""
    return options["until"] or own_day(document)


def report_end(book: Book, document: Document | None) -> date:
    """The last day that a document tells of: its period's end, and of what has no period the year's."""
    if document is not None and document.kind == INTERIM:
        day = document.until or StatementBuilder(book, book.year).interim_day
        if day is not None:
            return day
    return date(book.year, 12, 31)


def interim_period(book: Book, year: int, until: str = "") -> Period | None:
    """The interim outcome of a year that ends on `until` (`03-31`), or that the books are about; None without one.

    An outcome without a day of its own has the one that the books state.
    """
    builder = StatementBuilder(book, year)
    if until:
        others = {prefix: facts.series for prefix, facts in builder.dated().items()}
        if builder.interim is not None:
            others["delar."] = builder.interim.series
        for prefix, series in others.items():
            if series.kind == SeriesKind.INTERIM and series.date and f"{series.date:%m-%d}" == until:
                return Period(year, series.date, prefix)
        return None
    return Period(year, builder.interim_day, "delar.") if builder.interim is not None else None


def same_period(book: Book, period: Period) -> Period:
    """The same period a year earlier, or what there is of that year under its own day."""
    year = period.year - 1
    same = interim_period(book, year, f"{period.day:%m-%d}") if period.day else None
    return same or interim_period(book, year) or Period(year, None, "delar.")


def forecast_of(book: Book, year: int, day: date | None) -> StatementColumn | None:
    """The column of the newest forecast until a day; it says its own day. None where there is none."""
    latest = footing(book, year, Basis.FORECAST, day)
    if latest is None:
        return None
    return StatementColumn("prognos", f"Helårsprognos {year}{as_of(latest.series)}", year, f"{latest.name}.")


def balance_day(book: Book, until: str) -> date | None:
    """The day of the interim balance: as chosen (`03-31`), else that of the interim outcome that the books are about."""
    if not until:
        return StatementBuilder(book, book.year).interim_day
    try:
        return date.fromisoformat(f"{book.year}-{until}")
    except ValueError:
        return None
