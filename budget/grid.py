"""The grid of amounts: all lines in their tree and one series, as the page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.forms import BoundField

from budget.facts import series_facts
from budget.forms import AmountsForm
from budget.models import Amount, Line, Series
from budget.queries import money
from budget.services import reads_elsewhere, signed
from finsam.core.values.money import number
from finsam.facts.book import Book

TOTALS = {
    "intakter": "Summa intäkter",
    "kostnader": "Summa kostnader",
    "resultat": "Årets resultat",
    "ingaende": "Ingående eget kapital",
    "utgaende": "Utgående eget kapital",
}


def kronor(value: Decimal | None) -> str:
    """`1 234 567`, with öre only where there are any; blank for None."""
    if value is None:
        return ""
    return number(value, 0 if value == value.to_integral_value() else 2)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the grid: a line with a field to write in, or with what it comes to and why."""

    key: str
    label: str
    text: str
    fact_key: str = ""
    account: str = ""
    depth: int = 0
    is_sum: bool = False
    own: bool = False  # a group that has an amount of its own instead of its lines' sum
    field: BoundField | None = None
    asked: BoundField | None = None  # what a minus means
    reason: str = ""
    reads: str = ""  # where it is read: "contributions", or "line"
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The income, the costs, or the costs to share out."""

    title: str
    entries: tuple[Entry, ...]


class Grid:
    """One series in a book; with a form that has been written in, its amounts before they are saved."""

    def __init__(self, book: Book, series: Series):
        self.book = book
        self.data = book.read(money)
        self.series = self.data.series[series.pk]

    def stored(self, line: Line) -> Decimal | None:
        """A line's own amount as people speak of it: a cost without its minus."""
        amount = self.data.amounts.get((self.series.pk, line.pk))
        return signed(line, amount.amount) if amount else None

    def writable(self, line: Line) -> bool:
        """Whether the amount is written here; one that is read elsewhere can only be taken away."""
        return not reads_elsewhere(line, self.series) or self.stored(line) is not None

    def form(self, data=None, *, tenant) -> AmountsForm:
        """The form with a field for each line that can be written."""
        lines = [line for line in self.data.lines.values() if self.writable(line)]
        stored = {line.pk: self.stored(line) for line in lines}
        return AmountsForm(data, instance=self.series, tenant=tenant, lines=lines, stored=stored)

    def imagine(self, amounts: dict[Line, Decimal | None]) -> None:
        """Let the book say what these amounts would make. To be done before its facts are asked for."""
        for line, value in amounts.items():
            place = (self.series.pk, line.pk)
            self.data.amounts.pop(place, None)
            if value is not None:
                one = Amount(series=self.series, line=line, amount=signed(line, value))
                self.data.amounts[place] = one

    @cached_property
    def beside(self) -> list[Series]:
        """What to compare with: an outcome's budget; the same kind the year before; what else is known of that year."""
        one, known = self.series, self.data.canonical
        year, made = one.about - 1, one.fiscal_year.year
        budgets = [known.get((kind, one.about, 0)) for kind in ("reviderad", "budget")]
        wanted = [
            next((found for found in budgets if found and one.kind in ("utfall", "delar", "prognos")), None),
            self.data.same_day(one.kind, year, one.date),
            known.get((one.kind, year, made if one.kind == "plan" else 0)),
            *(known.get((kind, year, 0)) for kind in ("budget", "utfall", "prognos")),
        ]
        found = {series.pk: series for series in wanted if series is not None and series.pk != one.pk}
        return list(found.values())[:2]

    def sections(self, form: AmountsForm) -> list[Section]:
        """Every line in its tree, with the form's fields."""
        roots = self.data.children.get(None, [])
        parts = (
            ("Intäkter", [line for line in roots if line.side == "intakt" and not line.common]),
            ("Kostnader", [line for line in roots if line.side == "kostnad" and not line.common]),
            (
                "Gemensamma kostnader, som delas upp på rader ovan",
                [line for line in self.data.lines.values() if line.common],
            ),
        )
        return [
            Section(title, tuple(entry for line in lines for entry in self._entries(line, form, 0)))
            for title, lines in parts
            if lines
        ]

    def _entries(
        self, line: Line, form: AmountsForm, depth: int, *, in_lump: bool = False
    ) -> Iterator[Entry]:
        children = [one for one in self.data.children.get(line.pk, []) if not one.common]
        fact = series_facts(self.book, self.series).line(line)
        name = form.name_of(line)
        own = self.stored(line) is not None
        # A group is written in one place: here as a lump, or on its lines, or in a group above it.
        summed = bool(children) and not own and (fact.value is not None or in_lump)
        writes = name in form.fields and not summed
        reason = reads_elsewhere(line, self.series) or ""
        reads = "contributions" if line.payer_id else "line"
        yield Entry(
            key=line.key,
            label=line.name,
            text=kronor(fact.natural),
            fact_key=fact.key if fact.value is not None else "",
            account=line.account,
            depth=depth,
            is_sum=bool(children),
            own=bool(children) and own,
            field=form[name] if writes else None,
            asked=form.answer_of(name) if writes else None,
            reason=reason,
            reads=reads if reason else "",
            beside=tuple(kronor(series_facts(self.book, one).line(line).natural) for one in self.beside),
        )
        for child in children:
            yield from self._entries(child, form, depth + 1, in_lump=in_lump or own)

    def totals(self) -> list[Entry]:
        """What the series comes to."""
        facts, others = series_facts(self.book, self.series), self.beside
        return [
            Entry(
                key=f"summa-{name}",
                label=label,
                text=kronor(facts.measure(name).natural),
                fact_key=facts.measure(name).key,
                is_sum=True,
                beside=tuple(kronor(series_facts(self.book, one).measure(name).natural) for one in others),
            )
            for name, label in TOTALS.items()
        ]
