"""Reconciliation: rules over facts and over resolved documents, saying what does not add up.

Apps register their rules here; the page Avstämning runs them all for a year. A finding is fel (must be
mended), varning (the law leaves room, or somebody should look) or info. A deviation that is as it
should be is explained with name and reason, and stays explained as long as the difference is the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, wraps

from finsam.checks.catalogue import TITLES
from finsam.checks.reading.sources import Passage, passages
from finsam.core.addresses import year_address
from finsam.core.caching.computed import computed
from finsam.core.models import FiscalYear
from finsam.core.registry import Registry
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.grouping import grouped
from finsam.core.values.money import NBSP, in_unit, rounded, show
from finsam.documents.books import open_book
from finsam.documents.models import Document, Explanation
from finsam.documents.resolve import resolve
from finsam.documents.resolved import Resolved
from finsam.facts.book import Book, Fact

ERROR, WARNING, INFO = "fel", "varning", "info"

EXACT = 6  # decimals that an explanation is bound to; more than anybody enters
_NUMBER = re.compile(r"\d(?:[\d\u00a0 .,:/–-]*\d)?")


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the two figures of a comparison: what it is, what it says, and its fact when it has one."""

    label: str
    text: str
    key: str = ""
    exact: str = ""  # the value with all its decimals, where the text is rounded

    @classmethod
    def of(cls, fact: Fact, decimals: int | None = None) -> Figure:
        """A fact as a figure, in its own unit."""
        decimals = fact.decimals if decimals is None else decimals
        text = show(fact.value, fact.unit, decimals)
        if fact.value is None:
            return cls(fact.label, text, fact.key)
        value = in_unit(fact.value, fact.unit)
        rest = rounded(value, EXACT) != rounded(value, decimals)
        return cls(fact.label, text, fact.key, show(fact.value, fact.unit, EXACT) if rest else "")


@dataclass(frozen=True, slots=True)
class Remedy:
    """What mends a finding at once: a button's words, the address it posts to, and who may press it."""

    label: str
    action: str
    permission: Permission


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not add up: what, both figures, their difference, and the way there."""

    severity: str
    subject: str  # stable: which thing it is about
    message: str
    figures: tuple[Figure, ...] = ()
    difference: str = ""
    href: str = ""
    about: str = ""  # the thing that several of them are about, in words: a table's title
    rule: str = ""  # empty: the rule that found it
    explanation: Explanation | None = None
    remedy: Remedy | None = None
    fallen: Explanation | None = None  # one that was given for other figures
    people: bool = False  # its words may tell how many some people are
    explainable: bool = True  # whether this visitor sees what there is to explain

    @property
    def basis(self) -> str:
        """The figures that an explanation is bound to: `85 % · 60 %`; without any, the numbers in the sentence."""
        told = [figure.exact or figure.text for figure in self.figures] + (
            [self.difference] if self.difference else []
        )
        return " · ".join(told or _NUMBER.findall(self.message)).replace(NBSP, " ")


@dataclass(frozen=True, slots=True)
class Untried:
    """What a rule could not try, and where that is entered. No `MissingItem`: a year may well be right without it."""

    rule: str
    message: str
    href: str


@dataclass
class Case:
    """What the rules look at: the book of a year and its documents, resolved."""

    book: Book
    fiscal_year: FiscalYear
    documents: list[tuple[Document, Resolved]]
    tally: Counter[str] = field(default_factory=Counter)  # how many comparisons each rule has made
    untried: dict[Untried, None] = field(default_factory=dict)  # each once, in the order they were met

    def address(self, name: str, **arguments: object) -> str:
        """The address of a page in the year, by its name."""
        return year_address(self.book.forbund, self.fiscal_year.year, name, **arguments)

    @cached_property
    def texts(self) -> tuple[Passage, ...]:
        """Everything that somebody has written for the year, read once for all rules."""
        return passages(self)

    def lacks(self, rule_id: str, message: str, href: str) -> None:
        """Note that a rule could not try something, why not, and where what is missing is entered."""
        self.untried.setdefault(Untried(rule_id, message, href))

    @property
    def only_compared(self) -> bool:
        """Whether the year was decided before the system and has no document: others only compare with it."""
        return self.fiscal_year.decided_before and not self.documents


Run = Callable[[Case], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A part of a rule, and what it lacks where it finds nothing to look at: a sentence, and the name of a page."""

    rule_id: str
    run: Run
    lacks: str
    at: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its number in the catalogue, what it promises, and the checks that try it."""

    id: str
    title: str
    checks: tuple[Check, ...]


CHECKS: Registry[tuple[str, str, str], Check] = Registry("check")


def rule(id: str, *, lacks: str, at: str = "", people: bool = False) -> Callable[[Run], Run]:  # noqa: A002 - the catalogue calls it so
    """Declare `check(case)` under the rule with that number in `catalogue`; several apps may add to the same number.

    A check that neither compares nor finds anything is said to lack `lacks` ("Det finns ingen budget för {year}."),
    which is entered `at` a page, unless it has itself said what it lacks. A check of what a text may or may
    not say lacks nothing where it says nothing, and gives no sentence. `people` says that the findings tell in words
    how many some people are: only who sees all counts reads them.
    """

    def declare(function: Run) -> Run:
        @wraps(function)
        def marked(case: Case) -> Iterator[Finding]:
            for finding in function(case):
                yield replace(finding, rule=finding.rule or id, people=people or finding.people)

        CHECKS.add((id, function.__module__, function.__qualname__), Check(id, marked, lacks, at))
        return marked

    return declare


def rules() -> list[Rule]:
    """All rules that have checks, in the order of their numbers."""
    checks = grouped(CHECKS.values(), by=lambda check: check.rule_id)
    numbers = sorted(checks, key=list(TITLES).index)
    return [Rule(number, TITLES[number], tuple(checks[number])) for number in numbers]


class Verdict(StrEnum):
    """What came of a rule, as the page says it."""

    CLEAN = "Utan anmärkning"
    REMARK = "Anmärkning"
    NOTHING = "Inget att pröva"


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one rule: how many comparisons it made, and what it could not try."""

    rule: Rule
    verdict: Verdict
    count: int
    untried: tuple[Untried, ...]


