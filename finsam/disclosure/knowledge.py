"""What a reader of a published document knows, and what must be hidden for it; `hiding` hides it.

A count from 1 to threshold − 1 prints "färre än 5" (never 0); what is hidden only so that another can't be
worked out prints "visas inte", and within a sentence "ett dolt antal". A hidden figure is hidden in every table, chart, note and sentence, also as the
part of a figure that is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from html import unescape

from finsam.core.text.elements import elements
from finsam.core.values.money import rounded, worth
from finsam.disclosure import chooser
from finsam.disclosure import problem as disclosure_problem
from finsam.disclosure.chooser import Choice
from finsam.disclosure.problem import Problem, Relation, rounded_ratio
from finsam.disclosure.solutions import implied
from finsam.documents.resolved import Resolved
from finsam.facts.book import Fact

DEFAULT_THRESHOLD = 5
HIDDEN = "visas inte"
INNER = "Inre utgåva: små antal visas"


@dataclass(frozen=True)
class Plan:
    """What is hidden and why; `facts` are all that the document rests on, by key."""

    choice: Choice
    facts: dict[str, Fact]

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The keys of all that isn't printed."""
        hidden = self.choice.hidden
        return hidden | {key for key, fact in self.facts.items() if fact.hidden_with in hidden}

    def printed_hidden(self, resolved: Resolved) -> list[Fact]:
        """The figures that the document prints and the published one won't."""
        return [fact for key, fact in resolved.facts.items() if key in self.hidden]


def plan(
    resolved: Resolved, threshold: int = DEFAULT_THRESHOLD, earlier: Iterable[PublishedKnowledge] = ()
) -> Plan:
    """Decide what to hide. A figure of few people that was published before is named in `choice.exposed`."""
    facts = all_facts((*resolved.facts.values(), *resolved.tied.values()))
    counts = {key for key, fact in facts.items() if is_count(fact)}
    if not counts:
        return Plan(Choice(), facts)
    earlier = tuple(earlier)
    known, identities = _known(facts, counts, earlier)
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
        identities=identities,
        shown=frozenset(counts & printed.keys() & known.keys()),
        ratios=ratios,
        public=public,
        known=(*_within(facts, known), *told),
        withheld=frozenset(withheld),
    )
    return Plan(chooser.choose(problem), facts)


def problem_of_counts(
    facts: Mapping[str, Fact],
    threshold: int,
    earlier: Iterable[PublishedKnowledge] = (),
    seen: frozenset[str] = frozenset(),
) -> Problem:
    """All these counts taken for printed, before somebody who already has `seen` some of them.

    A share tells nothing more than the counts it is made of, and is hidden with any of them.
    """
    counts = {key for key, fact in facts.items() if is_count(fact)}
    earlier = tuple(earlier)
    known, identities = _known(facts, counts, earlier)
    public, told = published(earlier, known)
    return Problem(
        threshold=threshold,
        values=known,
        identities=identities,
        shown=frozenset(counts & known.keys()),
        public=public | (seen & known.keys()),
        known=(*_within(facts, known), *told),
    )


def weigh(problem: Problem) -> Choice:
    """What of the counts isn't shown. Where too many hang together to be weighed, all of those are hidden."""
    choices = [_weighed(piece) for piece in chooser.pieces(problem)]
    names = ("small", "masked", "protecting", "exposed")
    return Choice(
        **{name: frozenset().union(*(getattr(choice, name) for choice in choices)) for name in names}
    )


WEIGHED = 60  # counts that hang together: how many are weighed one by one


def _weighed(problem: Problem) -> Choice:
    """What to hide of counts that hang together; all but the public ones where that can't be told."""
    if not any(problem.is_small(name) for name in problem.values):
        return Choice()
    if len(problem.values) <= WEIGHED:
        choice = chooser.choose(problem)
        if not choice.exposed - problem.public:
            return choice
    return Choice(protecting=frozenset(problem.values) - problem.public)


def _known(
    facts: Mapping[str, Fact], counts: set[str], earlier: tuple[PublishedKnowledge, ...] = ()
) -> tuple[dict[str, int], tuple[Relation, ...]]:
    """Every count with its value, also those that only follow from others, and the identities among them."""
    values = {key: _whole(facts[key]) for key in counts}
    identities = _ties(facts, counts)
    for past in earlier:
        identities += [tie for tie in past.identities if tie not in identities]
        values = {**past.values, **values}
    values |= {name: values.get(name) for relation in identities for _, name in relation.terms}
    for _ in implied(values, identities):
        pass
    known = {key: value for key, value in values.items() if value is not None}
    return known, tuple(
        identity for identity in identities if all(name in known for _, name in identity.terms)
    )


def _within(facts: Mapping[str, Fact], known: Mapping[str, int]) -> list[Relation]:
    """What words beside the figures tell: a verdict, that a count is at least so large."""
    bounds = [limits for fact in facts.values() for limits in fact.bounds]
    return [Relation(((1, key),), low, high) for key, low, high in bounds if key in known]


def is_count(fact: Fact) -> bool:
    """Whether the fact counts people: it says so, or is a sum of facts that do."""
    return fact.persons or (fact.op == "sum" and any(is_count(part) for _, part in fact.parts))


