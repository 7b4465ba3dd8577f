"""The published edition of a document: small counts of people are hidden wherever they stand. No Django here.

`suppress(resolved, threshold)` is a function of plain data; the inner edition is the document untouched.
A count from 1 to threshold − 1 prints "färre än 5" (never 0); what is hidden only so that another can't be
worked out prints "..". A hidden figure is hidden in every table, chart, note and sentence, also as the
part of a figure that is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from html import unescape

from finsam.documents import disclosure
from finsam.documents.disclosure import Choice, Problem, Relation
from finsam.documents.facts import Fact
from finsam.documents.resolve import Resolved
from finsam.documents.tables import Cell, Chart, Column, Html, Piece, Row, Table
from finsam.money import UNITS, rounded

DEFAULT_THRESHOLD = 5
HIDDEN = ".."
INNER = "Inre utgåva: små antal visas"

_DATA = re.compile(r'<data(?: class="[^"]*+")? value="([^"]*+)"[^<>]*+>([^<]*+)</data>')


def suppress(
    resolved: Resolved, threshold: int = DEFAULT_THRESHOLD, earlier: Iterable[Told] = ()
) -> Resolved:
    """The document as it may be published. `earlier` is what published editions have told already."""
    return apply(resolved, plan(resolved, threshold, earlier), threshold)


def inner(resolved: Resolved, plan: Plan) -> Resolved:
    """The document as it is, with a word on every page where the published one hides something."""
    return replace(resolved, edition=INNER) if plan.hidden else resolved


@dataclass(frozen=True)
class Plan:
    """What is hidden and why; `facts` are all that the document rests on, by key."""

    choice: Choice
    facts: dict[str, Fact]

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The keys of all that isn't printed."""
        hidden = self.choice.hidden
        return hidden | {key for key, fact in self.facts.items() if fact.beside in hidden}

    def printed_hidden(self, resolved: Resolved) -> list[Fact]:
        """The figures that the document prints and the published one won't."""
        return [fact for key, fact in resolved.facts.items() if key in self.hidden]


def plan(resolved: Resolved, threshold: int = DEFAULT_THRESHOLD, earlier: Iterable[Told] = ()) -> Plan:
    """Decide what to hide. A figure of few people that was published before is named in `choice.exposed`."""
    facts = all_facts((*resolved.facts.values(), *resolved.tied.values()))
    counts = {key for key, fact in facts.items() if is_count(fact)}
    if not counts:
        return Plan(Choice(), facts)
    earlier = tuple(earlier)
    known, ties = _known(facts, counts, earlier)
    printed = _printed(resolved)
    public, told = published(earlier, known)
    ratios, withheld = {}, set()
    for key, precision in printed.items():
        fact = facts[key]
        if key in counts or not _rests_on(fact, counts):
            continue
        ratios[key] = (_tells(fact, precision, known), _counts_below(fact, counts & known.keys()))
        _, lower = _shares(_quotient(fact)) or ("", "")
        if 0 < known.get(lower, 0) < threshold:
            withheld.add(key)
    problem = Problem(
        threshold=threshold,
        values=known,
        ties=ties,
        shown=frozenset(counts & printed.keys() & known.keys()),
        ratios=ratios,
        public=public,
        known=(*_within(facts, known), *told),
        withheld=frozenset(withheld),
    )
    return Plan(disclosure.choose(problem), facts)


def problem_of_counts(
    facts: Mapping[str, Fact],
    threshold: int,
    earlier: Iterable[Told] = (),
    seen: frozenset[str] = frozenset(),
) -> Problem:
    """All these counts taken for printed, before somebody who already has `seen` some of them.

    A share tells nothing more than the counts it is made of, and is hidden with any of them.
    """
    counts = {key for key, fact in facts.items() if is_count(fact)}
    earlier = tuple(earlier)
    known, ties = _known(facts, counts, earlier)
    public, told = published(earlier, known)
    return Problem(
        threshold=threshold,
        values=known,
        ties=ties,
        shown=frozenset(counts & known.keys()),
        public=public | (seen & known.keys()),
        known=(*_within(facts, known), *told),
    )


def weigh(problem: Problem) -> Choice:
    """What of the counts isn't shown. Where too many hang together to be weighed, all of those are hidden."""
    choices = [_weighed(one) for one in disclosure.pieces(problem)]
    names = ("small", "masked", "protecting", "exposed")
    return Choice(**{name: frozenset().union(*(getattr(one, name) for one in choices)) for name in names})


