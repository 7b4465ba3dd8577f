"""Two who upgrade a database at once: one does it, the other waits and finds nothing left to do."""

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connections

from finsam.core.management.commands.migrate import WAITING, one_at_a_time
from tests.conftest import PREFIX, drop_database, maintenance
from tests.processes import address_of, until


@contextmanager
def nothing_in_it(tmp_path, blocker):
    """The address of an empty database on the engine of the run, and a connection to it."""
    from django.db import connection

    if connection.vendor == "postgresql":
        name = f"{PREFIX}_empty_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        with blocker.unblock(), maintenance() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    else:
        name = str(tmp_path / "empty.sqlite3")
    own = connection.copy("empty")
    own.settings_dict = connection.settings_dict | {"NAME": name}
    connections["empty"] = own
    try:
        with blocker.unblock():
            yield address_of(name) if connection.vendor == "postgresql" else f"sqlite:///{name}"
    finally:
        own.close()
        del connections["empty"]
        if connection.vendor == "postgresql":
            with blocker.unblock():
                drop_database(name)


@pytest.fixture
def address(tmp_path, django_db_setup, django_db_blocker):
    with nothing_in_it(tmp_path, django_db_blocker) as found:
        yield found


def upgrade(address):
    """`manage.py migrate` of the tables of sign-in, in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-u", "manage.py", "migrate", "contenttypes"],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "finsam.settings", "FINSAM_DEBUG": "1", "DATABASE_URL": address},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_two_at_once_do_it_once(address):
    said = [
        (process.communicate(timeout=60)[0], process.returncode)
        for process in [upgrade(address), upgrade(address)]
    ]
    assert [code for _, code in said] == [0, 0], said
    assert sum("Applying contenttypes.0001_initial" in words for words, _ in said) == 1
    assert sum("No migrations to apply" in words for words, _ in said) == 1


def test_who_comes_second_says_that_she_waits_and_goes_on_when_it_is_free(address):
    told = []
    with one_at_a_time(connections["empty"], tell=lambda: told.append("waits")):
        second = upgrade(address)
        words = []
        until(lambda: WAITING in "".join(words) or words.append(second.stdout.readline()))
        assert second.poll() is None
    rest, _ = second.communicate(timeout=60)
    assert (second.returncode, told) == (0, [])
    assert "Applying contenttypes.0001_initial" in rest
