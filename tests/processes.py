"""Real processes on a database that they share."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection

from tests.conftest import PREFIX, clone_database, connected_to, drop_database


def own_database(django_db_blocker, name):
    """A database for a module alone, for what is really committed: the rest of a fixture."""
    if connection.vendor != "postgresql":
        pytest.skip("the database in memory has one process")
    name = f"{PREFIX}_{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with django_db_blocker.unblock():
        clone_database(name)
        with connected_to(name):
            yield name
        drop_database(name)


def until(true, seconds=40):
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)


def address_of(database, port=None):
    """A database of the test server, as DATABASE_URL has it; through another port of this machine that leads there."""
    server = connection.settings_dict
    login = server["USER"] + (f":{server['PASSWORD']}" if server["PASSWORD"] else "")
    return f"postgres://{login}@{server['HOST']}:{port or server['PORT']}/{database}"


@contextmanager
def a_worker(database, settings_module="tests.settings"):
    """`manage.py worker` on a database, with a group of its own to be killed in."""
    environment = {"DJANGO_SETTINGS_MODULE": settings_module, "DATABASE_URL": address_of(database)}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def by_seeds(script: str, seeds: Iterable[int] = range(1, 5)) -> list[str]:
    """What a script prints in processes of its own, whose sets come in an order each."""
    return [
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            check=True,
            text=True,
            stdout=subprocess.PIPE,
            timeout=120,
        ).stdout.rstrip("\n")
        for seed in seeds
    ]