WEIGHED = 60  # counts that hang together: how many are weighed one by one


def _weighed(problem: Problem) -> Choice:
    """What to hide of counts that hang together; all but the public ones where that can't be told."""
    if not any(problem.is_small(name) for name in problem.values):
        return Choice()
    if len(problem.values) <= WEIGHED:
        found = disclosure.choose(problem)
        if not found.exposed - problem.public:
            return found
    return Choice(protecting=frozenset(problem.values) - problem.public)


def _known(
    facts: Mapping[str, Fact], counts: set[str], earlier: tuple[Told, ...] = ()
) -> tuple[dict[str, int], tuple[Relation, ...]]:
    """Every count with its value, also those that only follow from others, and the identities among them."""
    values = {key: _whole(facts[key]) for key in counts}
    ties = _ties(facts, counts)
    for one in earlier:
        ties += [tie for tie in one.ties if tie not in ties]
        values = {**one.values, **values}
    values |= {name: values.get(name) for relation in ties for _, name in relation.terms}
    for _ in disclosure.implied(values, ties):
        pass
    known = {key: value for key, value in values.items() if value is not None}
    return known, tuple(one for one in ties if all(name in known for _, name in one.terms))


def _within(facts: Mapping[str, Fact], known: Mapping[str, int]) -> list[Relation]:
    """What words beside the figures tell: a verdict, that a count is at least so large."""
    found = [limits for fact in facts.values() for limits in fact.within]
    return [Relation(((1, key),), low, high) for key, low, high in found if key in known]


def is_count(fact: Fact) -> bool:
    """Whether the fact counts people: it says so, or is a sum of facts that do."""
    return fact.persons or (fact.op == "sum" and any(is_count(part) for _, part in fact.parts))


def _of_people(fact: Fact) -> bool:
    """Whether the fact counts people or is worked out from what does."""
    return any(is_count(one) for one in fact.walk())


def all_facts(printed: Iterable[Fact]) -> dict[str, Fact]:
    """The facts and all that they rest on, by key."""
    return {fact.key: fact for one in printed for fact in one.walk()}


def _whole(fact: Fact) -> int | None:
    return None if fact.value is None else int(fact.value)


def _ties(facts: Mapping[str, Fact], counts: set[str]) -> list[Relation]:
    """Every identity among counts: sums and their parts, and what facts say besides."""
    found: dict[Relation, None] = {}
    for key in sorted(counts):
        fact = facts[key]
        if fact.op == "sum":
            terms = [(factor, part.key) for factor, part in fact.parts if part.value is not None]
            found[disclosure.tie([*terms, (-1, key)])] = None
    for fact in facts.values():
        for terms in fact.ties:
            found[disclosure.tie(terms)] = None
    return list(found)


def _rests_on(fact: Fact, counts: set[str]) -> bool:
    return any(one.key in counts or not counts.isdisjoint(one.of) for one in fact.walk())


def _counts_below(fact: Fact, counts: set[str]) -> frozenset[str]:
    """The counts nearest below a fact: those that it can be worked back to."""
    found = counts & {*fact.of}
    for _, part in fact.parts:
        if part.key in counts:
            found.add(part.key)
        else:
            found |= _counts_below(part, counts)
    return frozenset(found)


def _quotient(fact: Fact) -> Fact:
    """The fact itself, or the one that it is another name of."""
    while fact.op == "sum" and len(fact.parts) == 1 and fact.parts[0][0] == 1:
        fact = fact.parts[0][1]
    return fact


def _shares(fact: Fact) -> tuple[str, ...]:
    """What a quotient is made of: the keys of how many, and of how many; none for what isn't one."""
    return tuple(part.key for _, part in fact.parts) if fact.op == "ratio" else fact.of


def _tells(fact: Fact, precision: Decimal, known: Mapping[str, int]) -> tuple[Relation, ...]:
    """What a printed quotient tells of the counts it is made of; also under another fact's name."""
    fact = _quotient(fact)
    if not fact.value:
        return ()
    values = {part.key: part.value for _, part in fact.parts}
    parts = [key if key in known else values.get(key) for key in _shares(fact)]
    if any(part is None for part in parts) or not any(isinstance(part, str) for part in parts):
        return ()
    upper, lower = parts
    return disclosure.rounded_ratio(upper, lower, rounded(fact.value / precision) * precision, precision)


# ---- What is printed, and how finely ----