@dataclass(frozen=True)
class Outcome:
    """What the rules said of a year."""

    findings: tuple[Finding, ...]
    tally: dict[str, int]
    untried: tuple[Untried, ...] = ()

    def tried(self) -> list[Tried]:
        """Every rule with its verdict. Without a comparison there is none; a remark is what nobody has explained."""
        verdicts = {key: Verdict.CLEAN for key, count in self.tally.items() if count}
        verdicts |= {finding.rule: Verdict.REMARK for finding in (*self.errors, *self.warnings)}
        return [
            Tried(
                rule,
                verdicts.get(rule.id, Verdict.NOTHING),
                self.tally.get(rule.id, 0),
                tuple(each for each in self.untried if each.rule == rule.id),
            )
            for rule in rules()
        ]

    def of(self, severity: str) -> list[Finding]:
        """Findings of a severity that nobody has explained."""
        return [
            finding
            for finding in self.findings
            if finding.severity == severity and finding.explanation is None
        ]

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
        return [finding for finding in self.findings if finding.explanation is not None]


def reconcile(fiscal_year: FiscalYear) -> Outcome:
    """Run every rule on a year's facts and documents; once for a revision."""
    return computed(fiscal_year.forbund, ("findings", fiscal_year.year), lambda: _reconciled(fiscal_year))


def _reconciled(fiscal_year: FiscalYear) -> Outcome:
    forbund = fiscal_year.forbund
    book = open_book(forbund, fiscal_year.year)
    rows = Document.objects.filter(forbund=forbund, fiscal_year=fiscal_year)
    documents = rows.select_related("forbund__logo", "fiscal_year", "cover_picture").prefetch_related(
        "sections"
    )
    case = Case(book, fiscal_year, [(document, resolve(document, book)) for document in documents])
    return run(case, Explanation.objects.filter(forbund=forbund, fiscal_year=fiscal_year))


def run(case: Case, explanations: Iterable[Explanation] = ()) -> Outcome:
    """Run every rule on a case; an explanation holds while the figures are what they were.

    A year that others only compare with isn't asked to be whole: what would be a warning is information there.
    """
    findings = []
    for rule in rules():
        for check in rule.checks:
            for finding in _checked(case, rule, check):
                if case.only_compared and finding.severity == WARNING:
                    finding = replace(finding, severity=INFO)
                findings.append(finding)
    return Outcome(tuple(explained(findings, explanations)), dict(case.tally), tuple(case.untried))


def explained(findings: Iterable[Finding], explanations: Iterable[Explanation]) -> Iterator[Finding]:
    """The findings, each with its explanation: one that was given for these very figures, or has fallen with them."""
    known = {(explanation.rule, explanation.subject): explanation for explanation in explanations}
    for finding in findings:
        given = known.get((finding.rule, finding.subject))
        holds = given is not None and given.figures == finding.basis
        yield replace(finding, explanation=given if holds else None, fallen=None if holds else given)


def _checked(case: Case, rule: Rule, check: Check) -> list[Finding]:
    """What a check finds; one that neither compares nor finds anything says what it lacks."""
    before = case.tally[rule.id], len(case.untried)
    findings = list(check.run(case))
    if check.lacks and not findings and before == (case.tally[rule.id], len(case.untried)):
        case.lacks(rule.id, check.lacks.format(year=case.fiscal_year.year), case.address(check.at))
    return findings


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
    """A finding when two facts differ by more than the tolerance (in their own unit).

    A blank can't be compared: then the rule says which figure is missing and where it is entered.
    """
    if left.value is None or right.value is None:
        blank, other = (left, right) if left.value is None else (right, left)
        sentence = f"”{blank.label}” har inget värde och kan inte jämföras med ”{other.label}”."
        case.lacks(rule_id, sentence, blank.href or href or other.href or case.address("reconciliation"))
        return
    case.tally[rule_id] += 1
    difference = left.value - right.value
    if abs(difference) <= tolerance:
        return
    decimals = 2 if left.unit == "kr" and difference % 1 else left.decimals
    yield Finding(
        severity,
        subject or left.key,
        message,
        (Figure.of(left), Figure.of(right)),
        show(difference, left.unit, decimals),
        href or left.href,
    )
