"""People in a real förbund, signed in."""

import pytest

from finsam.core.models import Access, Forbund, User
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside, scopes_disabled
from tests import clients

HERE = "/kramfors/2024/"


@pytest.fixture
def forbund(db):
    return Forbund.objects.get(key="kramfors")


@pytest.fixture
def person(forbund):
    """`person(Role.EKONOM)`: a user with that role in Kramfors alone."""

    def make(role, where=forbund, email=None):
        user = User.objects.create_user(
            email or f"{role}@{where.key}.test", "ett-langt-losenord", name=f"Test {role}"
        )
        Access(user=user, forbund=where, role=role, **clients.dates_of(role)).save()
        return user

    return make


@pytest.fixture
def client_of():
    """A browser in which the user has signed in."""
    return clients.signed_in


@pytest.fixture
def chief(person):
    return person(Role.FORBUNDSCHEF)


@pytest.fixture
def chiefs(chief, client_of):
    """The förbundschef's browser."""
    return client_of(chief)


@pytest.fixture
def within(forbund):
    """Inside the förbund's scope, as in a view."""
    with inside(forbund):
        yield forbund


@pytest.fixture
def unscoped():
    with scopes_disabled():
        yield
