"""Dates and times as Swedes write them, and the fixed days the law gives a förbund."""

from dataclasses import dataclass
from datetime import date, time

from babel.dates import format_date

NBSP = "\u00a0"
MONTHS = tuple(format_date(date(2000, month, 1), "LLLL", locale="sv") for month in range(1, 13))


def long_date(day: date | None) -> str:
    """`27 mars 2024`."""
    return f"{day.day}{NBSP}{MONTHS[day.month - 1]} {day.year}" if day else ""


def short_date(day: date | None) -> str:
    """`27/3`, for tables under a month's heading."""
    return f"{day.day}/{day.month}" if day else ""


def weekday(day: date) -> str:
    """`onsdag`: always computed, so that a weekday can't disagree with its date."""
    return format_date(day, "EEEE", locale="sv")


def clock(start: time | None, end: time | None = None) -> str:
    """`13.00–16.00`, or only the start."""
    if start is None:
        return ""
    text = start.strftime("%H.%M")
    return f"{text}–{end.strftime('%H.%M')}" if end else text


def span(start: date | None, end: date | None) -> str:
    """`2024-01-01 – 2024-12-31`; an open end leaves its side empty."""
    if start is None and end is None:
        return ""
    return f"{start or ''}{NBSP}– {end or ''}".strip()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day that the law fixes for every förbund, year after year."""

    key: str
    month: int
    day: int
    text: str
    source: str

    def on(self, year: int) -> date:
        """The deadline's date in `year`."""
        return date(year, self.month, self.day)


DEADLINES = (
    Deadline("arsredovisning", 3, 31, "Årsredovisningen ska vara upprättad", "24 § lagen (2003:1210)"),
    Deadline("budget", 11, 30, "Budgeten ska vara fastställd", "23 § lagen (2003:1210)"),
)
