"""The facts of one series: every line, total, share and capital, computed from its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from budget.capital.measures import capital_measures
from budget.ledger.facts import UNPLACED, book_facts, ledger_of, until
from budget.models import MEASURES, Category, Line, Series
from budget.models.series import SeriesKind, Side
from budget.queries import Money, money
from finsam.core.addresses import year_address
from finsam.core.values.grouping import grouped
from finsam.core.values.money import HUNDRED
from finsam.facts.book import Book, Fact, product, ratio, total

PREFIXES = {name: name for name in ("budget", "reviderad", "prognos", "utfall", "delar")}
INSATS_CATEGORIES = (Category.INDIVID, Category.STRUKTUR)


def amount_name(line: Line) -> str:
    """What the audit log calls a line's amount within its series."""
    return f"budget.amount:{line.name}"


def name_of(series: Series, data: Money) -> tuple[str, int]:
    """The prefix and year that a series' facts go by."""
    made = series.fiscal_year.year
    if series.kind == SeriesKind.PLAN:
        return f"plan{series.about - made}", made
    if series.kind == SeriesKind.REVISED_PLAN and data.canonical[series.kind, series.about, made] is series:
        return f"revplan{series.about - made}", made
    if data.canonical.get((series.kind, series.about, 0)) is series:
        return PREFIXES[series.kind], series.about
    return f"serie.{series.key}", made


