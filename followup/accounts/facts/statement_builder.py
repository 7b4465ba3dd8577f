"""Where the facts of one year's books are made, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property

from budget.facts import SeriesFacts, series_facts
from budget.models import SeriesKind
from budget.queries import money
from finsam.core.addresses import year_address
from finsam.facts.book import Book, Fact, ratio, total
from followup.accounts.queries import Records, records_of, year_end
from followup.accounts.schemes import SchemeRow

ZERO = Decimal(0)


class StatementBuilder:
    """The year's series and records, and the facts made of them so far, by name without prefix and year."""

    def __init__(self, book: Book, year: int):
        self.book, self.year = book, year
        self.records: Records = records_of(book)
        self.made: dict[str, Fact] = {}

    def series(self, *kinds: str) -> SeriesFacts | None:
        """The year's newest series of the first kind there is."""
        known = self.book.read(money).canonical
        chosen = next((known[kind, self.year, 0] for kind in kinds if (kind, self.year, 0) in known), None)
        return series_facts(self.book, chosen) if chosen else None

    @cached_property
    def interim(self) -> SeriesFacts | None:
        """The interim outcome that the year's delårsrapport is about: as of the day the books say, else the newest."""
        texts = self.records.texts.get(self.year)
        end = texts.interim_end if texts else None
        series = self.book.read(money).same_day("delar", self.year, end)
        return series_facts(self.book, series) if series else self.series(SeriesKind.INTERIM)

    @cached_property
    def interim_day(self) -> date | None:
        """The last day of the period that the year's delårsrapport is about: the interim outcome's, else as stated."""
        texts = self.records.texts.get(self.year)
        stated = texts.interim_end if texts else None
        return (self.interim.series.date if self.interim else None) or stated

    @cached_property
    def closings(self) -> dict[str, date]:
        """The year's interim closings: the prefix that a balance's facts have, and its day."""
        days = [s.date for s in self.book.read(money).of_kind(SeriesKind.INTERIM, self.year) if s.date]
        by_prefix = {f"delar-{day:%m%d}.": day for day in [*days, *self.records.closings(self.year)]}
        if self.interim_day is not None:
            by_prefix = {"delar.": self.interim_day, **by_prefix}
            by_prefix.pop(f"delar-{self.interim_day:%m%d}.", None)
        return by_prefix

    def closing(self, prefix: str) -> date | None:
        """The day that a balance is of, by its facts' prefix; None for an interim period whose end nobody has said."""
        return self.closings.get(prefix) if prefix else year_end(self.year)

    def prefix_of(self, day: date) -> str:
        """What the facts of a day's balance begin with."""
        return next((prefix for prefix, when in self.closings.items() if when == day), f"delar-{day:%m%d}.")

    def dated(self) -> dict[str, SeriesFacts]:
        """The year's other interim outcomes and forecasts, by the prefix that their facts have: `delar-0331.`."""
        usual = {"delar": self.interim, "prognos": self.series(SeriesKind.FORECAST)}
        return {
            f"{kind}-{series.date:%m%d}.": series_facts(self.book, series)
            for kind, chosen in usual.items()
            for series in self.book.read(money).of_kind(kind, self.year)
            if series.date and series is not chosen.series
        }

    @cached_property
    def outcome(self) -> SeriesFacts | None:
        """What the year came to."""
        return self.series(SeriesKind.OUTCOME)

    @cached_property
    def budget(self) -> SeriesFacts | None:
        """The budget as first decided, which the year is held against."""
        return self.series(SeriesKind.BUDGET)

    @cached_property
    def revised(self) -> SeriesFacts | None:
        """The budget as last revised; None where it never was."""
        return self.series(SeriesKind.REVISED)

    @property
    def has_lines(self) -> bool:
        """Whether the outcome is known line by line, and not only as a result."""
        names = ("intakter", "kostnader")
        return self.outcome is not None and any(
            self.outcome.measure(name).value is not None for name in names
        )

    @property
    def has_balance(self) -> bool:
        """Whether the year's closing balance is known."""
        return self.records.has_balance(year_end(self.year))

    @property
    def is_known(self) -> bool:
        """Whether there is anything to make facts of."""
        kinds = ("utfall", "delar", "prognos", "reviderad", "budget")
        return bool(self.series(*kinds)) or self.has_balance or self.year in self.records.texts

    def address(self, name: str, **arguments: object) -> str:
        """The address of a page in the year, by its name."""
        return year_address(self.book.forbund, self.year, name, **arguments)

    def before(self, name: str) -> Fact | None:
        """The same fact a year earlier, or None."""
        return self.book.get(f"bokslut.{name}@{self.year - 1}")

    def key(self, name: str) -> str:
        """The full key."""
        return f"bokslut.{name}@{self.year}"

    def keep(self, name: str, fact: Fact) -> Fact:
        """Remember a fact by its name."""
        self.made[name] = fact
        return fact

    def given(self, name: str, label: str, value: Decimal | None = None, **fields) -> Fact:
        """A fact as entered; blank where nothing is."""
        return self.keep(name, Fact(self.key(name), label, value, **fields))

    def zero(self, name: str, label: str, href: str, **fields) -> Fact:
        """Nothing, where all that there is has been entered: zero and not blank."""
        return self.given(name, label, ZERO, href=href, definition="Inget är bokfört på raden.", **fields)

    def total(self, name: str, label: str, parts: Iterable[Fact | tuple[int, Fact]], **fields) -> Fact:
        """A sum, remembered."""
        return self.keep(name, total(self.key(name), label, parts, **fields))

    def share(self, name: str, label: str, upper: Fact, lower: Fact, **fields) -> Fact:
        """A share with one decimal, remembered."""
        fields = {"decimals": 1, **fields}
        return self.keep(name, ratio(self.key(name), label, upper, lower, **fields))

    def rows(
        self,
        scheme: Iterable[SchemeRow],
        post: Callable[[SchemeRow], Fact],
        *,
        prefix: str = "",
        word: str = "",
        leave: frozenset[str] = frozenset(),
    ) -> None:
        """Make a statement's facts: each post by `post`, each sum of its terms; those in `leave` are made elsewhere."""
        for row in scheme:
            name = f"{prefix}{row.key}"
            if row.kind == "heading" or row.key in leave:
                continue
            if row.kind == "sum":
                terms = [self.made[f"{prefix}{term}"] for term in row.terms]
                definition = f"Summan av {', '.join(term.label.lower() for term in terms)}."
                self.total(name, f"{row.label}{word}", terms, definition=definition)
            else:
                self.keep(name, post(row))
