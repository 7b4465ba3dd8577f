"""All the money of a förbund, read at once: it is small, and every table is made of the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import F

from budget.models import Amount, Layout, Line, Series, Side
from budget.models.series import AHEAD
from finsam.core.values.grouping import grouped
from plans.models.insatser import InsatsShare


@dataclass(frozen=True)
class Money:
    """Lines, series, amounts and insats shares of one förbund, tied together in memory."""

    lines: dict[int, Line]
    series: dict[int, Series]
    amounts: dict[tuple[int, int], Amount]
    shares: dict[tuple[int, int], list[InsatsShare]]

    @cached_property
    def children(self) -> dict[int | None, list[Line]]:
        """Lines by parent; roots under None."""
        return grouped(self.lines.values(), by=lambda line: line.parent_id)

    @cached_property
    def parts(self) -> list[tuple[str, list[Line]]]:
        """The roots of the lines as a grid shows them, part by part with its heading; parts without lines are left out."""
        roots = self.children.get(None, [])
        parts = [
            ("Intäkter", [line for line in roots if line.side == Side.INCOME and not line.common]),
            ("Kostnader", [line for line in roots if line.side == Side.COST and not line.common]),
            (
                "Gemensamma kostnader, som delas upp på rader ovan",
                [line for line in self.lines.values() if line.common],
            ),
        ]
        return [(title, lines) for title, lines in parts if lines]

    @cached_property
    def canonical(self) -> dict[tuple[str, int, int], Series]:
        """The series that a kind means: by kind, year about, and (for plans) year made; the newest wins.

        Newest is made in the latest year, and within it as of the latest day; one without a day is oldest, but for a
        revision that is being written while those before it are decided.
        """
        newest: dict[tuple[str, int, int], Series] = {}
        for series in self.series.values():
            made = series.fiscal_year.year if series.kind in AHEAD else 0
            other = newest.get((series.kind, series.about, made))
            if other is not None and series.decided and other.is_being_revised:
                continue
            newest[series.kind, series.about, made] = series
        return newest

    def of_kind(self, kind: str, about: int) -> list[Series]:
        """All series of a kind about a year, oldest first."""
        return [series for series in self.series.values() if (series.kind, series.about) == (kind, about)]

    def same_day(self, kind: str, about: int, day: date | None) -> Series | None:
        """The newest series of a kind about a year whose day is `day`'s of that year, or None."""
        same = [
            series
            for series in self.of_kind(kind, about)
            if day and series.date and (series.date.month, series.date.day) == (day.month, day.day)
        ]
        return same[-1] if same else None

    def until(self, kind: str, about: int, day: date | None) -> Series | None:
        """The newest series of a kind about a year that is as of a day or before it; without a day, the newest.

        One without a day of its own counts only where none has one.
        """
        made = self.of_kind(kind, about)
        dated = [series for series in made if series.date]
        if not dated:
            return made[-1] if made else None
        return next((series for series in reversed(dated) if day is None or series.date <= day), None)

    def insats_shares(self, insats_id: int, year: int) -> list[InsatsShare]:
        """How an insats is split over kinds in a year, or in the nearest year that says."""
        years = [when for (which, when) in self.shares if which == insats_id]
        if not years:
            return []
        nearest = min(years, key=lambda when: (abs(when - year), -when))
        return self.shares[insats_id, nearest]


def money(forbund) -> Money:
    """Read it: four queries, however many rows."""
    lines = {line.pk: line for line in Line.objects.filter(forbund=forbund).select_related("insats", "payer")}
    series = {
        row.pk: row
        for row in Series.objects.filter(forbund=forbund)
        .select_related("fiscal_year")
        .order_by("fiscal_year__year", F("date").asc(nulls_first=True), "pk")
    }
    amounts = {
        (amount.series_id, amount.line_id): amount for amount in Amount.objects.filter(forbund=forbund)
    }
    shares = InsatsShare.objects.filter(forbund=forbund).select_related(
        "kind", "insats_year__fiscal_year", "insats_year__insats"
    )
    by_insats = grouped(shares, by=lambda x: (x.insats_year.insats_id, x.insats_year.fiscal_year.year))
    return Money(lines, series, amounts, by_insats)


def tree(forbund) -> list[tuple[Line, int]]:
    """All lines in the order of their tree, each with how deep it stands."""
    lines = Line.objects.filter(forbund=forbund).select_related("insats", "payer")
    return list(_walk(grouped(lines, by=lambda line: line.parent_id), None, 0))


def _walk(below: dict[int | None, list[Line]], parent: int | None, depth: int) -> Iterator[tuple[Line, int]]:
    for line in below.get(parent, ()):
        yield line, depth
        yield from _walk(below, line.pk, depth + 1)


def layouts(forbund, year: int) -> dict[str, Layout]:
    """A year's layouts by key, with rows, columns and what they name, in a constant number of queries."""
    rows = Layout.objects.filter(forbund=forbund, fiscal_year__year=year).prefetch_related(
        "columns__series__fiscal_year",
        "columns__against__fiscal_year",
        "rows__terms",
        "rows__only_columns",
        "rows__line",
        "rows__series__fiscal_year",
    )
    return {layout.key: layout for layout in rows}
