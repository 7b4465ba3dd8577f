"""A lower role in the database for the application, which can't alter or drop what is written for ever.

One role owns the tables and migrates; another, which owns nothing, is what sites and workers sign in as. It reads and
writes ordinary tables, and of those that are kept (`finsam.core.audit.keeping`) it reads and adds rows, with the lawful changes
that their triggers let through. It makes, alters, empties and drops no table, and turns no trigger off. Only PostgreSQL has
roles: with SQLite, whoever can write in the file can do everything, and only the triggers are between.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections

from finsam.core.audit import keeping

LEDGER = "django_migrations"  # which changes of the tables have been made: only for whoever makes them
ORDINARY = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
NOT_ITS_OWN = ("TRUNCATE", "REFERENCES", "TRIGGER")


def role_name() -> str:
    """The application's role, as the settings name it; "" where there is none."""
    return str(settings.DATABASE_ROLE)


def protected() -> dict[str, frozenset[str]]:
    """The tables that the role may not do everything with, and what it may."""
    kept = dict.fromkeys(keeping.tables().values(), frozenset({"SELECT", "INSERT"}))
    return {**kept, LEDGER: frozenset({"SELECT"})}


def movable() -> dict[str, tuple[str, ...]]:
    """Of protected tables, the columns that the role may write, within what the table's trigger lets through."""
    return {apps.get_model(label)._meta.db_table: columns for label, columns in keeping.MOVED.items()}


def create(role: str, password: str = "", *, using: str = "default") -> bool:
    """Make the role where there is none, and give it a password where one is told. Returns whether it was made.

    The password is hashed here, so that the server's log has nothing of it.
    """
    connection = connections[using]
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
        made = cursor.fetchone() is None
        if made:
            cursor.execute(f"CREATE ROLE {name} LOGIN NOINHERIT")
        if password:
            hashed = connection.connection.pgconn.encrypt_password(password.encode(), role.encode()).decode()
            cursor.execute(f"ALTER ROLE {name} PASSWORD '{hashed}'")
    return made


def grant(role: str, *, using: str = "default") -> None:
    """Let the role do what it may with the tables as they are, and with those that later migrations make."""
    connection = connections[using]
    quoted = connection.ops.quote_name
    to = quoted(role)
    with connection.cursor() as cursor:
        schema = _schema(cursor)
        database = quoted(_one(cursor, "SELECT current_database()"))
        here = quoted(schema)
        for statement in (
            f"GRANT CONNECT ON DATABASE {database} TO {to}",
            f"REVOKE CREATE, TEMPORARY ON DATABASE {database} FROM PUBLIC, {to}",
            f"REVOKE CREATE ON SCHEMA {here} FROM PUBLIC, {to}",
            f"GRANT USAGE ON SCHEMA {here} TO {to}",
            f"REVOKE ALL ON ALL TABLES IN SCHEMA {here} FROM {to}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {here} TO {to}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {here} TO {to}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {here} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {to}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {here} GRANT USAGE, SELECT ON SEQUENCES TO {to}",
        ):
            cursor.execute(statement)
        there = set(connection.introspection.table_names(cursor))
        for table, rights in protected().items():
            if table in there:
                cursor.execute(f"REVOKE ALL ON {quoted(table)} FROM {to}")
                cursor.execute(f"GRANT {', '.join(sorted(rights))} ON {quoted(table)} TO {to}")
        for table, columns in movable().items():
            if table in there:
                written = ", ".join(map(quoted, columns))
                cursor.execute(f"GRANT UPDATE ({written}) ON {quoted(table)} TO {to}")


def grant_after_migrations(using: str = "default", **_: Any) -> None:
    """After every migration: the tables that it has made are the role's to use, and no more than that."""
    connection = connections[using]
    if not role_name() or connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role_name()])
        there = cursor.fetchone() is not None
    if there:
        grant(role_name(), using=using)


