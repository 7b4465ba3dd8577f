"""A year to one of its months: the outcome of the books, and the budget as it is spread, as facts like those of a series."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budget.facts import SeriesFacts, series_facts
from budget.ledger.facts import ledger_of
from budget.ledger.queries import closed_months
from budget.models import CostType, Line, Series
from budget.models.series import SeriesKind
from budget.months.spreading import MONTHS, by_month, summed
from budget.queries import money
from finsam.core.values import periods
from finsam.facts.book import Book, Fact, portion, total

HITTILLS, PERIOD = "hittills", "periodbudget"
OTHER = "ovrigt"  # what belongs to none of a grouping


def sources(book: Book, year: int) -> dict[int, Series]:
    """The months that a year's outcome is known to, each with the series that tells of it.

    Books tell of every month they have. Typed in, an interim outcome tells of the month that it ends with, and the
    year's outcome of the whole year.
    """
    return book.memo(("sources", year), lambda: dict(_sources(book, year)))


def _sources(book: Book, year: int) -> Iterator[tuple[int, Series]]:
    data = book.read(money)
    outcome = data.canonical.get((SeriesKind.OUTCOME, year, 0))
    ledger = ledger_of(book, outcome) if outcome is not None else None
    if ledger is not None:
        first = 1 if ledger.snapshot.has_months else ledger.to_month
        for month in range(first, ledger.to_month + 1):
            yield month, outcome
        return
    typed = [(series.date, series) for series in data.of_kind(SeriesKind.INTERIM, year) if series.date]
    for day, series in typed:
        if periods.ends_month(day) and _has_amounts(book, series):
            yield day.month, series
    if outcome is not None and _has_amounts(book, outcome):
        yield MONTHS, outcome


def _has_amounts(book: Book, series: Series) -> bool:
    facts = series_facts(book, series)
    return any(facts.measure(name).value is not None for name in ("intakter", "kostnader"))


def month_to_show(book: Book, year: int) -> int | None:
    """The last closed month, else the last whole one that the outcome is known to; None where none is known."""
    known = sources(book, year)
    closed = [month for month in book.read(closed_months, year) if month in known]
    return max(closed or known, default=None)


def budget_in_force(book: Book, year: int) -> Series | None:
    """The year's budget as last revised, or as first decided; one that is being revised doesn't hold yet."""
    data = book.read(money)
    revised = [each for each in data.of_kind(SeriesKind.REVISED, year) if not each.is_being_revised]
    made = [*revised[::-1], data.canonical.get((SeriesKind.BUDGET, year, 0))]
    return next((each for each in made if each is not None and _has_amounts(book, each)), None)


class ToDate(SeriesFacts):
    """A year's outcome from January to a month."""

    def __init__(self, book: Book, series: Series, month: int):
        self.month = month
        super().__init__(book, book.read(money), series)

    def __post_init__(self):
        super().__post_init__()
        self.typed = series_facts(self.book, self.series)
        self.prefix, self.year = f"{HITTILLS}.{self.month:02}", self.series.about
        self.until = self.month

    def _line(self, line: Line) -> Fact:
        if self.books:
            return super()._line(line)
        return total(
            self.key(line.key), line.name, [self.typed.line(line)], side=line.side,
            definition=f"{line.name} enligt {self.series.name.lower()}, som är inskrivet.",
        )  # fmt: skip


class Periodised(SeriesFacts):
    """What of a year's budget is planned for January to a month."""

    def __init__(self, book: Book, series: Series, month: int):
        self.month = month
        super().__init__(book, book.read(money), series)

    def __post_init__(self):
        super().__post_init__()
        self.whole = series_facts(self.book, self.series)
        self.prefix, self.year = f"{PERIOD}.{self.month:02}", self.series.about

    def _line(self, line: Line) -> Fact:
        """The line's amount, as much of it as its months come to; a sum is the sum of its lines."""
        whole, below = self.whole.line(line), summed(self.whole, line)
        common = {
            "key": self.key(line.key),
            "label": line.name,
            "side": line.side,
            "definition": f"{line.name} enligt {self.series.name.lower()}, januari till och med {periods.MONTHS[self.month - 1]}.",
        }
        if below:
            return total(parts=[self.line(child) for child in below], **common)
        if whole.value is None:
            return Fact(href=whole.href, **common)
        come = sum(by_month(self.book, self.series, line)[: self.month], Decimal(0))
        if come == whole.value:
            return total(parts=[whole], **common)
        share = Fact(
            self.key(f"{line.key}.del"),
            f"{line.name}: andel av året till och med {periods.MONTHS[self.month - 1]}",
            come / whole.value,
            unit="%",
            decimals=1,
            href=f"{self.address('budget-months', series=self.series.key)}#{line.key}",
            definition="Så stor del av årets belopp som är fördelad på månaderna.",
        )
        return portion(common.pop("key"), common.pop("label"), share, whole, **common)


def to_date(book: Book, year: int, month: int) -> ToDate | None:
    """The outcome of a year to a month, made once per book; None where it isn't known to that month."""
    series = sources(book, year).get(month)
    if series is None:
        return None
    return book.memo((HITTILLS, year, month), lambda: ToDate(book, series, month))


def periodised(book: Book, series: Series, month: int) -> Periodised:
    """A budget to a month, made once per book."""
    return book.memo((PERIOD, series.pk, month), lambda: Periodised(book, series, month))


def cost_types(facts: SeriesFacts) -> dict[str, Fact]:
    """Costs by kostnadsslag; a line that doesn't say has that of its group."""
    parts: dict[str, list[Fact]] = {}

    def walk(line: Line, inherited: str) -> None:
        kind = line.cost_type or inherited
        children = [] if (facts.series.pk, line.pk) in facts.data.amounts else facts.children(line)
        for child in children:
            walk(child, kind)
        if not children and kind:
            parts.setdefault(kind, []).append(facts.line(line))

    for root in facts.children(None, "kostnad"):
        walk(root, "")
    return {
        kind: facts.once(f"slag.{kind}", lambda kind=kind: total(
            facts.key(f"slag.{kind}"), str(CostType(kind).label), parts[kind], side="kostnad",
            definition=f"Kostnader av slaget {CostType(kind).label.lower()}.",
        ))
        for kind in CostType.values
        if kind in parts
    }  # fmt: skip


def categories(facts: SeriesFacts) -> dict[str, Fact]:
    """Costs by verksamhetskategori."""
    known = {
        fact.key.partition("@")[0].rpartition(".")[2]: fact
        for fact in facts.categories()
        if ".kategori." in fact.key
    }
    return {name: fact for name, fact in known.items() if name != "insatser"}
