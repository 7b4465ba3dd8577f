"""A database as it was after each larger change is upgraded: what was decided is the same, the log holds, and pages answer.

The snapshots are made by tools/snapshot.py from the code of their time; CONTRIBUTING.md says how the next one is made.
"""

import gzip
import os
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from finsam.core.audit import history
from finsam.core.models import AuditEntry, User
from finsam.core.tenancy.scope import scopes_disabled
from finsam.editions.models import Edition, EditionFile
from tests import clients, demobase
from tests.conftest import PREFIX, connected_to, drop_database, maintenance, server_parameters

SNAPSHOTS = Path(__file__).parent / "snapshots"
NAMES = sorted({file.name.partition(".")[0] for file in SNAPSHOTS.glob("*.sql.gz")})
MEMORY = "file:memorydb_default?mode=memory&cache=shared"
PAGES = ("start", "plan", "documents", "budget", "budget-sheet", "ledger", "goals", "insatser", "members", "editions", "log", "reconciliation", "facts")  # fmt: skip


def words_of(name, engine):
    """The SQL of a snapshot."""
    return gzip.decompress((SNAPSHOTS / f"{name}.{engine}.sql.gz").read_bytes()).decode()


@contextmanager
def on_sqlite(name, tmp_path):
    path = tmp_path / "old.sqlite3"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(words_of(name, "sqlite"))
    # Somebody stays in the run's own database, which is gone with the last who leaves.
    with closing(sqlite3.connect(MEMORY, uri=True)), connected_to(str(path)):
        connection.close()  # one in memory isn't, before it has another name
        yield


@contextmanager
def on_postgres(name):
    database = f"{PREFIX}_old_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with maintenance() as cursor:
        cursor.execute(f'CREATE DATABASE "{database}"')
    arguments, environment = demobase._login(server_parameters())
    command = [
        demobase._program("psql"),
        *arguments,
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        f"--dbname={database}",
    ]
    subprocess.run(
        command,
        input=words_of(name, "postgresql"),
        env=environment,
        text=True,
        check=True,
        capture_output=True,
    )
    try:
        with connected_to(database):
            yield
    finally:
        drop_database(database)


def stored():
    """The decided files as the tables have them, whatever the code knows of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT form, inside, sha256, content FROM editions_editionfile ORDER BY id")
        return [
            (form, bool(inside), digest, sha256(bytes(content)).hexdigest())
            for form, inside, digest, content in cursor.fetchall()
        ]


@pytest.fixture(scope="module", params=NAMES)
def upgraded(request, tmp_path_factory, django_db_setup, django_db_blocker):
    """A snapshot after `manage.py migrate`, with what was stored in it before."""
    where = (
        on_postgres(request.param)
        if connection.vendor == "postgresql"
        else on_sqlite(request.param, tmp_path_factory.mktemp("old"))
    )
    with django_db_blocker.unblock(), where:
        before = stored()
        call_command("migrate", interactive=False, verbosity=0)
        yield before


@pytest.mark.slow
def test_nothing_is_left_to_do(upgraded):
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


@pytest.mark.slow
def test_what_was_decided_is_the_same_byte_for_byte_and_is_handed_out(upgraded):
    assert len(upgraded) > 3
    assert all(digest == counted for _, _, digest, counted in upgraded)
    assert stored() == upgraded
    with scopes_disabled():
        (edition,) = Edition.unscoped.all()
        files = list(EditionFile.unscoped.filter(inside=False, form__in=("pdf", "html", "xlsx", "docx")))
        client = clients.signed_in(User.objects.get(email="chef@example.se"))
    assert edition.decided_on.isoformat() == "2023-11-22"
    for file in files:
        answer = client.get(clients.url("edition-file", code=edition.code, form=file.form))
        content = b"".join(answer) if answer.streaming else answer.content
        assert (answer.status_code, sha256(content).hexdigest()) == (200, file.sha256)


@pytest.mark.slow
def test_the_history_holds_and_knows_the_rows_of_before(upgraded):
    with scopes_disabled():
        assert AuditEntry.objects.filter(forbund_key="kramfors", verb="antecknade beslutet om").count() == 1
        verdict = history.verify("kramfors")
    assert (verdict.whole, verdict.faults) == (True, [])


@pytest.mark.slow
def test_pages_answer(upgraded):
    with scopes_disabled():
        client = clients.signed_in(User.objects.get(email="chef@example.se"))
    found = {name: client.get(clients.url(name)).status_code for name in PAGES}
    assert found == dict.fromkeys(PAGES, 200)
