"""One template database per run, cloned for every process: the four förbund are loaded once."""

import gc
import os
import uuid
from contextlib import contextmanager
from copy import deepcopy

import pytest
from django.core.management import call_command, get_commands

from tests import demobase
from tests.hostile import UNTOLD, as_before_the_test

# xdist's workers inherit the environment, so the whole run shares one name; another run beside it has its own.
RUN = os.environ.setdefault("FINSAM_TEST_RUN", uuid.uuid4().hex[:8])
PREFIX = f"test_finsam_{RUN}"
TEMPLATE = f"{PREFIX}_template"


def pytest_collection_modifyitems(items):
    """The slow ones first, so that no process is left alone with one of them at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish(session):
    """What has been imported and collected stays: looking through it for garbage again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_teardown(item):
    """The next test finds everything as it was."""
    yield
    as_before_the_test()


@contextmanager
def maintenance():
    """A cursor on the server itself, outside every transaction, as CREATE DATABASE demands."""
    import psycopg

    with (
        psycopg.connect(**server_parameters(), dbname="postgres", autocommit=True) as server,
        server.cursor() as cursor,
    ):
        yield cursor


def server_parameters():
    """How the test server is reached, without a database's name."""
    from django.db import connection

    parameters = connection.copy(alias="maintenance").get_connection_params()
    return {key: parameters[key] for key in ("host", "port", "user", "password") if parameters.get(key)}


def build_demo():
    """Tables, and everything a test may lean on: the förbund that the repository ships."""
    call_command("migrate", interactive=False, verbosity=0)
    if "load_forbund" in get_commands():
        call_command("load_forbund", "--all", verbosity=0)


@contextmanager
def connected_to(name):
    """Point the default connection at another database of the same server."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def build_template():
    """Make the template unless another process of this run has. The server's lock lets one in at a time."""
    with maintenance() as cursor:
        # Let go when this cursor's session ends.
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [TEMPLATE])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE])
        if cursor.fetchone():
            return
        building = f"{TEMPLATE}_building"  # renamed when whole, so that a failed one is never cloned
        cursor.execute(f'DROP DATABASE IF EXISTS "{building}"')
        cursor.execute(f'CREATE DATABASE "{building}"')
        parameters = server_parameters()
        if not demobase.restore_postgres(building, parameters):
            with connected_to(building):
                build_demo()
            demobase.keep_postgres(building, parameters)
        cursor.execute(f'ALTER DATABASE "{building}" RENAME TO "{TEMPLATE}"')


def clone_database(name):
    """A database like the template; copying files takes a tenth of a second where loading takes many."""
    build_template()
    with maintenance() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        # Else each page of the copy would pass through the log that a crash is mended by.
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}" STRATEGY file_copy')


def drop_database(name):
    with maintenance() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Replaces pytest-django's: each process gets a clone of the template instead of migrating again."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield from _sqlite(django_db_blocker)
        return
    name = f"{PREFIX}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with django_db_blocker.unblock():
        clone_database(name)
    with connected_to(name):
        yield
    drop_database(name)


def _sqlite(django_db_blocker):
    """A quick run without a server: a copy in memory, for what doesn't lean on PostgreSQL."""
    from django.db import connection

    def build(path):
        with connected_to(path):
            build_demo()

    with django_db_blocker.unblock():
        path = demobase.kept_sqlite(build)
        with connected_to("file:memorydb_default?mode=memory&cache=shared"):
            demobase.copy_into(path, connection)
            yield


def pytest_sessionfinish(session):
    """The run's first process clears away what the whole run made, also after a failure."""
    if hasattr(session.config, "workerinput"):
        return
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    with maintenance() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFIX.replace("_", r"\_") + "%"]
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def kept():
    """What requests compute is kept though the test has written by itself, as it is on a site."""
    UNTOLD["keep"] = True


@contextmanager
def for_a_module(django_db_blocker):
    """What is written within it is there for each test of a module, as none of the others has left it."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def small_rows(django_db_setup, django_db_blocker):
    """The rows of `small`: made once for the tests that lie together."""
    from finsam.core.caching import revisions
    from finsam.core.tenancy.scope import inside
    from tests.small import Small

    with for_a_module(django_db_blocker):
        made = Small()
        with inside(made.forbund):
            made.fill()
            revisions.move(
                made.forbund.pk
            )  # another module's has the same rows, and perhaps the same numbers
            made.forbund.refresh_from_db()
        yield made


@pytest.fixture
def small(small_rows, db):
    """A made-up förbund whose year is whole, with its scope open."""
    from finsam.core.tenancy.scope import inside

    made = deepcopy(small_rows)
    with inside(made.forbund):
        yield made
