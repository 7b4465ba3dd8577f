"""Which period of the year a delårsrapport tells of: always the day of the series that is printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from budget.queries import money
from finsam import periods
from finsam.documents.facts import Book
from followup.basis import as_of
from followup.blocks.statements import Told
from followup.books import records
from followup.facts.desk import Desk


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

    def told(self, key: str) -> Told:
        """A statement's column of it."""
        if self.day is None:
            return Told(key, f"Utfall för delåret {self.year}", self.year, self.prefix)
        day = f"{self.day.day} {periods.MONTHS[self.day.month - 1]}"
        return Told(key, f"Utfall till {day} {self.year}", self.year, self.prefix)


def interim_days(book: Book) -> list[tuple[str, str]]:
    """The days that the year's interim outcomes end on, as choices."""
    found = book.read(money).of_kind("delar", book.year)
    return [(f"{one.date:%m-%d}", periods.long_date(one.date)) for one in found if one.date]


def _stated_end(book: Book, year: int) -> date | None:
    """The interim period's last day as the books state it."""
    texts = book.read(records).texts.get(year)
    return texts.interim_end if texts else None


def interim_period(book: Book, year: int, until: str = "") -> Period | None:
    """The interim outcome of a year that ends on `until` (`03-31`), or that the books are about; None without one.

    An outcome without a day of its own has the one that the books state.
    """
    desk = Desk(book, year)
    if until:
        others = {prefix: facts.series for prefix, facts in desk.dated().items()}
        if desk.interim is not None:
            others["delar."] = desk.interim.series
        for prefix, series in others.items():
            if series.kind == "delar" and series.date and f"{series.date:%m-%d}" == until:
                return Period(year, series.date, prefix)
        return None
    if desk.interim is None:
        return None
    return Period(year, desk.interim.series.date or _stated_end(book, year), "delar.")


def same_period(book: Book, period: Period) -> Period:
    """The same period a year earlier, or what there is of that year under its own day."""
    year = period.year - 1
    same = interim_period(book, year, f"{period.day:%m-%d}") if period.day else None
    return same or interim_period(book, year) or Period(year, None, "delar.")


def forecast_of(book: Book, year: int, period: Period) -> Told:
    """The column of the forecast made as of the period's end, else of the newest; it says its day."""
    same = book.read(money).same_day("prognos", year, period.day)
    newest = book.read(money).canonical.get(("prognos", year, 0))
    if same is not None and same is not newest:
        return Told("prognos", f"Helårsprognos {year}{as_of(same)}", year, f"prognos-{same.date:%m%d}.")
    return Told("prognos", f"Helårsprognos {year}{as_of(newest)}", year, "prognos.")


def balance_day(book: Book, year: int) -> date | None:
    """The day of the interim balance: as the books state it, else of the only interim outcome there is."""
    stated = _stated_end(book, year)
    found = book.read(money).of_kind("delar", year)
    return stated or (found[0].date if len(found) == 1 else None)