def faults(role: str, *, using: str = "default") -> list[str]:
    """What the role can do that it shouldn't, or can't that it should, in sentences; none where all is as it should be."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = %s",
            [role],
        )
        row = cursor.fetchone()
        if row is None:
            return [f"Rollen {role} finns inte."]
        attributes = ("superanvändare", "CREATEROLE", "CREATEDB", "REPLICATION", "BYPASSRLS")
        said = [f"Rollen har {name}." for name, has in zip(attributes, row, strict=True) if has]
        return [
            *said,
            *_beside_the_tables(cursor, role),
            *_tables(cursor, role),
            *_triggers(cursor),
        ]


def _beside_the_tables(cursor: Any, role: str) -> list[str]:
    """What follows from other roles, from owning, and from rights on more than tables."""
    said = []
    for sentence, question in (
        ("Rollen är medlem i {}.", "SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r "
         "ON r.oid = m.member WHERE r.rolname = %s ORDER BY 1"),
        ("Rollen äger {}.", "SELECT c.relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = %s UNION "
         "SELECT p.proname FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE r.rolname = %s UNION SELECT n.nspname FROM "
         "pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner WHERE r.rolname = %s UNION SELECT 'databasen ' || d.datname "
         "FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba WHERE r.rolname = %s AND d.datname = current_database() ORDER BY 1"),
        ("Rollen får skapa i schemat {}.", "SELECT nspname FROM pg_namespace WHERE has_schema_privilege(%s, oid, 'CREATE') ORDER BY 1"),
        ("Rollen får skapa {} i databasen.", "SELECT what FROM (VALUES ('scheman', 'CREATE'), ('tillfälliga tabeller', 'TEMPORARY')) AS w "
         "(what, right_) WHERE has_database_privilege(%s, current_database(), right_)"),
        ("Rollen får ställa in {}, som stänger av skydden.", "SELECT name FROM pg_settings WHERE name = 'session_replication_role' "
         "AND has_parameter_privilege(%s, name, 'SET')"),
    ):  # fmt: skip
        cursor.execute(question, [role] * question.count("%s"))
        said += [sentence.format(name) for (name,) in cursor.fetchall()]
    return said


def _tables(cursor: Any, role: str) -> list[str]:
    """Rights on each table against those that it is to have."""
    said = []
    schema = _schema(cursor)
    every = sorted({*ORDINARY, *NOT_ITS_OWN})
    rights = ", ".join(f"has_table_privilege(%s, c.oid, '{name}')" for name in every)
    cursor.execute(
        f"SELECT c.relname, {rights} FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "  # noqa: S608
        "WHERE n.nspname = %s AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY 1",
        [*[role] * len(every), schema],
    )
    narrow = protected()
    for table, *has in cursor.fetchall():
        held = {name for name, yes in zip(every, has, strict=True) if yes}
        allowed = narrow.get(table, ORDINARY)
        said += [f"Rollen får {name} i {table}." for name in sorted(held - allowed)]
        said += [f"Rollen får inte {name} i {table}." for name in sorted(allowed - held)]
    cursor.execute(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE n.nspname = %s "
        "AND c.relname = ANY(%s) AND has_column_privilege(%s, c.oid, a.attnum, 'UPDATE') ORDER BY 1, 2",
        [schema, sorted(narrow), role],
    )
    may = movable()
    said += [
        f"Rollen får UPDATE av {column} i {table}."
        for table, column in cursor.fetchall()
        if column not in may.get(table, ())
    ]
    return said


def _triggers(cursor: Any) -> list[str]:
    """The triggers that are away or turned off."""
    cursor.execute(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') AND NOT tgisinternal"
    )
    there = set(cursor.fetchall())
    return [
        f"Skyddet {table}_keeps_{name} saknas eller är avstängt."
        for table in sorted(keeping.tables().values())
        for name in ("row", "all")
        if (table, f"{table}_keeps_{name}") not in there
    ]


def runs_as_owner(*, using: str = "default") -> bool:
    """Whether this process is signed in to the database as somebody who can drop what is written for ever.

    Always so with SQLite, which has no roles.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        return bool(
            _one(
                cursor,
                "SELECT EXISTS (SELECT FROM pg_class WHERE relname = ANY(%s) AND pg_has_role(relowner, 'MEMBER'))",
                [sorted(keeping.tables().values())],
            )
        )


def _schema(cursor: Any) -> str:
    """The schema that the tables are in."""
    return str(_one(cursor, "SELECT current_schema()"))


def _one(cursor: Any, question: str, values: Any = None) -> Any:
    cursor.execute(question, values)
    return cursor.fetchone()[0]
