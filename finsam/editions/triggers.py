"""What makes the database itself refuse to change or remove an edition, whoever asks it.

The triggers are made after every migration: SQLite drops them when it rebuilds a table.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

TABLES = ("editions_edition", "editions_editionfile", "editions_release")
SAID = "En lagrad handling kan varken ändras eller tas bort."

# A table without rows may be truncated: there is nothing to lose, and a database that is emptied is emptied so.
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION editions_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    filled boolean := true;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO filled;
    END IF;
    IF filled THEN
        RAISE EXCEPTION 'En lagrad handling kan varken ändras eller tas bort.' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""


def statements(vendor: str) -> list[str]:
    """The SQL that makes the triggers, which may be there already."""
    if vendor == "postgresql":
        made = [_POSTGRES_FUNCTION]
        for table in TABLES:
            for name, when, each in (("row", "UPDATE OR DELETE", "ROW"), ("all", "TRUNCATE", "STATEMENT")):
                made.append(
                    f"CREATE OR REPLACE TRIGGER {table}_keeps_{name} BEFORE {when} ON {table} "
                    f"FOR EACH {each} EXECUTE FUNCTION editions_insert_only()"
                )
        return made
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_keeps_{what.lower()} BEFORE {what} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        for table in TABLES
        for what in ("UPDATE", "DELETE")
    ]


def create_triggers(using: str, **_: Any) -> None:
    """Make the triggers where the tables are."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if not set(TABLES) <= set(connection.introspection.table_names(cursor)):
            return
        for statement in statements(connection.vendor):
            cursor.execute(statement)
