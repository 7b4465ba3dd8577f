"""What is read of samples: what they were drawn from, what has become of the books since, and what the findings come to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from django.db.models import Count, Q

from auditors.sampling import drawing, estimating, population
from auditors.sampling.estimating import Judged, Term
from auditors.sampling.models import Method, Sample, SampleItem
from auditors.sampling.population import Choice, Item, Totals, chosen, digest, everything
from budget.ledger.snapshot import ZERO, Snapshot
from budget.models import LedgerImport, Standing
from finsam.core.models import FiscalYear
from finsam.core.values import money
from finsam.core.values.grouping import grouped


def books_in_force(fiscal_year: FiscalYear) -> LedgerImport | None:
    """The books that a new sample is drawn from."""
    return LedgerImport.objects.filter(fiscal_year=fiscal_year, standing=Standing.CURRENT).first()


@dataclass(frozen=True)
class Population:
    """The items of some books, and those chosen of them."""

    books: LedgerImport
    choice: Choice

    @cached_property
    def snapshot(self) -> Snapshot:
        """The books themselves."""
        return self.books.snapshot

    @cached_property
    def everything(self) -> list[Item]:
        """Every item of the chosen kind."""
        return everything(self.snapshot, self.choice.source, self.books.to_month)

    @cached_property
    def items(self) -> list[Item]:
        """Those that are chosen."""
        return chosen(self.everything, self.choice)

    @cached_property
    def totals(self) -> Totals:
        """How many they are, and what they come to."""
        return Totals.of(self.items)

    @cached_property
    def of_books(self) -> Totals:
        """How many all are, and what they come to."""
        return Totals.of(self.everything)

    @property
    def left_out(self) -> Totals:
        """What isn't chosen."""
        return Totals(self.of_books.count - self.totals.count, self.of_books.total - self.totals.total)

    @cached_property
    def other_side(self) -> Totals | None:
        """Where a side is chosen: what is left out for being of the other, chosen alike in all else."""
        if not self.choice.side:
            return None
        side = population.CREDIT if self.choice.side == population.DEBIT else population.DEBIT
        return Totals.of(chosen(self.everything, replace(self.choice, side=side)))

    @property
    def size(self) -> Decimal:
        """What all amounts come to without sign, kr: what a sample by amount counts."""
        return sum((abs(item.amount) for item in self.items), ZERO)

    @property
    def zeros(self) -> int:
        """How many come to nothing, which a sample by amount never takes."""
        return sum(1 for item in self.items if not item.amount)

    @property
    def result(self) -> Decimal | None:
        """The books' own result, which the items of income and cost come to, with the sign turned; else None."""
        return self.snapshot.result(self.books.to_month) if self.choice.source == population.RESULT else None

    def label(self, item: Item) -> str:
        """An item as people read it, with the account's and the object's names."""
        if item.number:
            return f"{item.what[0].upper()}{item.what[1:]}"
        told = self.snapshot.label(item.account)
        if not item.object:
            return told
        return f"{told}, objekt {item.object} {self.snapshot.objects.get(item.object, '')}".strip()


@dataclass(frozen=True)
class Moved:
    """An item drawn that has another amount in the books now; None where it is gone."""

    row: SampleItem
    label: str
    now: Decimal | None


@dataclass
class Opened:
    """A sample with its items, what it was drawn from, and how that differs from the books in force."""

    sample: Sample
    items: list[SampleItem]
    current: LedgerImport | None
    moved: list[Moved] = field(default_factory=list)

    @cached_property
    def population(self) -> Population:
        """What it was drawn from."""
        return Population(self.sample.books, self.sample.choice)

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """The population's items by id."""
        return {item.id: item for item in self.population.items}

    @property
    def rows(self) -> list[tuple[SampleItem, Item, str]]:
        """Each item drawn, as the books had it, with what it is called."""
        items = [(row, self.item(row)) for row in self.items]
        return [(row, item, self.population.label(item)) for row, item in items]

    def item(self, row: SampleItem) -> Item:
        """An item drawn as the books had it; one that they can't tell of is what was stored."""
        return self.by_id.get(row.item) or Item(row.item, row.amount, account=row.item)

    @property
    def intact(self) -> bool:
        """Whether the population is still what it was: its checksum is that which was stored."""
        return digest(self.population.items) == self.sample.population_hash

    @property
    def renewed(self) -> bool:
        """Whether other books are in force than those it was drawn from."""
        return self.current is not None and self.current.pk != self.sample.books_id

    @property
    def strata(self) -> list[tuple[str, Totals, int]]:
        """Each stratum: its limits in words, what is in it, and how many were drawn."""
        limits = self.sample.limits
        inside = drawing.strata(self.population.items, limits)
        drawn = [sum(1 for row in self.items if row.stratum == at) for at in range(len(inside))]
        return [
            (words, Totals.of(items), count)
            for words, items, count in zip(stratum_words(limits), inside, drawn, strict=True)
        ]

    @property
    def start(self) -> Decimal:
        """Where the first hit by amount is, kr."""
        plan = self.sample.plan
        return Decimal(drawing.start_of(plan.seed, plan.interval)) / 100

    @property
    def estimate(self) -> Estimate:
        """What the findings come to."""
        return Estimate(self)


