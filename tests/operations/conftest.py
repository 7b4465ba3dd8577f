"""A whole installation in a database of its own, and another that holds nothing."""

import os
import shutil
from contextlib import ExitStack, contextmanager

import pytest
from django.core.management import call_command
from django.db import connection

from finsam.core.management.moment import PARTS, standing_in
from finsam.core.models import User
from finsam.core.tenancy.scope import inside
from tests import demobase
from tests.conftest import PREFIX, clone_database, connected_to, drop_database
from tests.editions.conftest import DECISION, hear, step
from tests.unguarded import unguarded

PLACES = {}  # the files of SQLite's, by name


def decide(made):
    """The board's decision of a small förbund's plan."""
    with inside(made.forbund):
        made.fill()
        hear(made.forbund)
        by = User.objects.create(email="chef@norra-an.se", name="Chefen")
        step(made.document, "foresla", by)
        return step(made.document, "besluta", by, DECISION)


@contextmanager
def a_database(folder, name):
    """The loaded förbund in a database of its own, where what is written is really committed."""
    if connection.vendor == "postgresql":
        name = f"{PREFIX}_{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        clone_database(name)
        with connected_to(name):
            yield
        drop_database(name)
    else:
        path = PLACES[name] = folder / f"{name}.sqlite3"
        for part in PARTS:  # of one by the same name before it
            path.with_name(path.name + part).unlink(missing_ok=True)
        shutil.copy(demobase.kept_place(), path)
        with standing_in(path):
            yield


@contextmanager
def an_empty_database(folder, name="tom"):
    """One that holds its tables and nothing else, as `migrate` leaves it."""
    with a_database(folder, name):
        with unguarded():
            call_command("flush", interactive=False, verbosity=0)
        yield


@pytest.fixture(scope="module")
def stack(django_db_setup, django_db_blocker):
    """What a module's fixtures have open."""
    with django_db_blocker.unblock(), ExitStack() as opened:
        yield opened
