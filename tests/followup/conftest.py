"""What tests of follow-up share."""

import pytest

from finsam.core.models import Access, User
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside
from followup.responsibility.models import InsatsResponsibility
from tests import clients
from tests.followup.asked import Asked
from tests.followup.ledger import Ledger, ordinary
from tests.followup.people import People
from tests.plans.conftest import plan
from tests.plans.small import make_forbund

__all__ = ["plan"]


@pytest.fixture
def norra(db):
    """A förbund with nothing in it, with its scope open."""
    forbund = make_forbund()
    with inside(forbund):
        yield forbund


@pytest.fixture
def people(norra):
    return People(norra)


@pytest.fixture
def asked(norra):
    return Asked(norra)


@pytest.fixture
def client_as(norra):
    """`client_as(Role.EKONOM)`: the browser of somebody with that role, and with the insatser given to report on."""

    def make(role, *insatser):
        user = User.objects.create_user(f"{role}@norra.test", "ett-langt-losenord", name=f"Test {role}")
        access = Access(user=user, forbund=norra, role=role)
        access.save()
        for insats in insatser:
            InsatsResponsibility.objects.create(forbund=norra, access=access, insats=insats)
        return clients.signed_in(user)

    return make


@pytest.fixture
def chiefs(client_as):
    return client_as(Role.FORBUNDSCHEF)


@pytest.fixture
def no_books(db):
    """A förbund without books, with its scope open."""
    made = Ledger()
    with inside(made.forbund):
        yield made


@pytest.fixture
def ledger(no_books):
    """Two years that tie."""
    ordinary(no_books)
    return no_books
