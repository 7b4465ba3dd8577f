"""The demo's documents speak as a board does: of the year, not of what their writer lacked, and in whole sentences."""

import re
from functools import cache

import pytest

from finsam.core.models import Forbund
from finsam.core.tenancy.scope import inside
from finsam.documents.models import Document
from finsam.documents.resolve import resolve
from finsam.documents.resolved import Resolved
from finsam.facts.book import Book
from finsam.facts.tables import Html
from tests.sourcebook import bare

DOCUMENTS = [
    ("degerfors-karlskoga", 2023, "arsredovisning"),
    ("degerfors-karlskoga", 2024, "verksamhetsplan"),
    ("finnveden", 2025, "verksamhetsplan"),
    ("kramfors", 2024, "verksamhetsplan"),
    ("lekeberg-orebro", 2024, "verksamhetsplan"),
]
pytestmark = pytest.mark.django_db

# Our apology, not a board's word; the meeting papers' underlag is another thing.
APOLOGIES = re.compile(
    r"\bunderlaget\b|äldre redovisning|\bframgår inte\b|går inte att läsa|\bkällan\b|länets fyra samordningsförbund",
    re.IGNORECASE,
)
ISO_DATE = re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b")
# A digit where a sentence begins: at the beginning of a paragraph, or after a full stop that no "kap." has.
BEGINS = re.compile(r"(?:^|(?<=[a-zåäö%)]\. )(?<!kap\. ))\d")


@cache
def resolved_of(key: str, year: int, kind: str) -> Resolved:
    """A demo document, resolved."""
    forbund = Forbund.objects.get(key=key)
    with inside(forbund):
        document = Document.objects.select_related("forbund__logo", "fiscal_year", "cover_picture").get(
            forbund=forbund, fiscal_year__year=year, kind=kind
        )
        return resolve(document, Book(forbund, year))


def texts(resolved: Resolved) -> list[str]:
    """Everything that is said: prose, what is told of things, notes and words in tables."""
    said = [html for part in resolved.parts for html in (part.prose, part.after)]
    said += [piece.html for part in resolved.parts for piece in part.pieces if isinstance(piece, Html)]
    for table in resolved.tables():
        said.append(table.note)
        said += [cell.html or cell.text for row in table.rows for cell in row.cells.values()]
    return [bare(html) for html in said if html]


def sentences(resolved: Resolved) -> list[str]:
    """The paragraphs that people write, each by itself; the line of facts under an event is none."""
    said = [html for part in resolved.parts for html in (part.prose, part.after)]
    said += [piece.html for part in resolved.parts for piece in part.pieces if isinstance(piece, Html)]
    return [
        bare(one) for html in said for one in re.findall(r"<p(?: data-item[^>]*)?>.*?</p>", html, re.DOTALL)
    ]


@pytest.fixture(params=DOCUMENTS, ids=lambda one: f"{one[0]}-{one[2]}")
def resolved(request) -> Resolved:
    """Each of them in turn."""
    return resolved_of(*request.param)


def test_nothing_is_said_of_what_the_writer_lacked(resolved):
    assert [text for text in texts(resolved) if APOLOGIES.search(text)] == []


def test_dates_in_sentences_are_written_out(resolved):
    assert [text for text in sentences(resolved) if ISO_DATE.search(text)] == []


def test_no_sentence_begins_with_a_figure(resolved):
    begun = [text for text in sentences(resolved) if BEGINS.search(text)]
    assert begun == []


def test_brackets_are_spoken_of_where_there_are_some(resolved):
    for table in resolved.tables():
        if "Inom parentes" in table.note:
            assert any(cell.second is not None for row in table.rows for cell in row.cells.values()), (
                table.key
            )


def test_a_follow_up_that_five_goals_share_is_said_once():
    told = " ".join(texts(resolved_of("kramfors", 2024, "verksamhetsplan")))
    assert told.count("Mäts i projektens deltagarenkät, redovisas i statistikrapporter") == 1
    assert told.count("Mäts i projektens statistikrapporter.") == 1