def _printed(resolved: Resolved) -> dict[str, Decimal]:
    """Every printed fact by key with the finest step it is printed in, in the fact's own unit."""
    found: dict[str, Decimal] = {}

    def note(key: str, precision: Decimal) -> None:
        found[key] = min(precision, found.get(key, precision))

    for table in resolved.tables():
        for column in table.columns:
            for row in table.rows:
                cell = row.cells.get(column.key)
                for fact in (cell.fact, cell.second) if cell is not None else ():
                    if fact is not None and fact.value is not None:
                        note(fact.key, _precision(column.text(fact), fact, column.unit_of(fact)))
    for html in _texts(resolved):
        for key, text in _DATA.findall(html):
            fact = resolved.facts.get(unescape(key))
            if fact is not None and fact.value is not None:
                note(fact.key, _precision(unescape(text), fact, ""))
    return found


def _precision(text: str, fact: Fact, unit: str) -> Decimal:
    """How finely a printed figure tells: `40,5 %` in thousandths."""
    decimals = re.search(r",(\d+)", text)
    word = re.search(r"(tkr|mnkr|%)\s*$", text)
    unit = word[1] if word else unit or fact.unit
    step = UNITS.get(unit, (Decimal(1), ""))[0]
    return step.scaleb(-len(decimals[1])) if decimals else step


def _texts(resolved: Resolved) -> Iterable[str]:
    """Every piece of filled prose."""
    for part in resolved.parts:
        yield from (part.prose, part.after)
        for piece in part.pieces:
            if isinstance(piece, Html):
                yield piece.html
            elif isinstance(piece, Table):
                yield from (cell.html for row in piece.rows for cell in row.cells.values() if cell.html)


@dataclass(frozen=True)
class Told:
    """What a published edition tells for ever: every count that it rested on, what of them was printed, and how.

    `values` are the counts as they were, `shown` those printed, `ties` what held among them, and `known` what
    quotients, verdicts and "färre än" told.
    """

    values: dict[str, int]
    shown: frozenset[str]
    ties: tuple[Relation, ...]
    known: tuple[Relation, ...]


def told_by(resolved: Resolved, plan: Plan, threshold: int = DEFAULT_THRESHOLD) -> Told:
    """What the document tells when it is published with what a plan hides."""
    facts, hidden = plan.facts, plan.hidden
    counts = {key for key, fact in facts.items() if is_count(fact)}
    values, _ = _known(facts, counts)
    printed = _printed(resolved)
    quotients = [
        relation
        for key, precision in printed.items()
        if key not in counts and key not in hidden
        for relation in _tells(facts[key], precision, values)
    ]
    small = [Relation(((1, key),), 1, threshold - 1) for key in sorted(plan.choice.small & values.keys())]
    shown = frozenset((counts & printed.keys() & values.keys()) - hidden)
    # Identities with counts that this document has nothing to do with are kept: a later one may print those.
    return Told(values, shown, tuple(_ties(facts, counts)), (*quotients, *_within(facts, values), *small))


def published(
    earlier: Iterable[Told], values: Mapping[str, int]
) -> tuple[frozenset[str], tuple[Relation, ...]]:
    """Of what earlier editions told, what is still true: counts that stood there as they are now, and the rest."""
    counts: set[str] = set()
    known: dict[Relation, None] = {}
    for one in earlier:
        counts |= {key for key in one.shown if values.get(key) == one.values[key]}
        known |= {one: None for one in one.known if all(name in values for _, name in one.terms)}
    return frozenset(counts), tuple(known)


# ---- The document without what is hidden ----


def apply(resolved: Resolved, plan: Plan, threshold: int = DEFAULT_THRESHOLD) -> Resolved:
    """The document with the plan's figures hidden, in every place and behind every figure that is left."""
    if not plan.hidden and not any(is_count(fact) for fact in plan.facts.values()):
        return resolved
    return _Hider(resolved, plan, threshold).document()


def mark(plan: Plan, key: str, threshold: int) -> str:
    """What stands in a hidden figure's place."""
    return f"färre än {threshold}" if key in plan.choice.small else HIDDEN


