"""The application's role in PostgreSQL: it does all of its work, and can't touch what is written for ever."""

import os
import re
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import psycopg
import pytest
from django.apps import apps
from django.core import checks
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from finsam.core.audit import history, keeping
from finsam.core.audit.erasure import erase
from finsam.core.models import AuditEntry, Forbund, User
from finsam.core.tenancy.scope import scopes_disabled
from finsam.editions.models import Edition, Stored
from finsam.operations import roles
from finsam.organisation.models import Member
from tests import clients
from tests.conftest import PREFIX, server_parameters
from tests.factories import a_release, an_attachment
from tests.operations.conftest import decide
from tests.processes import own_database

KEPT = {
    "core_auditentry", "core_chainlink", "core_chainhead", "editions_edition", "editions_editionfile",
    "editions_release", "auditors_attachment",
}  # fmt: skip
PASSWORD = "lagre-roll-i-databasen"
# Only to be read in the administration, but of a förbund's own rows, which go when it goes or are written anew.
NOT_FOR_EVER = {
    "comments.Comment", "documents.Publication", "documents.SectionVersion", "documents.Section", "budget.LedgerImport",
    "followup.GoalReport", "followup.GoalResult", "followup.ComparisonAgreement", "followup.SharedFigure",
    "followup.InsatsReport", "auditors.SeenMark", "auditors.PrivateKey", "auditors.PrivateNote", "auditors.Assessment",
    "auditors.Question", "auditors.Reply", "auditors.ReplyFile", "auditors.Dispatch", "auditors.MemberDecision", "auditors.Sample",
    "auditors.SampleItem", "api.ApiToken", "tasks.Worker", "tasks.Counter", "tasks.ScheduledRun", "operations.BackupRun", "archive.PackedYear", "rendering.Draft",
}  # fmt: skip


def test_no_model_that_is_written_for_ever_is_forgotten():
    """Whatever can't be changed in the administration is either kept by the database, or stands here."""
    kept = {apps.get_model(label)._meta.label for label in keeping.tables()}
    assert {apps.get_model(label)._meta.db_table for label in keeping.tables()} == KEPT
    assert {one._meta.label for one in apps.get_models() if issubclass(one, Stored)} <= kept
    only_read = {one._meta.label for one in apps.get_models() if getattr(one, "administered", None) == ()}
    assert only_read == kept | NOT_FOR_EVER


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="on SQLite the chain tells of it: the next test"
)
def test_the_log_is_kept_by_the_database_too(db):
    """What the triggers refuse, and what the law lets through."""
    from django.db import IntegrityError, transaction

    forbund = Forbund.objects.get(key=clients.OWN)
    before = list(AuditEntry._base_manager.order_by("pk").values())
    for statement in (
        "UPDATE core_auditentry SET verb = 'annat'",
        "UPDATE core_auditentry SET label = 'annat'",
        "UPDATE core_auditentry SET by_name = 'annan'",
        "UPDATE core_auditentry SET after = '{}', what_salt = ''",
        "UPDATE core_auditentry SET at = '2001-01-01 00:00:00+00:00'",
        "DELETE FROM core_auditentry",
        "UPDATE core_chainlink SET hash = hash",
        "DELETE FROM core_chainlink",
        "UPDATE core_chainhead SET hash = ''",
        "UPDATE core_chainhead SET number = number + 1",
        "UPDATE core_chainhead SET number = number - 1",
        "DELETE FROM core_chainhead",
    ):
        with pytest.raises(IntegrityError, match="lagrat för alltid"), transaction.atomic():
            connection.cursor().execute(statement)
    assert list(AuditEntry._base_manager.order_by("pk").values()) == before
    row = AuditEntry._base_manager.filter(forbund_key=clients.OWN).first()
    erase(forbund=forbund, by=User(email="a@example.se", name="A"), reason="begäran", entries=(row.pk,))
    assert AuditEntry._base_manager.get(pk=row.pk).label == "Raderad uppgift"
    assert history.verify(clients.OWN).whole


@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL refuses: the test before")
def test_a_row_altered_in_the_file_is_named(db):
    """On SQLite nothing stops whoever has the file; it shows."""
    assert history.verify(clients.OWN).whole
    row = AuditEntry._base_manager.filter(forbund_key=clients.OWN).first()
    connection.cursor().execute("UPDATE core_auditentry SET by_name = 'Någon Annan' WHERE id = %s", [row.pk])
    found = history.verify(clients.OWN)
    assert not found.whole
    assert any(f"Rad {row.pk} " in one for one in map(str, found.faults))


# The role, on a server


