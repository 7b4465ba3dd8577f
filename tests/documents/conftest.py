"""Who writes in these tests: somebody in Kramfors."""

import pytest

from tests import clients
from tests.clients import OWN


@pytest.fixture
def by(db):
    """Who writes by the services, with the scope open."""
    with clients.in_scope(OWN):
        yield clients.chief()


@pytest.fixture
def who(db):
    """Who writes by the pages."""
    return clients.chief()


@pytest.fixture
def chief(who):
    """Her browser."""
    return clients.signed_in(who)
