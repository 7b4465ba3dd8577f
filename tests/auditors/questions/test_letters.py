"""Letters about questions: gathered, to whom they concern, and without a word of what was asked."""

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult

from auditors.questions import letters
from finsam.core.models import Access, User
from finsam.core.tenancy.permissions import Role
from tests.auditors.questions.conftest import answered, asked


@pytest.fixture
def people(small):
    """An auditor, a förbundschef, an ekonom and a member of the board."""
    made = {}
    for role in (Role.REVISOR, Role.FORBUNDSCHEF, Role.EKONOM, Role.LEDAMOT):
        made[role] = User.objects.create(email=f"{role}@norra-an.se", name=role.capitalize())
        Access.objects.create(forbund=small.forbund, user=made[role], role=role, key=f"a-{role}")
    return made


def send() -> list:
    """The letters that are sent when their time has come."""
    mail.outbox.clear()
    for row in DBTaskResult.objects.filter(task_path__startswith="auditors.").order_by("enqueued_at"):
        getattr(letters, row.task_path.rpartition(".")[2]).call(*row.args_kwargs["args"])
        row.delete()
    return list(mail.outbox)


def test_questions_of_an_hour_are_one_letter_to_each_who_answers(small, people):
    year, auditor = small.year["fiscal_year"], people[Role.REVISOR]
    asked(year, auditor, text="Hemlig fråga", about="hemlig siffra")
    asked(year, auditor)
    sent = send()
    assert sorted(letter.to[0] for letter in sent) == ["ekonom@norra-an.se", "forbundschef@norra-an.se"]
    assert sent[0].subject == "2 nya frågor från revisorerna: Finsam norra-an 2024"
    assert "/norra-an/2024/granskning/fragor/" in sent[0].body
    assert "emlig" not in sent[0].body


def test_an_answer_is_a_letter_to_who_asked(small, people):
    question = asked(small.year["fiscal_year"], people[Role.REVISOR])
    DBTaskResult.objects.all().delete()
    answered(question, people[Role.FORBUNDSCHEF], "Hemligt svar")
    (letter,) = send()
    assert letter.to == ["revisor@norra-an.se"]
    assert letter.subject.startswith("Din fråga är besvarad")
    assert "Hemligt" not in letter.body


def test_nobody_is_written_to_who_has_turned_it_off_or_is_gone(small, people):
    User.objects.filter(pk=people[Role.EKONOM].pk).update(wants_question_letters=False)
    Access.objects.filter(user=people[Role.FORBUNDSCHEF]).update(end="2020-01-01")
    question = asked(small.year["fiscal_year"], people[Role.REVISOR])
    assert send() == []
    User.objects.filter(pk=people[Role.REVISOR].pk).update(wants_question_letters=False)
    answered(question, people[Role.FORBUNDSCHEF])
    assert send() == []


def test_a_question_that_was_answered_within_the_hour_is_no_letter_to_the_kansli(small, people):
    question = asked(small.year["fiscal_year"], people[Role.REVISOR])
    answered(question, people[Role.FORBUNDSCHEF])
    assert [letter.to for letter in send()] == [["revisor@norra-an.se"]]
