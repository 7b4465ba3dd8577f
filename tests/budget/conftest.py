import pytest

from finsam.core.models import User
from finsam.core.tenancy.scope import inside
from tests.budget.small import Budget
from tests.budget.variance import year


@pytest.fixture
def budget(db):
    """A förbund's year without money, with its scope open."""
    small = Budget()
    with inside(small.forbund):
        yield small


@pytest.fixture
def chief(budget):
    return budget.sign_in("forbundschef")


@pytest.fixture
def auditor(budget):
    return budget.sign_in("revisor")


@pytest.fixture
def chief_user(budget):
    return User.objects.create(email="chef@norra.example", name="Chefen")


@pytest.fixture
def followed(budget, chief_user):
    """A year with budget, books to March, and rules that place them."""
    return year.made(budget, chief_user)