class _Hider:
    """Rewrites a document piece by piece."""

    def __init__(self, resolved: Resolved, plan: Plan, threshold: int):
        self.resolved, self.plan, self.threshold = resolved, plan, threshold
        self.precision = _printed(resolved)
        self.told: dict[str, Fact] = {}

    def document(self) -> Resolved:
        resolved = self.resolved
        parts = tuple(
            replace(
                part,
                prose=self.prose(part.prose),
                after=self.prose(part.after),
                pieces=tuple(self.piece(piece) for piece in part.pieces),
            )
            for part in resolved.parts
        )
        facts = {key: self.shown(fact) for key, fact in resolved.facts.items() if not self.hides(fact)}
        return replace(resolved, parts=parts, facts=facts)

    def hides(self, fact: Fact | None) -> bool:
        """Whether the fact isn't printed."""
        return fact is not None and fact.key in self.plan.hidden

    def text(self, key: str) -> str:
        """What stands in a hidden figure's place."""
        return mark(self.plan, key, self.threshold)

    def shown(self, fact: Fact) -> Fact:
        """A fact that is printed, without parts or precision that tell of what isn't."""
        if fact.key not in self.told:
            self.told[fact.key] = self._shown(fact)
        return self.told[fact.key]

    def _shown(self, fact: Fact) -> Fact:
        if not _of_people(fact):
            return fact
        printed = self.precision
        bare = {"ties": (), "within": ()}
        if fact.op == "given":
            return replace(fact, **bare)
        # Also a share that isn't printed itself: under another name it would else stand there exactly.
        if all(part.key in printed and not self.hides(part) for _, part in fact.parts if _of_people(part)):
            parts = tuple((factor, self.shown(part)) for factor, part in fact.parts)
            return replace(fact, value=None, parts=parts, **bare)
        step, value = printed.get(fact.key), fact.value
        if step is not None:
            value = rounded(value / step) * step
        return replace(fact, op="given", parts=(), value=value, **bare)

    def prose(self, html: str) -> str:
        """Filled prose with hidden figures replaced by what may be said."""

        def one(found: re.Match) -> str:
            key = unescape(found[1])
            return self.text(key) if key in self.plan.hidden else found[0]

        return _DATA.sub(one, html) if "<data" in html else html

    def piece(self, piece: Piece) -> Piece:
        """A block's piece with hidden figures taken out."""
        if isinstance(piece, Html):
            return replace(piece, html=self.prose(piece.html))
        if isinstance(piece, Chart):
            return self.chart(piece)
        return self.table(piece) if isinstance(piece, Table) else piece

    def chart(self, chart: Chart) -> Chart:
        """A chart draws what is left; its words are made anew, and a whole with a part missing is no whole."""
        table = self.table(chart.table)
        if not any(self.hides(fact) for fact in chart.table.facts()):
            return replace(chart, table=table)
        return replace(chart, table=table, alt="", kind="bar" if chart.kind == "shares" else chart.kind)

    def table(self, table: Table) -> Table:
        """A table with its hidden cells said in words, and a note on what they mean."""
        hidden = [fact.key for fact in table.facts() if self.hides(fact)]
        lost = {
            (row.key, column)
            for row in table.rows
            for column, cell in row.cells.items()
            if self.hides(cell.fact)
        }
        rows = tuple(self.row(row, table.columns, lost) for row in table.rows)
        return replace(table, rows=rows, note=" ".join(filter(None, (table.note, self.note(hidden)))))

    def row(self, row: Row, columns: tuple[Column, ...], lost: set[tuple[str, str]]) -> Row:
        """A sum of rows that aren't all there is a figure of its own."""
        cells = {key: self.cell(cell) for key, cell in row.cells.items()}
        whole = not any((key, column.key) in lost for key in (*row.sums, row.key) for column in columns)
        return replace(row, cells=cells, sums=row.sums if whole else ())

    def cell(self, cell: Cell) -> Cell:
        """A cell with its hidden figures replaced."""
        if cell.html:
            return replace(cell, html=self.prose(cell.html))
        second = None if cell.second is None or self.hides(cell.second) else self.shown(cell.second)
        if self.hides(cell.fact):
            return replace(cell, fact=None, second=None, text=self.text(cell.fact.key))
        return replace(cell, fact=self.shown(cell.fact), second=second) if cell.fact is not None else cell

    def note(self, hidden: list[str]) -> str:
        """What the marks of a table mean."""
        if not hidden:
            return ""
        few = f"Uppgifter om färre än {self.threshold} personer visas inte."
        if all(key in self.plan.choice.small for key in hidden):
            return few
        return f"{few} Två punkter (..) står där en uppgift är dold för att ingen liten uppgift ska gå att räkna ut."