@pytest.fixture(scope="module")
def role(django_db_setup, django_db_blocker):
    """A database with something in each kept table, and the application's role in it."""
    name = f"{PREFIX}_app_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    for _ in own_database(django_db_blocker, "roles"):
        with scopes_disabled():
            old = timezone.now() - timedelta(hours=2)
            AuditEntry(
                forbund_key="annat", at=old, by_email="a@example.se", by_name="A", label="L", before={"a": 1}
            ).save()
            a_release(clients.OWN)
            an_attachment(clients.OWN)
        roles.create(name, PASSWORD)
        roles.grant(name)
        try:
            yield name
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP OWNED BY {name}")
                cursor.execute(f"DROP ROLE {name}")


@contextmanager
def signed_in(role):
    """A session of its own, as the role."""
    name = connection.settings_dict["NAME"]
    login = server_parameters() | {"user": role, "password": PASSWORD}
    with psycopg.connect(**login, dbname=name, autocommit=True) as session:
        yield session


@contextmanager
def working_as(role):
    """The application's own connection, as the role."""
    before = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = role
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = before


def held(table: str) -> str:
    """A hash of all that a table holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t.id)), count(*) FROM {table} t")
        hashed, count = cursor.fetchone()
    assert count > 0, f"{table} has nothing to lose"
    return hashed


ATTEMPTS = [
    "UPDATE {table} SET id = id",
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    "TRUNCATE {table} CASCADE",
    "DROP TABLE {table} CASCADE",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} DISABLE TRIGGER {table}_keeps_row",
    "DROP TRIGGER {table}_keeps_row ON {table}",
    "ALTER TABLE {table} RENAME TO annat",
    "ALTER TABLE {table} OWNER TO CURRENT_USER",
    "CREATE RULE bort AS ON INSERT TO {table} DO INSTEAD NOTHING",
    "CREATE OR REPLACE FUNCTION {table}_keeps() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "DROP FUNCTION {table}_keeps() CASCADE",
    "GRANT UPDATE ON {table} TO CURRENT_USER",  # a warning where it has nothing to give: the try after it tells
]
COLUMN = {"core_auditentry": "verb", "core_chainhead": "forbund_key"}


@pytest.mark.parametrize("table", sorted(KEPT))
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_what_is_kept_is_not_the_roles_to_touch(role, table, attempt):
    column = COLUMN.get(table) or apps.get_model(next(k for k, v in keeping.tables().items() if v == table))._meta.fields[-1].column  # fmt: skip
    before = held(table)
    with signed_in(role) as session:
        try:
            session.execute(attempt.format(table=table, column=column))
            assert attempt.startswith("GRANT"), "it was let through"
        except psycopg.errors.InsufficientPrivilege:
            pass
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute(f"DELETE FROM {table}")
    assert held(table) == before


@pytest.mark.parametrize(
    "attempt",
    [
        "SET session_replication_role = replica",
        "CREATE TABLE nytt (x int)",
        "CREATE TEMPORARY TABLE core_chainlink (forbund_key text, number bigint, hash text)",
        "CREATE SCHEMA eget",
        "CREATE ROLE annan",
        "DROP SCHEMA public CASCADE",
        "ALTER ROLE CURRENT_USER SUPERUSER",
        "SET ROLE finsam",
        "DELETE FROM django_migrations",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9999', now())",
        "COPY core_auditentry FROM PROGRAM 'true'",
    ],
)
def test_there_is_no_way_round(role, attempt):
    with signed_in(role) as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute(attempt)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE core_auditentry SET before = '{}', after = '{}'",
        "UPDATE core_auditentry SET label = 'annat'",
        "UPDATE core_auditentry SET by_name = 'annan'",
        "UPDATE core_auditentry SET at = at - interval '1 day'",
        "UPDATE core_chainhead SET number = number + 1",
        "UPDATE core_chainhead SET hash = repeat('0', 64)",
    ],
)
def test_the_columns_that_are_moved_on_are_not_rewritten(role, change):
    with signed_in(role) as session, pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="för alltid"):  # fmt: skip
        session.execute(f"{change} WHERE forbund_key IN ('annat', '{clients.OWN}')")


def test_the_whole_application_works_as_the_role(role):
    """She signs in, saves, decides and reads; the worker's queue, the cache and the log with its chain are written."""
    from tests.small import Small

    with working_as(role):
        assert not roles.runs_as_owner()
        chief = clients.chief()
        chief.set_password(PASSWORD)
        chief.save()
        browser = Client()
        page = browser.post("/konto/login/", {"login": chief.email, "password": PASSWORD}, follow=True)
        assert page.status_code == 200
        assert "_auth_user_id" in browser.session
        place = clients.url("members").rstrip("/")
        values = {"name": "Region Nedre", "kind": "region", "order": "3"}
        saved = browser.post(f"{place}/ny/", values, headers={"origin": clients.ORIGIN})
        assert saved.status_code == 302, saved.text
        assert "Region Nedre" in browser.get(f"{place}/").text
        with scopes_disabled():
            assert Member.objects.filter(name="Region Nedre").exists()
        entry = AuditEntry._base_manager.latest("pk")
        assert (entry.verb, entry.by_email) == ("skapade", chief.email)
        decided = decide(Small())
        assert Edition.unscoped.get(pk=decided.pk).status == "beslutad"
        assert bytes(decided.files.get(form="pdf", inside=False).content).startswith(b"%PDF-")
        erase(forbund=Forbund.objects.get(key=clients.OWN), by=chief, reason="begäran", entries=(entry.pk,))
        browser.post("/konto/logout/", headers={"origin": clients.ORIGIN})
        assert "_auth_user_id" not in browser.session
        for key in (clients.OWN, decided.forbund_key, ""):
            assert history.verify(key).whole, key


