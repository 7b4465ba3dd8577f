"""What the apps ask before a document is proposed, decided or signed, and what they do when it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from finsam.checks.reconciliation import Outcome
from finsam.core.registry import Registry
from finsam.core.text.prose import listed
from finsam.documents.models import Document
from finsam.documents.resolved import Resolved
from finsam.facts.book import Book

NAMED = 3  # as many findings as are told of


@dataclass(frozen=True)
class Case:
    """A document that somebody is about to take a step with, as it would be after it."""

    document: Document
    step: str
    book: Book
    resolved: Resolved
    outcome: Outcome


Require = Callable[[Case], Iterator[str]]
# What follows when a document is decided or signed, and when a revision of one is begun (of, revision); in its transaction.
WHEN_SETTLED: Registry[str, Callable[[Document], None]] = Registry("follower of a decision")
WHEN_REVISED: Registry[str, Callable[[Document, Document], None]] = Registry("follower of a revision")
# From a document, what a table's or figure's key is known as in it and in what it revises; in the order of the apps.
KNOWN_AS: Registry[str, Callable[[Document], Callable[[str], str]]] = Registry("names over revisions")
# What the minutes say of the decision on a document, where an app has it: its day, paragraph and meeting.
NOTED: Registry[str, Callable[[Document], dict[str, Any]]] = Registry("note of a decision")
# What the meetings are called at which a document may have been decided, the latest first.
MEETINGS: Registry[str, Callable[[Document], list[str]]] = Registry("meetings of decisions")
REQUIREMENTS: Registry[str, tuple[tuple[str, ...], Require]] = Registry("requirement")


def requires(*steps: str) -> Callable[[Require], Require]:
    """Declare a function that gives a Swedish sentence for each thing that keeps a document from such a step."""

    def declare(function: Require) -> Require:
        REQUIREMENTS.add(f"{function.__module__}.{function.__qualname__}", (steps, function))
        return function

    return declare


def noted_of(document: Document) -> dict[str, Any]:
    """What is noted already of the decision on a document, so that it is written once; nothing where nobody has."""
    notes = (find(document) for find in NOTED.values())
    return next((note for note in notes if note), {})


def meetings_of(document: Document) -> list[str]:
    """The meetings to choose among when it is written where a document was decided; another may be written still."""
    return [name for find in MEETINGS.values() for name in find(document)]


def hindrances(case: Case) -> list[str]:
    """Everything that keeps the document from the step, in sentences."""
    return [
        sentence for steps, find in REQUIREMENTS.values() if case.step in steps for sentence in find(case)
    ]


@requires("foresla", "besluta", "underteckna")
def nothing_unresolved(case: Case) -> Iterator[str]:
    """A figure or a reference that leads nowhere would print ”saknas” for ever."""
    count = len(case.resolved.missing)
    if count:
        what = "En uppgift eller hänvisning" if count == 1 else f"{count} uppgifter eller hänvisningar"
        yield f"{what} i dokumentet leder ingenstans. Se Vad saknas, och rätta i avsnittet."


@requires("foresla", "besluta", "underteckna")
def pictures_described(case: Case) -> Iterator[str]:
    """A picture that says nothing to those who don't see it shuts them out (lag 2018:1937)."""
    for picture in case.resolved.undescribed():
        yield f"{picture.sentence} Den står i ”{picture.section}”."


@requires("besluta", "underteckna")
def errors_explained(case: Case) -> Iterator[str]:
    """What doesn't add up is mended, or somebody has said why it is so."""
    errors = case.outcome.errors
    if not errors:
        return
    told = listed([f"”{error.message}”" for error in errors[:NAMED]])
    more = f" och {len(errors) - NAMED} till" if len(errors) > NAMED else ""
    yield f"Avstämning har {len(errors)} fel som ingen har rättat eller förklarat: {told}{more}."
