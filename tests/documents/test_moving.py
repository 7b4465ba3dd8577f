"""A chapter moves with its subsections, and past whole chapters."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finsam.core.caching import revisions
from finsam.core.models import AuditEntry
from finsam.core.services import Gone, StaleSave
from finsam.core.text.replacing import Change
from finsam.documents import registry
from finsam.documents.books import open_book
from finsam.documents.models import Document, Section
from finsam.documents.resolve import resolve
from finsam.web.sections import add_section, indent_section, move_section, place_section, replace_words
from tests import clients
from tests.clients import ORIGIN, OWN


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


def named(document, title: str) -> Section:
    return Section.objects.get(document=document, title=title)


PLACES = [
    ("B", "a", "B B1 B11 A A1 A2 C"),
    ("A", "c", "B B1 B11 A A1 A2 C"),
    ("A1", "", "A A2 B B1 B11 C A1"),
    ("C", "a2", "A A1 C A2 B B1 B11"),
    ("B", "b11", "A A1 A2 B B1 B11 C"),  # within itself
    ("A", "b", "A A1 A2 B B1 B11 C"),  # where it stands
]


@pytest.mark.parametrize("title, before, after", PLACES, ids=[f"{one[0]} before {one[1]}" for one in PLACES])
def test_a_section_is_put_before_another_with_its_subsections(document, by, title, before, after):
    place_section(section=named(document, title), before=before, by=by)
    assert order(document) == after
    assert [one.order for one in Section.objects.filter(document=document)] == [1, 2, 3, 4, 5, 6, 7]


def test_what_somebody_else_has_moved_or_removed_is_told_and_left_alone(document, by):
    mine, gone = named(document, "B"), named(document, "C")
    move_section(section=named(document, "B"), up=True, by=by)
    for late in (
        lambda: move_section(section=mine, up=True, by=by, version=mine.version),
        lambda: place_section(section=mine, before="", by=by, version=mine.version),
        lambda: indent_section(section=mine, deeper=True, by=by, version=mine.version),
    ):
        with pytest.raises(StaleSave):
            late()
    gone.delete()
    with pytest.raises(ValidationError, match="har tagits bort av någon annan"):
        place_section(section=named(document, "A"), before="c", by=by)
    with pytest.raises(Gone):
        move_section(
            section=Section(pk=gone.pk or 99999, document=document, forbund=document.forbund), up=True, by=by
        )
    assert order(document) == "B B1 B11 A A1 A2"


def test_a_level_in_or_out_goes_for_the_subsections_too(document, by):
    levels = lambda: [one.level for one in Section.objects.filter(document=document)]  # noqa: E731
    indent_section(section=named(document, "B"), deeper=True, by=by)
    assert levels() == [1, 2, 2, 2, 3, 4, 1]
    with pytest.raises(ValidationError, match="rubriker har fyra nivåer"):
        indent_section(section=named(document, "B"), deeper=True, by=by)
    indent_section(section=named(document, "B"), deeper=False, by=by)
    assert levels() == [1, 2, 2, 1, 2, 3, 1]
    for title in ("A", "A1", "B11"):
        with pytest.raises(ValidationError, match="direkt under sin rubrik"):
            indent_section(section=named(document, title), deeper=True, by=by)


ADDED = [("", 1, "Ny A A1 A2 B B1 B11 C"), ("a", 2, "A Ny A1 A2 B B1 B11 C"), ("a2", 2, "A A1 A2 Ny B B1 B11 C"),
         ("c", 1, "A A1 A2 B B1 B11 C Ny")]  # fmt: skip


@pytest.mark.parametrize("after, level, titles", ADDED, ids=[f"after {one[0] or 'nothing'}" for one in ADDED])
def test_a_section_is_added_where_one_points_under_the_same_heading(document, by, after, level, titles):
    section = add_section(document=document, after=after, title="Ny", by=by)
    assert (section.level, order(document)) == (level, titles)
    assert [one.order for one in Section.objects.filter(document=document)] == [1, 2, 3, 4, 5, 6, 7, 8]
    moved = Section.objects.filter(document=document, version=2)
    assert all(one.order > section.order for one in moved)


def test_words_are_replaced_in_the_sections_that_are_chosen_and_nowhere_within_tags(document, by):
    text = '<p>Budget&amp;mål: <a href="https://budget.se">budgeten</a> <data value="budget.intakter@0"></data></p>'
    Section.objects.filter(document=document, title__in=("A", "B")).update(prose=text)
    seen = {"a": 1, "c": 1}
    change = Change("budget", "plan<")
    (changed,) = replace_words(document=document, change=change, versions=seen, by=by)
    assert changed.prose == (
        '<p>plan&lt;&amp;mål: <a href="https://budget.se">plan&lt;en</a> <data value="budget.intakter@0"></data></p>'
    )
    assert named(document, "B").prose == text
    (entry,) = AuditEntry.objects.filter(verb="ersatte ord i")
    assert list(entry.before) == ["documents.section:A"]
    with pytest.raises(StaleSave):
        replace_words(document=document, change=change, versions={"a": 1, "b": 1}, by=by)
    assert named(document, "B").prose == text


def test_a_hidden_chapter_is_not_printed_and_takes_no_number(document, by):
    Section.objects.filter(document=document, title="A").update(hidden=True)
    Section.objects.filter(document=document, title="C").update(
        not_applicable="Förbundet har inga & vill inte ha.", prose="<p>Förr.</p>"
    )
    parts = resolve(document, open_book(document.forbund, 2024)).parts
    assert [(part.number, part.title) for part in parts] == [
        ("1", "B"),
        ("1.1", "B1"),
        ("1.1.1", "B11"),
        ("2", "C"),
    ]
    assert parts[-1].prose == "<p>Ej tillämpligt. Förbundet har inga &amp; vill inte ha.</p>"


def test_a_section_of_ones_own_is_told_what_the_law_asks_of_it():
    kind = registry.kinds()["arsredovisning"]
    item = next(one for one in kind.outline if one.required and one.block)
    assert kind.asked_of("vart-eget", "Något annat", item.block) == item
    assert kind.asked_of("vart-eget", f"{item.title.upper()} 2024") == item
    assert kind.asked_of("vart-eget", "Vår hund") is None


def test_forty_sections_are_shown_and_saved_with_as_many_questions_as_five(document, by):
    client = clients.signed_in(by)
    place = clients.url("document", key="prov")

    def questions(section: str) -> tuple[int, int, int]:
        counts = []
        text = {"title": "Ny rubrik", "prose": f"<p>{section}</p>", "after": ""}
        save = {"headers": {"origin": ORIGIN, "hx-request": "true"}}
        for ask in (
            lambda: client.get(place),
            lambda: client.post(clients.url("section-text", key="prov", section=section), text, **save),
            lambda: client.post(
                clients.url("section-move", key="prov", section="c"), {"riktning": "upp"}, **save
            ),
        ):
            with CaptureQueriesContext(connection) as asked:
                assert ask().status_code == 200
            counts.append(len(asked))
        return tuple(counts)

    questions("a1")  # what a process reads once is read
    few = questions("a2")
    for number in range(40):
        section = Section(
            forbund=document.forbund, document=document, title=f"Till {number}", order=number + 20
        )
        section.save()
    revisions.move(document.forbund_id)
    many = questions("b1")
    assert many[:2] == few[:2]