@dataclass
class SeriesFacts:
    """Makes the facts of one series; each is made once."""

    book: Book
    data: Money
    series: Series
    made: dict[str, Fact] = field(default_factory=dict)

    def __post_init__(self):
        self.prefix, self.year = name_of(self.series, self.data)
        ledger = ledger_of(self.book, self.series)
        self.books = book_facts(self.book, self.series.about) if ledger else None
        self.until = (
            until(ledger.read_in, self.series) if ledger else 0
        )  # the last month of the books that it has
        self.amounts_href = self.address("budget-amounts", series=self.series.key)
        self.series_href = self.address("series-edit", key=self.series.key)

    def address(self, name: str, **arguments: object) -> str:
        """The address of a page in the series' own year, by its name."""
        return year_address(self.book.forbund, self.series.fiscal_year.year, name, **arguments)

    def key(self, name: str) -> str:
        """The full key of a fact of this series."""
        return f"{self.prefix}.{name}@{self.year}"

    def once(self, name: str, make) -> Fact:
        """The fact by its short name, made the first time it is asked for."""
        if name not in self.made:
            self.made[name] = make()
        return self.made[name]

    # Lines

    def children(self, line: Line | None, side: str = "") -> list[Line]:
        """The lines that make up a group (or the roots of one side); common costs are shared out instead."""
        below = [*self.data.children.get(line.pk if line else None, []), *([] if line else self.unplaced)]
        return [child for child in below if not child.common and (not side or child.side == side)]

    @cached_property
    def unplaced(self) -> list[Line]:
        """What of the books no rule takes, as a line of its own a side, so that the total is always the file's."""
        return [
            Line(pk=-number, forbund=self.series.forbund, key=UNPLACED[side], name="Ej kopplat", side=side)
            for number, side in enumerate(Side.values, 1)
            if self.books and self.books.ledger.unplaced(income=side == Side.INCOME)
        ]

    def line(self, line: Line) -> Fact:
        """A line's amount: typed in, read from the contributions, a share of a cost, or its lines' sum."""
        return self.once(line.key, lambda: self._line(line))

    def _line(self, line: Line) -> Fact:
        common = {
            "key": self.key(line.key),
            "label": line.name,
            "side": line.side,
            "definition": f"{line.name}, {self.series.name.lower()}.",
        }
        if self.books:
            return self._booked(line, common)
        amount = self.data.amounts.get((self.series.pk, line.pk))
        if amount is not None:
            return Fact(
                value=amount.amount,
                href=f"{self.amounts_href}#{line.key}",
                trace=(self.series.reference(), amount_name(line)),
                **common,
            )
        if line.payer_id and self.series.reads_contributions:
            status = self.series.reads_contributions
            paid = self.book.get(f"bidrag.{line.payer.key}.{status}@{self.series.about}")
            if paid is not None:
                return total(parts=[paid], **common)
        if line.share_of_id:
            return self._share_of_common(line, common)
        children = self.children(line)
        if children:
            return total(parts=[self.line(child) for child in children], **common)
        return Fact(href=f"{self.amounts_href}#{line.key}", **common)

    def _booked(self, line: Line, common: dict) -> Fact:
        """A line's amount as the books have it: its accounts and objects, and its lines."""
        own = (
            self.books.unplaced(self.prefix, line.side, self.until)
            if line in self.unplaced
            else self.books.of_line(self.prefix, line, self.until)
        )
        parts = [*(self.line(child) for child in self.children(line)), *own]
        if not parts and line.share_of_id:
            return self._share_of_common(line, common)
        if not parts and self.books.ledger.has_rule(
            line.pk
        ):  # nothing is booked there, which is zero and not blank
            return Fact(value=Decimal(0), href=self.books.href, **common)
        return total(parts=parts, href=self.books.href, **common)

    def _share_of_common(self, line: Line, common: dict) -> Fact:
        """A line that is a percentage of a common cost."""
        whole = self.line(self.data.lines[line.share_of_id])
        share = self.share_of_common(line, self.key(f"{line.key}.del"))
        return product(common.pop("key"), common.pop("label"), share, whole, **common)

    def share_of_common(self, line: Line, key: str) -> Fact:
        """Which share of a common cost a line is, by a key."""
        return Fact(
            key,
            f"Andel av {self.data.lines[line.share_of_id].name.lower()}",
            line.share / HUNDRED,
            unit="%",
            href=self.address("lines-edit", key=line.key),
            trace=(line.reference(), "share"),
        )

    def has_own(self, line: Line) -> bool:
        """Whether an amount is written on a line, or an account belongs to it."""
        if self.books:
            return self.books.ledger.has_rule(line.pk)
        return (self.series.pk, line.pk) in self.data.amounts

    # Measures

    def measure(self, name: str) -> Fact:
        """Income, costs, result, opening, resources or closing capital of the series."""
        makers = {"intakter": self._income, "kostnader": self._costs, "resultat": self._result,
                  "ingaende": self._opening, "resurser": self._resources, "utgaende": self._closing}  # fmt: skip
        return self.once(name, makers[name])

    def _total(self, name: str, parts, definition: str, **fields) -> Fact:
        return total(self.key(name), MEASURES[name], parts, definition=definition, **fields)

    def _stated(self, name: str, field: str, definition: str) -> Fact:
        """A measure that is written in a field of the series."""
        return Fact(
            self.key(name),
            MEASURES[name],
            getattr(self.series, field),
            href=self.series_href,
            trace=(self.series.reference(), field),
            definition=definition,
        )

    def _income(self):
        parts = [self.line(line) for line in self.children(None, "intakt")]
        return self._total("intakter", parts, "Alla intäkter tillsammans.", side="intakt")

    def _costs(self):
        parts = [self.line(line) for line in self.children(None, "kostnad")]
        return self._total("kostnader", parts, "Alla kostnader tillsammans.", side="kostnad")

    def _result(self):
        if self.series.stated_result is not None and not self.books:
            definition = "Resultatet är angivet som helhet; raderna bakom är inte kända."
            return self._stated("resultat", "stated_result", definition)
        parts = [self.measure("intakter"), self.measure("kostnader")]
        return self._total("resultat", parts, "Intäkter minus kostnader. Minus betyder underskott.")

    def _opening(self):
        if self.series.opening_from_id is not None:
            source = self.data.series[self.series.opening_from_id]
            closing = self.sibling(source).measure("utgaende")
            return self._total(
                "ingaende", [closing], f"Hämtat från utgående eget kapital i {source.name.lower()}."
            )
        return self._stated("ingaende", "opening", "Eget kapital när året börjar, angivet.")

    def _resources(self):
        parts = [self.measure("intakter"), self.measure("ingaende")]
        return self._total("resurser", parts, "Årets intäkter och det egna kapital som året börjar med.")

    def _closing(self):
        opening = self.measure("ingaende")
        definition = "Ingående eget kapital plus årets resultat."
        if opening.value is None:
            return Fact(
                self.key("utgaende"), MEASURES["utgaende"], href=self.series_href, definition=definition
            )
        return self._total("utgaende", [opening, self.measure("resultat")], definition)

    def sibling(self, series: Series) -> SeriesFacts:
        """The facts of another series, the same as everybody else gets."""
        return series_facts(self.book, series)

    # Insatser and categories

    def insats_lines(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The topmost lines that belong to an insats."""
        for line in lines:
            if line.insats_id:
                yield line
            else:
                yield from self.insats_lines(self.children(line))

    def insatser(self) -> dict[str, Fact]:
        """What each insats costs, by the insats's key."""
        costs = self.children(None, "kostnad")
        lines = grouped(self.insats_lines(costs), by=lambda line: line.insats.key)
        return {key: self.once(f"insats.{key}", lambda k=key: self._insats(k, lines[k])) for key in lines}

    def _insats(self, key: str, lines: list[Line]) -> Fact:
        name = lines[0].insats.name
        return total(
            self.key(f"insats.{key}"),
            name,
            [self.line(line) for line in lines],
            side="kostnad",
            definition=f"Vad {name} kostar enligt {self.series.name.lower()}.",
        )

    def _parts_by_category(self) -> dict[str, list[Fact]]:
        """Costs by verksamhetskategori; an insats of two kinds is split by its shares."""
        parts: dict[str, list[Fact]] = {category: [] for category in Category.values}

        def walk(line: Line, inherited: str):
            category = line.category or inherited
            children = self.children(line)
            lump = (self.series.pk, line.pk) in self.data.amounts
            if line.insats_id:
                shares = self.data.insats_shares(line.insats_id, self.series.about)
                for share in shares:
                    parts[share.kind.national].append(self.share_of(line, share))
                if shares:
                    return
            if children and not lump:
                for child in children:
                    walk(child, category)
            elif category:
                parts[category].append(self.line(line))

        for root in self.children(None, "kostnad"):
            walk(root, "")
        return parts

    def share_of(self, line: Line, share) -> Fact:
        """A line's money, or the part of it that the insats's share of a kind makes."""
        if share.share == HUNDRED:
            return self.line(line)
        place = share.insats_year
        part = Fact(
            f"insats.{place.insats.key}.{share.kind.key}@{place.fiscal_year.year}",
            f"{place.insats.name}: andel {share.kind.name.lower()}",
            share.share / HUNDRED,
            unit="%",
            href=year_address(self.book.forbund, place.fiscal_year.year, "insatser-show", key=place.key),
        )
        name = f"{line.key}.{share.kind.key}"
        label = f"{line.name}, {share.kind.name.lower()}"
        return self.once(name, lambda: product(self.key(name), label, part, self.line(line), side=line.side))

    def categories(self) -> list[Fact]:
        """Costs per verksamhetskategori and their shares."""
        parts = self._parts_by_category()
        facts = {
            category: total(
                self.key(f"kategori.{category}"),
                str(Category(category).label),
                parts[category],
                side="kostnad",
                definition=f"Kostnader som hör till {Category(category).label.lower()}.",
            )
            for category in parts
            if parts[category]
        }
        insatser = total(
            self.key("kategori.insatser"),
            "Insatser",
            [facts[category] for category in INSATS_CATEGORIES if category in facts],
            side="kostnad",
            definition="Individinriktade och strukturövergripande insatser tillsammans.",
        )
        costs = self.measure("kostnader")
        shares = [
            self._ratio("insatser", "Insatsernas andel av kostnaderna", insatser, costs),
            *(
                self._ratio(name, f"{facts[name].label}: andel av insatserna", facts[name], insatser)
                for name in INSATS_CATEGORIES
                if name in facts
            ),
        ]
        if Category.ADMIN in facts:
            label = "Administrationens andel av kostnaderna"
            shares.append(self._ratio("administration", label, facts[Category.ADMIN], costs))
        return [*facts.values(), insatser, *shares]

    def _ratio(self, name: str, label: str, upper: Fact, lower: Fact) -> Fact:
        definition = f"{upper.label} delat med {lower.label.lower()}."
        return ratio(self.key(f"andel.{name}"), label, upper, lower, decimals=1, definition=definition)

    def per_participant(self) -> Iterator[Fact]:
        """Cost per planned participant, for insatser that plan a number."""
        for key, cost in self.insatser().items():
            planned = self.book.get(f"insats.{key}.deltagare@{self.series.about}")
            if planned is not None and planned.value:
                yield ratio(
                    self.key(f"insats.{key}.per-deltagare"),
                    f"{cost.label}: kostnad per planerad deltagare",
                    cost,
                    planned,
                    unit="kr",
                    side="kostnad",
                    definition="Insatsens kostnad delad med planerat antal deltagare.",
                )

    def all(self) -> Iterator[Fact]:
        """Every fact of the series."""
        for line in [*self.data.lines.values(), *self.unplaced]:
            fact = self.line(line)
            yield fact
            if fact.op == "product":
                yield fact.parts[0][1]  # the percentage, so that prose can say it
        if self.books:
            for line in self.data.lines.values():
                yield from self.books.of_line(self.prefix, line, self.until)
            for line in self.unplaced:
                yield from self.books.unplaced(self.prefix, line.side, self.until)
        for name in MEASURES:
            yield self.measure(name)
        yield from self.insatser().values()
        yield from self.categories()
        yield from capital_measures(self)
        yield from self.per_participant()


def series_facts(book: Book, series: Series) -> SeriesFacts:
    """The facts of a series, made once per book."""
    data = book.read(money)
    return book.memo(("series", series.pk), lambda: SeriesFacts(book, data, data.series[series.pk]))
