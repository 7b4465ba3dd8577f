"""A comment tells no small count: neither by its words nor by the figure it stands at."""

from decimal import Decimal

import pytest

from finsam.comments.reading import hidden_from_others, shown
from finsam.comments.services import Spot
from finsam.core.models import User
from finsam.disclosure.reader import WITHHELD, Reader
from followup.statistics.models import StatValue
from tests.comments.conftest import said


@pytest.fixture
def few(small, proposed):
    """The plan of a year in which two young women took part."""
    StatValue.objects.filter(table=small.table, bin__name="16–29", sex="kvinna").update(value=Decimal(2))
    return proposed


@pytest.fixture
def auditor(few):
    return User.objects.create(email="revisor@norra-an.se", name="Revisorn")


def hidden_key(small) -> str:
    """The key of the count of the young women."""
    facts = small.book().of_people(2024).values()
    (fact,) = [fact for fact in facts if fact.value == 2 and fact.op == "given"]
    return fact.key


def read(small, **kwargs) -> list[str]:
    return [row.text for row in shown(comments(), Reader(small.book(), **kwargs), "nagon@norra-an.se")]


def comments():
    from finsam.comments.models import Comment

    return Comment.objects.all()


@pytest.mark.parametrize("words", ["Var det bara 2 kvinnor?", "Var det bara två kvinnor?"])
def test_a_number_that_is_a_small_count_is_not_told_by_somebody_who_sees_it(small, few, auditor, words):
    said(few, auditor, words, inside=True)
    assert read(small) == [WITHHELD]
    assert read(small, everything=True) == [words]
    own = shown(comments(), Reader(small.book()), "revisor@norra-an.se")
    assert [row.text for row in own] == [words]


def test_what_somebody_writes_who_sees_no_small_counts_is_read_by_all(small, few, auditor):
    said(few, auditor, "Vi är 2 kommuner.")
    assert read(small) == ["Vi är 2 kommuner."]


@pytest.mark.parametrize(
    "words", ["Se avsnitt 2.", "Se § 2 och sidan 2.", "Mål 2 är bra.", "Det var 17 möten."]
)
def test_a_number_that_says_where_something_stands_is_no_count(small, few, auditor, words):
    said(few, auditor, words, inside=True)
    assert read(small) == [words]


def test_words_about_a_hidden_figure_are_kept_whatever_they_say(small, few, auditor):
    key = hidden_key(small)
    said(few, auditor, "Hälften av dem var nya.", Spot("text", "Text", key, "Deltagare"), inside=True)
    assert read(small) == [WITHHELD]
    assert read(small, everything=True) == ["Hälften av dem var nya."]


def test_an_answer_that_tells_a_small_count_is_kept_too(small, few, auditor, by):
    from finsam.comments.services import take_step

    comment = said(few, auditor, "Hur många kvinnor?")
    take_step(comment=comment, step="svara", answer="De var 2.", by=by)
    (row,) = shown(comments(), Reader(small.book()), "")
    assert (row.text, row.answer) == ("Hur många kvinnor?", WITHHELD)


def test_who_sees_small_counts_is_told_that_the_words_are_kept(small, few):
    chief, member = Reader(small.book(), everything=True), Reader(small.book())
    assert hidden_from_others("", "De var 2.", chief)
    assert not hidden_from_others("", "De var många.", chief)
    assert not hidden_from_others("", "De var 2.", member)
