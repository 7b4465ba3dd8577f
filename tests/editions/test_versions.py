"""What is stored of a document can be compared with what it is now."""

from django.utils import timezone

from finsam.core import services
from finsam.core.values.periods import long_date
from finsam.disclosure.reader import Reader
from finsam.documents.books import open_book
from finsam.documents.models import Document
from finsam.editions.versions import changes_between, chosen, versions_of
from tests.editions.conftest import DECISION, step


def test_proposal_is_what_is_compared_with_until_it_is_decided(plan, by):
    proposed = step(plan, "foresla", by)
    document = Document.objects.get(pk=plan.pk)
    document.subtitle = "En annan undertitel"
    services.save(document, by=by)
    versions = versions_of(document, Reader(open_book(document.forbund, 2024), everything=True))
    day = long_date(timezone.localdate())
    assert [(version.name, version.label) for version in versions] == [
        (proposed.code, f"Förslag {day} (handling 1)"),
        ("nu", "Dokumentet som det är nu"),
    ]
    changes = changes_between(document, *chosen(versions, "", ""), "everything")
    assert [(field.name, field.was, field.now) for field in changes.cover] == [
        ("Undertitel", "", "En annan undertitel")
    ]
    assert (changes.sections, changes.figures, changes.remarks) == ((), (), ())


def test_any_two_editions_are_compared(plan, by):
    proposed, decided = step(plan, "foresla", by), step(plan, "besluta", by, DECISION)
    document = Document.objects.get(pk=plan.pk)
    versions = versions_of(document, Reader(open_book(document.forbund, 2024)))
    pair = chosen(versions, proposed.code, decided.code)
    changes = changes_between(document, *pair, "own:")
    assert [field.name for field in changes.cover] == ["Status", "Beslut"]
    assert changes.sections == ()


def test_without_a_choice_what_was_proposed_is_compared_with_what_is_now(plan, by):
    proposed = step(plan, "foresla", by)
    step(plan, "besluta", by, DECISION)
    document = Document.objects.get(pk=plan.pk)
    versions = versions_of(document, Reader(open_book(document.forbund, 2024), everything=True))
    assert [version.name for version in chosen(versions, "", "")] == [proposed.code, "nu"]
    assert [version.name for version in chosen(versions, "nu", "nu")] == [versions[1].name, "nu"]
