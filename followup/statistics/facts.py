"""`stat`: the year's statistics as facts, and what is worked out of them and of the money.

`stat.<insats>.<measure>.<population>[.<bin>][.i-<kommun>][.kvinna|man|annat][.andel]@Y`; an insats is its key
or `forbundet`, a population that ends before the year does has its day after it (`pagaende-0831`), and a group
called what may stand in its place is `grupp-annat`.
Derived: `stat.<insats>.andel-avslutade`, `.kostnad-per-deltagare`, `.kostnad`, for several answers per person
`.svar` and `.per-person`, and `.per-person` also of what else is counted among people (contacts, meetings).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from finsam.facts.book import Book, Fact, provider, ratio, total
from followup.statistics import queries
from followup.statistics.models import Population
from followup.statistics.statistics_table import SEXES, Check, Place, TableFacts


@dataclass
class YearStatistics:
    """A year's tables, tied together: the head counts of an insats, and what flows between them."""

    book: Book
    year: int
    tables: dict[str, TableFacts] = field(default_factory=dict)
    _flow: dict[tuple[str, str, str], Fact | None] = field(default_factory=dict, repr=False)

    def __post_init__(self):
        for table in self.book.read(queries.tables, self.year):
            self.tables[table.key] = TableFacts.of(table)
        self.heads: dict[tuple[str, str], TableFacts] = {}
        for facts in self.tables.values():
            if facts.is_head_count:
                self.heads.setdefault((facts.insats, facts.table.scope), facts)

    def head(self, insats: str, population: str, sex: str = "") -> Fact | None:
        """How many the people of a population are, all year: entered, or worked out of the flow."""
        place = (insats, population, sex)
        if place not in self._flow:
            self._flow[place] = None  # what is asked for while it is worked out isn't known
            self._flow[place] = self._head(*place)
        return self._flow[place]

    def _head(self, insats: str, population: str, sex: str) -> Fact | None:
        head = self.heads.get((insats, population))
        if head is not None and (fact := head.fact(Place(sex=sex))) is not None:
            return fact
        terms = FLOW.get(population)
        if terms is None:
            return None
        parts = [(factor, self.head(insats, scope, sex)) for factor, scope in terms]
        if any(part is None or part.value is None for _, part in parts):
            return None
        known = next(self.heads[insats, scope] for _, scope in terms if (insats, scope) in self.heads)
        name = f"stat.{insats}.{known.table.measure.key}.{population}{f'.{sex}' if sex else ''}@{self.year}"
        label = str(Population(population).label) + (f", {sex}" if sex else "")
        words = "Ingående och nya." if population == Population.ENROLLED else "Inskrivna minus avslutade."
        return total(name, label, parts, unit="st", persons=True, definition=words)

    def insatser(self) -> list[str]:
        """The keys of insatser with any head count, in order."""
        return list(dict.fromkeys(insats for insats, _ in self.heads))

    def facts(self) -> Iterator[Fact]:
        """Every fact of the year."""
        made: dict[str, Fact] = {}
        for table in self.tables.values():
            made |= {fact.key: fact for fact in table.facts()}
            if (each := self.per_person(table)) is not None:
                made[each.key] = each
        for insats in self.insatser():
            for population in FLOW:
                for sex in ("", *SEXES):
                    fact = self.head(insats, population, sex)
                    if fact is not None:
                        made.setdefault(fact.key, fact)
            made |= {fact.key: fact for fact in self.derived(insats)}
        for check in self.checks():
            fact = made.get(check.left.key)
            if check.holds and fact is not None and check.right.value is not None:
                made[fact.key] = replace_identities(fact, (*fact.identities, _same(check)))
        yield from made.values()

    def per_person(self, table: TableFacts) -> Fact | None:
        """What isn't people, counted among people, for each of them; None where either isn't known."""
        if not table.counts or table.table.measure.persons or table.table.bin_set_id is not None:
            return None
        among, people = table.fact(Place()), self.head(table.insats, table.table.scope)
        if among is None or people is None:
            return None
        definition = f"{table.label(Place())}, delat med antalet personer."
        return table.per_person(f"{table.table.measure} per person", among, people, definition)

    def derived(self, insats: str) -> Iterator[Fact]:
        """What is never entered: the share closed, and the cost per participant."""
        enrolled, closed = self.head(insats, Population.ENROLLED), self.head(insats, Population.CLOSED)
        if enrolled is not None and closed is not None:
            yield ratio(
                f"stat.{insats}.andel-avslutade@{self.year}",
                "Andel avslutade av inskrivna",
                closed,
                enrolled,
                definition=f"Avslutade under {self.year} delat med alla som var inskrivna under året.",
            )
        spent = self.book.get(f"utfall.insats.{insats}@{self.year}")
        if enrolled is None or spent is None or spent.value is None:
            return
        cost = total(
            f"stat.{insats}.kostnad@{self.year}",
            "Insatsens kostnad",
            [(-1, spent)],
            definition=f"Insatsens utfall {self.year}.",
        )
        yield cost
        yield ratio(
            f"stat.{insats}.kostnad-per-deltagare@{self.year}",
            "Kostnad per deltagare",
            cost,
            enrolled,
            unit="kr",
            definition=f"Insatsens utfall {self.year} delat med alla som var inskrivna under året.",
        )

    def checks(self) -> Iterator[Check]:
        """What must agree between tables: the same people are as many in each, and who came, left or stayed."""
        for table in self.tables.values():
            head = self.heads.get((table.insats, table.table.scope))
            if head is None or head is table or not table.counts or not table.table.measure.persons:
                continue
            for sex in ("", *SEXES):
                left, right = table.fact(Place(sex=sex)), head.fact(Place(sex=sex))
                if left is not None and right is not None:
                    message = f"”{table.table}” omfattar inte lika många som ”{head.table}”."
                    yield Check(f"{table.table.key}{f'.{sex}' if sex else ''}/n", left, right, message)
        for insats in self.insatser():
            yield from self._flow_checks(insats)

    def _flow_checks(self, insats: str) -> Iterator[Check]:
        for population, terms in FLOW.items():
            for sex in ("", *SEXES):
                stated = self.head(insats, population, sex)
                parts = [(factor, self.head(insats, scope, sex)) for factor, scope in terms]
                if stated is None or (stated.op == "sum" and tuple(parts) == stated.parts):
                    continue
                if any(part is None for _, part in parts):
                    continue
                right = total(
                    f"{stated.key.replace('@', '.flode@')}", FLOW_WORDS[population], parts, unit="st"
                )
                message = f"{stated.label}: det som följer av de andra uppgifterna är inte detsamma."
                yield Check(f"{insats}/{population}{f'.{sex}' if sex else ''}", stated, right, message)
        brought = self.heads.get((insats, Population.BROUGHT))
        for sex in ("", *SEXES) if brought is not None else ():
            fact = brought.fact(Place(sex=sex))
            name = (
                brought.key(Place(sex=sex)).partition("@")[0].replace(Population.BROUGHT, Population.CARRIED)
            )
            before = fact and self.book.get(f"{name}@{self.year - 1}")
            if before is not None:
                message = (
                    f"{fact.label}: {self.year} börjar inte med dem som var kvar när {self.year - 1} slutade."
                )
                yield Check(f"{insats}/ingaende{f'.{sex}' if sex else ''}", fact, before, message)


FLOW = {
    Population.ENROLLED: ((1, Population.BROUGHT), (1, Population.NEW)),
    Population.CARRIED: ((1, Population.ENROLLED), (-1, Population.CLOSED)),
}
FLOW_WORDS = {
    Population.ENROLLED: "Vid årets början och nya",
    Population.CARRIED: "Inskrivna under året minus avslutade",
}


def _same(check: Check) -> tuple[tuple[int, str], ...]:
    """That two figures agree, as an identity among facts."""
    if check.right.op == "sum" and ".flode@" in check.right.key:
        return (*((factor, part.key) for factor, part in check.right.parts), (-1, check.left.key))
    return ((1, check.left.key), (-1, check.right.key))


def replace_identities(fact: Fact, identities: tuple) -> Fact:
    """The same fact with other identities."""
    return replace(fact, identities=identities, value=fact.value if fact.op == "given" else None)


def statistics(book: Book, year: int) -> YearStatistics:
    """The year's statistics, made once per book."""
    return book.memo(("statistics", year), lambda: YearStatistics(book, year))


@provider("stat", called="Statistik", people=True)
def statistics_facts(book: Book, year: int) -> Iterator[Fact]:
    """All statistics of a year."""
    yield from statistics(book, year).facts()