def _of_people(fact: Fact) -> bool:
    """Whether the fact counts people or is worked out from what does."""
    return any(is_count(part) for part in fact.walk())


def all_facts(printed: Iterable[Fact]) -> dict[str, Fact]:
    """The facts and all that they rest on, by key."""
    return {fact.key: fact for top in printed for fact in top.walk()}


def _whole(fact: Fact) -> int | None:
    return None if fact.value is None else int(fact.value)


def _ties(facts: Mapping[str, Fact], counts: set[str]) -> list[Relation]:
    """Every identity among counts: sums and their parts, and what facts say besides."""
    ties: dict[Relation, None] = {}
    for key in sorted(counts):
        fact = facts[key]
        if fact.op == "sum":
            terms = [(factor, part.key) for factor, part in fact.parts if part.value is not None]
            ties[disclosure_problem.tie([*terms, (-1, key)])] = None
    for fact in facts.values():
        ties |= {disclosure_problem.tie(terms): None for terms in fact.identities}
    return list(ties)


def _rests_on(fact: Fact, counts: set[str]) -> bool:
    return any(part.key in counts or not counts.isdisjoint(part.ratio_parts) for part in fact.walk())


def _counts_below(fact: Fact, counts: set[str]) -> frozenset[str]:
    """The counts nearest below a fact: those that it can be worked back to."""
    below = counts & {*fact.ratio_parts}
    for _, part in fact.parts:
        if part.key in counts:
            below.add(part.key)
        else:
            below |= _counts_below(part, counts)
    return frozenset(below)


def _quotient(fact: Fact) -> Fact:
    """The fact itself, or the one that it is another name of."""
    while fact.op == "sum" and len(fact.parts) == 1 and fact.parts[0][0] == 1:
        fact = fact.parts[0][1]
    return fact


def _shares(fact: Fact) -> tuple[str, ...]:
    """What a quotient is made of: the keys of how many, and of how many; none for what isn't one."""
    return tuple(part.key for _, part in fact.parts) if fact.op == "ratio" else fact.ratio_parts


def _tells(fact: Fact, precision: Decimal, known: Mapping[str, int]) -> tuple[Relation, ...]:
    """What a printed quotient tells of the counts it is made of; also under another fact's name."""
    fact = _quotient(fact)
    if not fact.value:
        return ()
    values = {part.key: part.value for _, part in fact.parts}
    upper, lower = (key if key in known else values.get(key) for key in _shares(fact) or ("", ""))
    if upper is None or lower is None or not (isinstance(upper, str) or isinstance(lower, str)):
        return ()
    return rounded_ratio(upper, lower, rounded(fact.value / precision) * precision, precision)


# ---- What is printed, and how finely ----


def _printed(resolved: Resolved) -> dict[str, Decimal]:
    """Every printed fact by key with the finest step it is printed in, in the fact's own unit."""
    precisions: dict[str, Decimal] = {}

    def note(key: str, precision: Decimal) -> None:
        precisions[key] = min(precision, precisions.get(key, precision))

    for table in resolved.tables():
        for column in table.columns:
            for row in table.rows:
                cell = row.cells.get(column.key)
                for fact in (cell.fact, cell.second) if cell is not None else ():
                    if fact is not None and fact.value is not None:
                        note(fact.key, _precision(column.text(fact), fact, column.unit_of(fact)))
    for html in (text for part in resolved.parts for text in part.texts()):
        for figure in elements(html, "data"):
            fact = resolved.facts.get(figure["value"])
            if fact is not None and fact.value is not None:
                note(fact.key, _precision(unescape(figure.inside), fact, ""))
    return precisions


def _precision(text: str, fact: Fact, unit: str) -> Decimal:
    """How finely a printed figure tells: `40,5 %` in thousandths."""
    decimals = re.search(r",(\d+)", text)
    word = re.search(r"(tkr|mnkr|%)\s*$", text)
    unit = word[1] if word else unit or fact.unit
    step = worth(unit)
    return step.scaleb(-len(decimals[1])) if decimals else step


@dataclass(frozen=True)
class PublishedKnowledge:
    """What a published rendition tells for ever: every count that it rested on, what of them was printed, and how.

    `values` are the counts as they were, `shown` those printed, `identities` what held among them, and `known` what
    quotients, verdicts and "färre än" told.
    """

    values: dict[str, int]
    shown: frozenset[str]
    identities: tuple[Relation, ...]
    known: tuple[Relation, ...]


def told_by(resolved: Resolved, plan: Plan, threshold: int = DEFAULT_THRESHOLD) -> PublishedKnowledge:
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
    return PublishedKnowledge(
        values, shown, tuple(_ties(facts, counts)), (*quotients, *_within(facts, values), *small)
    )


def published(
    earlier: Iterable[PublishedKnowledge], values: Mapping[str, int]
) -> tuple[frozenset[str], tuple[Relation, ...]]:
    """Of what earlier renditions told, what is still true: counts that stood there as they are now, and the rest."""
    counts: set[str] = set()
    known: dict[Relation, None] = {}
    for past in earlier:
        counts |= {key for key in past.shown if values.get(key) == past.values[key]}
        known |= {
            relation: None for relation in past.known if all(name in values for _, name in relation.terms)
        }
    return frozenset(counts), tuple(known)


# ---- The document without what is hidden ----