# The command


def said(*arguments) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("database_roles", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue() + str(error)
    return 0, out.getvalue()


def test_the_command_says_that_all_is_as_it_should_be(role, settings):
    settings.DATABASE_ROLE = role
    assert said("--check") == (0, f"Rollen {role} kan det den ska, och inget mer.\n")
    with working_as(role):
        assert said("--check")[0] == 0
        code, text = said()
        assert code == 2
        assert "DATABASE_URL som äger tabellerna" in text


@pytest.mark.parametrize(
    "harm, told",
    [
        ("GRANT UPDATE ON core_auditentry TO {role}", "Rollen får UPDATE i core_auditentry."),
        ("GRANT UPDATE (verb) ON core_auditentry TO {role}", "Rollen får UPDATE av verb i core_auditentry."),
        ("GRANT TRUNCATE ON editions_edition TO {role}", "Rollen får TRUNCATE i editions_edition."),
        ("REVOKE INSERT ON plans_goal FROM {role}", "Rollen får inte INSERT i plans_goal."),
        ("ALTER TABLE plans_goal OWNER TO {role}", "Rollen äger plans_goal."),
        ("ALTER ROLE {role} CREATEROLE", "Rollen har CREATEROLE."),
        ("GRANT pg_write_server_files TO {role}", "Rollen är medlem i pg_write_server_files."),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", "Rollen får skapa i schemat public."),
        ("GRANT TEMPORARY ON DATABASE {database} TO PUBLIC", "Rollen får skapa tillfälliga tabeller i databasen."),
        ("GRANT SET ON PARAMETER session_replication_role TO {role}", "Rollen får ställa in session_replication_role"),
        ("ALTER TABLE core_chainlink DISABLE TRIGGER core_chainlink_keeps_row", "Skyddet core_chainlink_keeps_row saknas"),
        ("DROP TRIGGER editions_release_keeps_all ON editions_release", "Skyddet editions_release_keeps_all saknas"),
    ],
)  # fmt: skip
def test_the_command_names_what_is_wrong(role, settings, harm, told):
    from django.db import transaction

    settings.DATABASE_ROLE = role
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(harm.format(role=role, database=f'"{connection.settings_dict["NAME"]}"'))
        code, text = said("--check")
        transaction.set_rollback(True)
    assert code == 1
    assert told in text
    assert said("--check")[0] == 0


def test_the_tables_of_a_later_migration_are_the_roles_to_use(role, settings):
    settings.DATABASE_ROLE = role
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE later (x int)")
    try:
        with signed_in(role) as session:
            session.execute("INSERT INTO later VALUES (1)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute("TRUNCATE later")
        # One that is kept was made anew, as a migration does that drops and makes it
        with connection.cursor() as cursor:
            cursor.execute(f"GRANT UPDATE, DELETE ON editions_release TO {role}")
            cursor.execute("DROP TRIGGER editions_release_keeps_row ON editions_release")
        call_command("migrate", verbosity=0)
        assert said("--check") == (0, f"Rollen {role} kan det den ska, och inget mer.\n")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE later")


def test_the_password_is_hashed_before_it_is_sent(role):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", [role])
        assert re.match(r"SCRAM-SHA-256\$4096:", cursor.fetchone()[0])


def test_production_as_the_owner_is_warned_of(role):
    def warned() -> list[str]:
        found = checks.run_checks(databases=["default"], include_deployment_checks=True)
        return [one.id for one in found if one.id == "operations.W001"]

    assert warned() == ["operations.W001"]
    with working_as(role):
        assert warned() == []


def test_sqlite_has_no_roles_and_the_command_says_so(db):
    if connection.vendor == "postgresql":
        pytest.skip("of SQLite")
    code, text = said("--check")
    assert code == 2
    assert "SQLite har inga roller" in text
    assert roles.runs_as_owner()
