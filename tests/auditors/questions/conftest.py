"""A small förbund with an auditor who asks and a kansli that answers."""

import pytest
from django.utils import timezone

from auditors.questions import services
from auditors.questions.models import Question
from finsam.core.models import User
from finsam.core.tenancy.permissions import Role
from tests.editions.conftest import by, plan

__all__ = ["by", "plan"]  # fixtures

YEAR = "/norra-an/2024/"
LIST = f"{YEAR}granskning/fragor/"


@pytest.fixture
def auditor(small):
    return small.sign_in(Role.REVISOR)


@pytest.fixture
def chief(small):
    return small.sign_in(Role.FORBUNDSCHEF)


@pytest.fixture
def ekonom(small):
    return small.sign_in(Role.EKONOM)


def user_of(client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def asked(forbund_year, by, **fields) -> Question:
    """A question about the year."""
    told = {"about": "året 2024 som helhet", "text": "Vem attesterar?"} | fields
    return services.ask(
        question=Question(forbund=forbund_year.forbund, fiscal_year=forbund_year, **told), by=by
    )


def answered(question, by, text="Ordföranden.", **kwargs) -> Question:
    return services.say(question=question, step="svara", text=text, by=by, **kwargs)


def today():
    return timezone.localdate()
