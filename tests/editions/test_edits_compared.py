"""What is done to a document is what a comparison tells of, and nothing else."""

import random
from functools import cache

import pytest

from finsam.editions.comparison import compare
from finsam.editions.serialized import dump, load
from tests.editions.edits import Edited, told_of
from tests.editions.test_serialized import DOCUMENTS, resolved_of

pytestmark = pytest.mark.django_db


@cache
def document(*place):
    """A document of the demo's; what is resolved is never changed."""
    return resolved_of(*place)


@pytest.mark.parametrize("place", DOCUMENTS, ids=lambda place: f"{place[0]}-{place[2]}")
def test_nothing_is_told_of_a_document_and_itself(place):
    kept = load(dump(document(*place)))
    changes = compare(document(*place), kept)
    assert not changes
    assert (changes.cover, changes.sections, changes.figures, changes.remarks) == ((), (), (), ())


@pytest.mark.parametrize("number", range(30))
@pytest.mark.parametrize("place", DOCUMENTS, ids=lambda place: f"{place[0]}-{place[2]}")
def test_random_edits_are_told_and_nothing_else(place, number):
    luck = random.Random(f"{place} {number}")  # noqa: S311 - the same edits each time
    edited = Edited(document(*place), luck)
    for _ in range(luck.randint(1, 6)):
        edited.edit()
    assert told_of(compare(document(*place), edited.document)) == edited.told