def stratum_words(limits: tuple[int, ...]) -> list[str]:
    """`under 10 000 kr`, `10 000 kr till under 100 000 kr`, `100 000 kr och mer`; without limits the only one."""
    if not limits:
        return ["alla poster"]
    told = [money.exact(Decimal(limit) / 100, "kr") for limit in limits]
    between = [f"{low} till under {high}" for low, high in pairwise(told)]
    return [f"under {told[0]}", *between, f"{told[-1]} och mer"]


@dataclass(frozen=True)
class Estimate:
    """What the errors that were found say of the population, where every item has been judged."""

    opened: Opened

    @property
    def judged(self) -> int:
        """How many items have a result."""
        return sum(1 for row in self.opened.items if row.result)

    @property
    def whole(self) -> bool:
        """Whether all have."""
        return self.judged == len(self.opened.items)

    @cached_property
    def errors(self) -> Decimal:
        """The errors themselves, kr."""
        return sum((row.error for row in self.opened.items), ZERO)

    @cached_property
    def terms(self) -> list[Term]:
        """What is added up."""
        sample = self.opened.sample
        judged = [Judged(row.amount, row.error, row.stratum, row.hits) for row in self.opened.items]
        if sample.method == Method.MONETARY:
            return estimating.by_amount(judged, sample.interval)
        strata = self.opened.strata
        return estimating.by_count(
            judged, [totals.count for _, totals, _ in strata], [words for words, _, _ in strata]
        )

    @property
    def untouched(self) -> list[str]:
        """The strata that have items of which none was drawn: the estimate tells nothing of them."""
        return [words for words, totals, drawn in self.opened.strata if totals.count and not drawn]

    @property
    def projected(self) -> Decimal:
        """The estimated error of the whole population, to two figures that count."""
        return estimating.about(sum((term.comes_to for term in self.terms), ZERO))

    @property
    def at_most(self) -> Decimal | None:
        """Of a sample by amount without any error: the most that can be wrong, with 95 per cent certainty."""
        sample = self.opened.sample
        if sample.method != Method.MONETARY or any(row.error for row in self.opened.items):
            return None
        return estimating.about(sample.interval * estimating.NO_ERROR_FACTOR)


def opened(sample: Sample) -> Opened:
    """A sample with all that its page tells; three questions."""
    items = list(SampleItem.objects.filter(sample=sample))
    current = books_in_force(sample.fiscal_year)
    if current is not None and current.pk == sample.books_id:
        sample.books = current
    whole = Opened(sample, items, current)
    if whole.renewed:
        now = {item.id: item.amount for item in everything(current.snapshot, sample.source, current.to_month)}
        whole.moved = [
            Moved(row, f"{label}, {item.when}", now.get(row.item))
            for row, item, label in whole.rows
            if now.get(row.item) != row.amount
        ]
    return whole


def all_opened(fiscal_year: FiscalYear, *, shared: bool = False) -> list[Opened]:
    """The year's samples with all that is told of them, or those that are shared; three questions, however many there are.

    How they differ from the books in force isn't worked out.
    """
    rows = Sample.objects.filter(fiscal_year=fiscal_year).order_by("drawn_at", "pk")
    listed = list(rows.exclude(shared_on=None) if shared else rows)
    books = LedgerImport.objects.in_bulk({sample.books_id for sample in listed})
    items = grouped(SampleItem.objects.filter(sample__in=listed), by=lambda row: row.sample_id)
    for sample in listed:
        sample.books, sample.fiscal_year = books[sample.books_id], fiscal_year
    return [Opened(sample, items.get(sample.pk, []), None) for sample in listed]


def samples(fiscal_year: FiscalYear) -> list[Sample]:
    """The year's samples with how many items each has, and how many have been judged."""
    rows = Sample.objects.filter(fiscal_year=fiscal_year)
    counted = rows.annotate(drawn=Count("items"), judged=Count("items", filter=~Q(items__result="")))
    return list(counted.order_by("drawn_at", "pk"))
