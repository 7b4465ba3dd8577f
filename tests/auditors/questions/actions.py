"""What is done with the auditors' questions, each of which leaves one row in the log (tests/test_services.py)."""

from auditors.questions import services
from auditors.questions.models import Question
from tests.clients import OWN
from tests.factories import first


def ask(year, by):
    services.ask(
        question=Question(forbund=year.forbund, fiscal_year=year, about="året", text="Varför?"), by=by
    )


def answer_question(year, by):
    files = [("avtal.pdf", b"%PDF")]
    services.say(question=first(Question, OWN), step="svara", text="Därför.", files=files, by=by)


def close_question(year, by):
    services.close(question=first(Question, OWN), by=by)


DONE = {
    "auditors.questions.services.ask": [ask],
    "auditors.questions.services.say": [answer_question],
    "auditors.questions.services.close": [close_question],
}
PREPARED = {answer_question: 1, close_question: 1}
