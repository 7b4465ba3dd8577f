import pytest

from finsam.core.models import User
from tests.budget.variance import year


@pytest.fixture
def chief_user(budget):
    return User.objects.create(email="chef@norra.example", name="Chefen")


@pytest.fixture
def followed(budget, chief_user):
    """A year with budget, books to March, and rules that place them."""
    return year.made(budget, chief_user)
