"""Dates and times as Swedes write them, and the fixed days the law gives a förbund."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time, timedelta

from babel.dates import format_date

NBSP = "\u00a0"
_YEAR = re.compile(r"\{år([+-]\d)?\}")
MONTHS = tuple(format_date(date(2000, month, 1), "LLLL", locale="sv") for month in range(1, 13))


def day_after(day: date) -> date:
    """The next day; the last day that a date can be has none."""
    return day + timedelta(days=1) if day < date.max else day


def ends_month(day: date) -> bool:
    """Whether a day is the last of its month."""
    return day_after(day).day == 1


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def in_year(day: date, year: int) -> date:
    """The same day of another year; 29 February is the 28th where there is none."""
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


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
    """`januari–december 2024`, `augusti 2023 – juli 2026`, or the days where a month isn't whole or an end is open."""
    if start is None or end is None or start.day != 1 or not ends_month(end):
        return spell(start, end)
    first, last = MONTHS[start.month - 1], f"{MONTHS[end.month - 1]} {end.year}"
    if start.year != end.year:
        return f"{first} {start.year}{NBSP}– {last}"
    return f"{first}–{last}" if start.month != end.month else last


def with_year(text: str, year: int) -> str:
    """`Budget {år} och plan {år+1}–{år+2}` seen from 2024: headings follow when a year is copied to the next."""
    return _YEAR.sub(lambda match: str(year + int(match[1] or 0)), text)


def since_new_year(day: date) -> str:
    """`1 januari–31 mars`: the period from the year's beginning that ends with the day."""
    return f"1{NBSP}januari–{day.day}{NBSP}{MONTHS[day.month - 1]}"


def with_day(text: str, day: date | None) -> str:
    """`Utfall {period}` of what ends on 31 March: headings follow the day of what stands under them."""
    for mark, words in (("{dag}", long_date(day)), ("{period}", since_new_year(day) if day else "")):
        text = text.replace(mark, words or "(dag saknas)")
    return text


def spell(start: date | None, end: date | None) -> str:
    """`sedan 1 januari 2024`, `1 januari 2023 – 31 december 2024`, `till 31 december 2024`, or nothing.

    Within a month `13–19 november 2023`; a day is itself.
    """
    if start and end and (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{long_date(end)}" if start != end else long_date(end)
    if start and end:
        return f"{long_date(start)} – {long_date(end)}"
    if start:
        return f"sedan {long_date(start)}"
    return f"till {long_date(end)}" if end else ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day that the law fixes for every förbund, year after year."""

    month: int
    day: int
    text: str
    source: str

    def on(self, year: int) -> date:
        """The deadline's date in `year`."""
        return date(year, self.month, self.day)


REPORT_DEADLINE = Deadline(3, 31, "Årsredovisningen ska vara upprättad", "24 § lagen (2003:1210)")
BUDGET_DEADLINE = Deadline(11, 30, "Budgeten ska vara fastställd", "23 § lagen (2003:1210)")
