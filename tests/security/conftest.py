import pytest
from django.core.cache import cache

from tests import clients


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests(request):
    if "db" in request.fixturenames:
        cache.clear()


@pytest.fixture
def somebody(db):
    """A person with a password, who may sign in."""
    found = clients.chief()
    found.set_password(PASSWORD)
    found.save()
    return found


PASSWORD = "ett-langt-losenord"
