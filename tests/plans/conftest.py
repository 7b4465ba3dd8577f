import pytest

from finsam.core.tenancy.scope import inside
from finsam.facts import book as facts
from tests.plans.small import Plan, make_forbund


@pytest.fixture
def plan(db):
    """A förbund's empty year, with its scope open."""
    forbund = make_forbund()
    with inside(forbund):
        yield Plan(forbund)


@pytest.fixture
def budget_says(monkeypatch):
    """Let the budget consist of the facts given."""

    def say(*said):
        monkeypatch.setitem(facts.PROVIDERS, "budget", facts.Provider(lambda book, year: said))

    say()
    return say
