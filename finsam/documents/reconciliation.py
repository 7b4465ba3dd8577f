"""Reconciliation: rules over facts and over resolved documents, saying what does not add up.

Apps register their rules here; the page Avstämning runs them all for a year. A finding is fel (must be
mended), varning (the law leaves room, or somebody should look) or info. A deviation that is as it
should be is explained with name and reason, and stays explained as long as the difference is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from finsam.documents.facts import Book, Fact
from finsam.documents.models import Document, Explanation
from finsam.documents.resolve import Resolved, resolve
from finsam.models import FiscalYear
from finsam.money import show
from finsam.roles import Permission

ERROR, WARNING, INFO = "fel", "varning", "info"


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the two figures of a comparison: what it is, what it says, and its fact when it has one."""

    label: str
    text: str
    key: str = ""

    @classmethod
    def of(cls, fact: Fact, decimals: int | None = None) -> Figure:
        """A fact as a figure, in its own unit."""
        return cls(
            fact.label, show(fact.value, fact.unit, fact.decimals if decimals is None else decimals), fact.key
        )


@dataclass(frozen=True, slots=True)
class Remedy:
    """What mends a finding at once: a button's words, the address it posts to, and who may press it."""

    label: str
    action: str
    permission: Permission


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not add up: what, both figures, their difference, and the way there."""

    rule: str
    severity: str
    subject: str  # stable: which thing it is about
    message: str
    figures: tuple[Figure, ...] = ()
    difference: str = ""
    href: str = ""
    explanation: Explanation | None = None
    remedy: Remedy | None = None


@dataclass
class Case:
    """What the rules look at: the book of a year and its documents, resolved."""

    book: Book
    fiscal_year: FiscalYear
    documents: list[tuple[Document, Resolved]]
    tally: Counter = field(default_factory=Counter)  # how many comparisons each rule has made

    def place(self, path: str) -> str:
        """An address in the year: `budget/serier/`."""
        return f"/{self.book.forbund.key}/{self.fiscal_year.year}/{path}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its number in the catalogue, and what it promises."""

    id: str
    title: str
    check: Callable[[Case], Iterable[Finding]]


_rules: dict[str, Rule] = {}


def rule(id: str, title: str):  # noqa: A002 - the catalogue calls it so
    """Register `check(case)` as the rule with that number; several apps may add to the same number."""

    def register(check):
        earlier = _rules.get(id)
        if earlier is None:
            _rules[id] = Rule(id, title, check)
        else:

            def both(case: Case) -> Iterator[Finding]:
                yield from earlier.check(case)
                yield from check(case)

            _rules[id] = Rule(id, earlier.title, both)
        return check

    return register


def rules() -> list[Rule]:
    """All rules in the order of their numbers."""
    return sorted(_rules.values(), key=lambda one: int(one.id.removeprefix("R")))


@dataclass(frozen=True)
class Outcome:
    """What the rules said of a year."""

    findings: tuple[Finding, ...]
    tally: dict[str, int]

    def of(self, severity: str) -> list[Finding]:
        """Findings of a severity that nobody has explained."""
        return [one for one in self.findings if one.severity == severity and one.explanation is None]

    @property
    def errors(self) -> list[Finding]:
        """Unexplained errors."""
        return self.of(ERROR)

    @property
    def warnings(self) -> list[Finding]:
        """Unexplained warnings."""
        return self.of(WARNING)

    @property
    def notes(self) -> list[Finding]:
        """Unexplained information."""
        return self.of(INFO)

    @property
    def explained(self) -> list[Finding]:
        """Deviations that somebody has explained."""
        return [one for one in self.findings if one.explanation is not None]


def reconcile(fiscal_year: FiscalYear) -> Outcome:
    """Run every rule on a year's facts and documents."""
    forbund = fiscal_year.forbund
    book = Book(forbund, fiscal_year.year)
    found = Document.objects.filter(forbund=forbund, fiscal_year=fiscal_year)
    documents = found.select_related("forbund__logo", "fiscal_year", "cover_picture").prefetch_related(
        "sections"
    )
    case = Case(book, fiscal_year, [(document, resolve(document, book)) for document in documents])
    return run(case, Explanation.objects.filter(forbund=forbund, fiscal_year=fiscal_year))


def run(case: Case, explanations: Iterable[Explanation] = ()) -> Outcome:
    """Run every rule on a case; an explanation holds while the difference is what it was."""
    known = {(one.rule, one.subject, one.difference): one for one in explanations}
    findings = []
    for one in rules():
        for finding in one.check(case):
            explanation = known.get((finding.rule, finding.subject, finding.difference))
            findings.append(replace(finding, explanation=explanation))
    return Outcome(tuple(findings), dict(case.tally))


def compare(
    case: Case,
    rule_id: str,
    left: Fact,
    right: Fact,
    *,
    message: str,
    subject: str = "",
    severity: str = ERROR,
    tolerance: Decimal = Decimal(0),
    href: str = "",
) -> Iterator[Finding]:
    """A finding when two facts differ by more than the tolerance (in their own unit); blanks don't differ."""
    case.tally[rule_id] += 1
    if left.value is None or right.value is None or abs(left.value - right.value) <= tolerance:
        return
    difference = show(
        left.value - right.value,
        left.unit,
        2 if left.unit == "kr" and (left.value - right.value) % 1 else left.decimals,
    )
    yield Finding(
        rule_id,
        severity,
        subject or left.key,
        message,
        (Figure.of(left), Figure.of(right)),
        difference,
        href or left.href,
    )
