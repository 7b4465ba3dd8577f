"""A chapter moves with its subsections, and past whole chapters."""

import pytest

from finsam.core.models import AuditEntry
from finsam.documents.models import Document, Section
from finsam.web.services import move_section
from tests import clients
from tests.clients import ORIGIN, OWN


@pytest.fixture
def by(db):
    with clients.in_scope(OWN):
        yield clients.chief()


@pytest.fixture
def document(by):
    year = clients.fiscal_year(OWN)
    made = Document.objects.create(
        forbund=year.forbund, fiscal_year=year, kind="arsredovisning", key="prov", title="Prov"
    )
    for order, (title, level) in enumerate(
        [("A", 1), ("A1", 2), ("A2", 2), ("B", 1), ("B1", 2), ("B11", 3), ("C", 1)], 1
    ):
        Section.objects.create(
            forbund=year.forbund, document=made, key=title.lower(), title=title, level=level, order=order
        )
    return made


def order(document) -> str:
    return " ".join(one.title for one in Section.objects.filter(document=document))


MOVES = [
    ("B", True, "B B1 B11 A A1 A2 C"),
    ("A", False, "B B1 B11 A A1 A2 C"),
    ("C", True, "A A1 A2 C B B1 B11"),
    ("B", False, "A A1 A2 C B B1 B11"),
    ("A2", True, "A A2 A1 B B1 B11 C"),
    ("A1", False, "A A2 A1 B B1 B11 C"),
    ("B1", True, "A A1 A2 B1 B11 B C"),  # the first of a chapter becomes the last of the one before
    ("A2", False, "A A1 B A2 B1 B11 C"),  # the last of a chapter becomes the first of the one after
    ("B11", False, "A A1 A2 B B1 C B11"),
    ("A", True, "A A1 A2 B B1 B11 C"),
    ("C", False, "A A1 A2 B B1 B11 C"),
    ("A1", True, "A A1 A2 B B1 B11 C"),  # there is no chapter before the first
]


@pytest.mark.parametrize(
    "title, up, after", MOVES, ids=[f"{one[0]} {'up' if one[1] else 'down'}" for one in MOVES]
)
def test_moves(document, by, title, up, after):
    move_section(section=Section.objects.get(document=document, title=title), up=up, by=by)
    assert order(document) == after
    assert [one.order for one in Section.objects.filter(document=document)] == [1, 2, 3, 4, 5, 6, 7]


def test_those_whose_place_changed_count_a_version(document, by):
    move_section(section=Section.objects.get(document=document, title="C"), up=True, by=by)
    versions = {one.title: one.version for one in Section.objects.filter(document=document)}
    assert versions == {"A": 1, "A1": 1, "A2": 1, "C": 2, "B": 2, "B1": 2, "B11": 2}
    (entry,) = AuditEntry.objects.filter(verb="flyttade")
    assert (entry.before, entry.after, entry.year) == ({"order": 7}, {"order": 4}, 2024)


def test_the_page_says_what_went_along(document, by):
    def told(section: str, way: str) -> str:
        place = clients.url("section-move", key="prov", section=section)
        sent = {"headers": {"origin": ORIGIN}, "follow": True}
        return clients.signed_in(by).post(place, {"riktning": way}, **sent).text

    assert "”B” är flyttat med sina 2 underavsnitt." in told("b", "upp")
    assert "”C” kan inte flyttas längre åt det hållet." in told("c", "ned")
