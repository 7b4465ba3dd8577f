import pytest

from finsam.core.tenancy.scope import inside
from tests.budget.small import Budget


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
