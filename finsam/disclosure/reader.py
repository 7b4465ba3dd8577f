"""What of the counts of people a visitor sees: all, those of the own insatser, or those that nobody few stands behind.

One plan holds for everything that the förbund's book tells in every year, so that no two pages put together say what
neither does. It takes every count for printed; what isn't in it isn't shown. A page asks the reader for a document,
a table or a figure, and never decides itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import replace
from functools import cached_property

from finsam.checks.reading.words import NUMBERS
from finsam.checks.reconciliation import Finding
from finsam.core import audit
from finsam.core.caching.computed import computed
from finsam.core.models import AuditEntry, FiscalYear, Forbund
from finsam.core.registry import Registry
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import Permission
from finsam.disclosure import publishing
from finsam.disclosure.chooser import Choice
from finsam.disclosure.hiding import apply, in_text, mark
from finsam.disclosure.knowledge import INNER, Plan, all_facts, is_count, problem_of_counts, weigh
from finsam.documents.books import open_book
from finsam.documents.models import Document, Explanation
from finsam.documents.resolved import Resolved
from finsam.facts.book import Book, Fact, of_people
from finsam.facts.figures import Format
from finsam.facts.tables import Table

EVERYTHING, ONLY_OWN = "everything", "own:"  # what `audience` begins with; keys of insatser follow the second
FEWER = "Fler antal är dolda än i den publicerade utgåvan"
# A number that is no amount, share or part of a longer one
_COUNT = re.compile(r"(?<![\w,.])\d{1,3}(?:\s?\d{3})*(?![\d,]|\s*(?:kr|tkr|mnkr|%))")
WITHHELD = "Gäller antal personer, som inte visas för din roll."
# Functions that say of which insatser (their keys) a visitor sees also small counts
OWN_PEOPLE: Registry[str, Callable[[TenantContext], Iterable[str]]] = Registry("finder of own insatser")
own_people = OWN_PEOPLE.function


class Reader:
    """What a visitor sees of a book. With `everything`, nothing is hidden."""

    def __init__(self, book: Book, *, everything: bool = False, own: Iterable[str] = ()):
        self.book, self.everything, self.own = book, everything, frozenset(own)
        self.threshold = book.forbund.suppression_threshold
        self._hides: dict[str, bool] = {}

    @property
    def audience(self) -> str:
        """Exactly what is seen, as a word: two readers of the same book with the same one see the same."""
        return EVERYTHING if self.everything else f"{ONLY_OWN}{','.join(sorted(self.own))}"

    @classmethod
    def of(cls, book: Book, audience: str) -> Reader:
        """A reader who sees what an audience sees."""
        if audience == EVERYTHING:
            return cls(book, everything=True)
        return cls(book, own=filter(None, audience.removeprefix(ONLY_OWN).split(",")))

    @cached_property
    def _counts(self) -> dict[str, Fact]:
        """All that the förbund's years tell of people, by key."""
        years = self.book.read(_years)
        return all_facts(fact for year in years for fact in self.book.of_people(year).values())

    @cached_property
    def plan(self) -> Plan:
        """What is hidden of all that the förbund's years tell."""
        chosen = computed(self.book.forbund, ("read", *sorted(self.own)), self._choice)
        return Plan(chosen, self._counts)

    def _choice(self) -> Choice:
        mine = frozenset(key for key, fact in self._counts.items() if is_count(fact) and self.is_own(fact))
        return weigh(problem_of_counts(self._counts, self.threshold, self.book.read(publishing.told), mine))

    def is_own(self, fact: Fact) -> bool:
        """Whether all the people that a figure counts are of the own insatser."""
        leaves = [part for part in fact.walk() if part.op == "given" and is_count(part)]
        return bool(self.own and leaves) and all(leaf.about in self.own for leaf in leaves)

    def hides(self, fact: Fact | None) -> bool:
        """Whether the figure isn't shown to this visitor."""
        if fact is None or self.everything:
            return False
        if fact.key not in self._hides:
            self._hides[fact.key] = self._hidden(fact)
        return self._hides[fact.key]

    def _hidden(self, fact: Fact) -> bool:
        if fact.hidden_with and self._hides_key(fact.hidden_with):
            return True
        if not is_count(fact):  # a share or a cost of so many each tells of the counts it was worked out from
            return any(map(self._hides_key, fact.ratio_parts)) or any(
                self.hides(part) for _, part in fact.parts
            )
        if self.is_own(fact):
            return False
        if fact.key in self._counts:
            return fact.key in self.plan.hidden
        return fact.op == "given" or any(self.hides(part) for _, part in fact.parts)

    def _hides_key(self, key: str) -> bool:
        fact = self._counts.get(key)
        return fact is None or self.hides(fact)

    def mark(self, fact: Fact) -> str:
        """What stands in a hidden figure's place."""
        return mark(self.plan, fact.key, self.threshold)

    def said(self, fact: Fact | None, text: str) -> str:
        """The text that a page has made of a figure, or what stands in its place."""
        return self.mark(fact) if fact is not None and self.hides(fact) else text

    def text(self, fact: Fact) -> str:
        """A fact's value in its own unit, as people speak of it."""
        if self.hides(fact):
            return self.mark(fact)
        decimals = fact.decimals
        if fact.unit == "kr" and fact.natural is not None and fact.natural % 1:
            decimals = 2
        return "tomt" if fact.natural is None else fact.printed(fact.natural, fact.unit, decimals)

    def printed(self, fact: Fact, form: str = "") -> str:
        """A fact as it stands in a sentence. Raises FormatError."""
        return self.in_text(fact, Format.read(form).text(fact))

    def in_text(self, fact: Fact, text: str) -> str:
        """The text that a sentence has of a figure, or the words that stand in its place there."""
        return in_text(self.mark(fact), text) if self.hides(fact) else text

    def resolved(self, resolved: Resolved) -> Resolved:
        """A block or a document without the figures that this visitor doesn't see."""
        return resolved if self.everything else self._without(resolved, self._plan_for(resolved))

    def document(self, document: Document, resolved: Resolved, *, file: bool = False) -> Resolved:
        """A document as this visitor may read it: what its published rendition shows, and the own insatser's counts.

        A `file` may be handed on, so that it never shows more than the published rendition does.
        """
        if self.everything:
            return resolved
        published, mine = publishing.plan_of(document, resolved), self._plan_for(resolved)
        own = {key for key, fact in mine.facts.items() if not file and self.is_own(fact)}
        hidden = (published.hidden - own) | mine.hidden
        unsaid = hidden - published.choice.small - mine.choice.small
        unsaid |= published.choice.masked | published.choice.protecting | self.plan.choice.masked
        read = self._without(resolved, _plan(hidden, hidden - unsaid, mine.facts))
        if (published.hidden - hidden) & resolved.facts.keys():
            return replace(read, rendition=INNER)
        return replace(read, rendition=FEWER) if (hidden - published.hidden) & resolved.facts.keys() else read

    def finding(self, finding: Finding) -> Finding:
        """A finding of the reconciliation; without its words and figures where they tell of people who aren't shown."""
        if self.everything or not (
            finding.people or any(self.conceals(x.key) for x in finding.figures) or self._quotes(finding)
        ):
            return finding
        explanation, fallen = _without_words(finding.explanation), _without_words(finding.fallen)
        return replace(
            finding, message=WITHHELD, figures=(), difference="", about="", explanation=explanation, fallen=fallen,
            explainable=False,
        )  # fmt: skip

    @cached_property
    def _few(self) -> set[str]:
        """The hidden counts as numbers that a sentence may quote."""
        counts = (fact for fact in self._counts.values() if is_count(fact) and self.hides(fact))
        return {str(int(fact.value)) for fact in counts if fact.value}

    def _quotes(self, finding: Finding) -> bool:
        """Whether its words hold a number that is a hidden count: they may quote a text that prints it."""
        return self.quotes(
            " · ".join((finding.message, *(x.text for x in finding.figures), finding.difference))
        )

    def quotes(self, words: str) -> bool:
        """Whether words hold a number, in digits or spelled out, that is a hidden count."""
        numbers = {re.sub(r"\s", "", count) for count in _COUNT.findall(words)}
        numbers |= {str(NUMBERS[word]) for word in re.findall(r"\w+", words.lower()) if word in NUMBERS}
        return not numbers.isdisjoint(self._few)

    def conceals(self, key: str) -> bool:
        """Whether a figure that is spoken of isn't shown: one by that key, or one of people that nobody has heard of."""
        key = key.partition("#")[0]
        if not key:
            return False
        fact = self._counts.get(key) or self.book.get(key)
        return self.hides(fact) if fact is not None else of_people(key)

    def entry(self, entry: AuditEntry) -> AuditEntry:
        """An entry of the change log; without numbers where they count people."""
        return entry if self.everything else audit.without_counts(entry)

    def tables(self, tables: Iterable[Table]) -> list[Table]:
        """Tables without the figures that this visitor doesn't see."""
        kept = tuple(tables)
        if self.everything:
            return list(kept)
        whole = Resolved.of_tables(kept)
        return list(self.resolved(whole).tables())

    def _plan_for(self, resolved: Resolved) -> Plan:
        """The reader's plan as far as a document goes; also of figures that its blocks have made themselves."""
        facts = all_facts((*resolved.facts.values(), *resolved.tied.values()))
        hidden = frozenset(key for key, fact in facts.items() if self.hides(fact))
        return _plan(hidden, hidden & self.plan.choice.small if hidden else frozenset(), facts)

    def _without(self, resolved: Resolved, plan: Plan) -> Resolved:
        return apply(resolved, plan, self.threshold)


def _without_words(explanation: Explanation | None) -> Explanation | None:
    """An explanation's words may say the figures that it explains."""
    withheld = copy(explanation)
    if withheld is not None:
        withheld.reason, withheld.figures = WITHHELD, ""
    return withheld


def _plan(hidden: frozenset[str], small: frozenset[str], facts: dict[str, Fact]) -> Plan:
    return Plan(Choice(small=small, protecting=hidden - small), facts)


def _years(forbund: Forbund) -> list[int]:
    years = FiscalYear.objects.filter(forbund=forbund)
    return list(years.order_by("year").values_list("year", flat=True))


def reader_of(tenant: TenantContext, book: Book | None = None) -> Reader:
    """The visitor's reader, made once for each visit."""
    if "reader" not in tenant.kept:
        everything = Permission.READ_COUNTS in tenant.permissions
        own = () if everything else [key for function in OWN_PEOPLE.values() for key in function(tenant)]
        book = book or open_book(tenant.forbund, tenant.here.year)
        tenant.kept["reader"] = Reader(book, everything=everything, own=own)
    reader: Reader = tenant.kept["reader"]
    return reader
