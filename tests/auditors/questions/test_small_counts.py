"""A question tells no small count: not by what it is pinned to, by its words, by an answer, or by a file."""

from decimal import Decimal

import pytest

from auditors.questions.models import Question, ReplyFile
from finsam.core.models import AuditEntry
from finsam.disclosure.reader import WITHHELD
from followup.statistics.models import StatValue
from tests.auditors.questions.conftest import LIST, YEAR, answered, user_of
from tests.comments.test_small_counts import hidden_key


@pytest.fixture
def few(small, plan):
    """A year in which two young women took part."""
    StatValue.objects.filter(table=small.table, bin__name="16–29", sex="kvinna").update(value=Decimal(2))
    return small


@pytest.fixture
def about_few(few, auditor):
    """A question about how many they were."""
    key = hidden_key(few)
    told = {"om": f"siffra:{key}", "kind": "fraga", "text": "Stämmer antalet, som jag räknar till 2?"}
    assert auditor.post(f"{LIST}ny/", told).status_code == 302
    return Question.objects.get()


def test_it_keeps_the_count_for_those_who_see_it_and_no_others(about_few, chief, ekonom):
    assert about_few.value.startswith("2")
    place = f"{LIST}{about_few.key}/"
    assert "som jag räknar till 2" in chief.get(place).text
    figure = f"{YEAR}uppgifter/{about_few.place}/"
    assert "som jag räknar till 2" in chief.get(figure).text
    for page in (
        ekonom.get(figure).text,
        ekonom.get(place).text,
        ekonom.get(LIST).text,
        ekonom.get(f"{place}svara/").text,
    ):
        assert "som jag räknar till" not in page
        assert WITHHELD[:30] in page
        assert "Då: 2" not in page


def test_neither_answer_nor_file_tells_it(about_few, chief, ekonom):
    files = [("antal.xlsx", b"PK")]
    answered(about_few, user_of(chief), "De var tre minus en.", files=files, inside=True)
    place, file = f"{LIST}{about_few.key}/", ReplyFile.objects.get()
    href = f"{place}{file.reply.key}/{file.key}/"
    assert href in chief.get(place).text
    page = ekonom.get(place).text
    assert "tre minus en" not in page
    assert href not in page
    assert ekonom.get(href).status_code == 404
    assert chief.get(href).status_code == 200


def test_a_file_of_who_sees_small_counts_is_for_those_who_do(small, auditor, chief, ekonom):
    auditor.post(f"{LIST}ny/", {"om": "ar:", "kind": "begaran", "text": "Sänd avtalet."})
    question = Question.objects.get()
    answered(question, user_of(chief), "Här.", files=[("avtal.pdf", b"%PDF")], inside=True)
    question.refresh_from_db()
    answered(question, user_of(ekonom), "Och här.", files=[("bilaga.pdf", b"%PDF")])
    page = ekonom.get(f"{LIST}{question.key}/").text
    assert "Här." in page
    assert "avtal.pdf" not in page
    assert "bilaga.pdf" in page


def test_the_log_holds_back_what_the_page_does(about_few, ekonom, auditor):
    assert AuditEntry.objects.filter(kind="auditors.question").exists()
    assert "som jag räknar till" in auditor.get(f"{YEAR}logg/").text
    assert "som jag räknar till" not in ekonom.get(f"{YEAR}logg/").text
