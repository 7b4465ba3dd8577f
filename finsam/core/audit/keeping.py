"""What makes the database itself refuse to change or remove what is written for ever, whoever asks it.

An app names such models under `keeps`. Their triggers are made after every migration (SQLite drops them when it rebuilds a
table), and what the application's own role in the database may do with them follows from here too (`finsam/operations/roles`).
Two tables have changes that are lawful:

* a row of the log is moved on while its text is being written (`audit.resume`), as long as it is the last one of its thing
  and of the last hour, and loses what it says of a person where the
  law demands it (`erasure`);
* the end of a chain moves to a link that is there and has a higher number.

On SQLite the log and its chain have no triggers: whoever can write in the file takes them away first, so they would only hide from
a layman that an altered log is found by `verify_history`, which is what proves it there.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connections

from finsam.core.declaring import declared_models

GONE = "Raderad uppgift"
SAID = "Det som är lagrat för alltid kan varken ändras eller tas bort."

_WHO, _WHAT = ("by_email", "by_name", "who_salt"), ("reference", "label", "before", "after", "what_salt")
# The columns that a lawful change writes.
MOVED: dict[str, tuple[str, ...]] = {
    "core.auditentry": ("at", *_WHO, *_WHAT),
    "core.chainhead": ("number", "hash"),
}

# What is left to the chain where the database has no roles.
PROVEN_BY_CHAIN = ("core.auditentry", "core.chainlink", "core.chainhead")


def _same(*columns: str) -> str:
    return " AND ".join(f"NEW.{name} = OLD.{name}" for name in columns)


_ROW = "NEW.id = OLD.id AND NEW.verb = OLD.verb AND NEW.kind = OLD.kind AND COALESCE(NEW.year, 0) = COALESCE(OLD.year, 0)"
_RESUMED = (
    f"{_same('forbund_key', 'reference', 'label', 'what_salt', *_WHO)} AND NEW.at >= OLD.at AND OLD.at > {{lately}} "  # noqa: S608
    "AND NOT EXISTS (SELECT 1 FROM "
    "core_auditentry AS later WHERE later.forbund_key = OLD.forbund_key AND later.reference = OLD.reference "
    "AND (later.at > OLD.at OR (later.at = OLD.at AND later.id > OLD.id)))"
)
# A sitting ends after half an hour; clocks of two machines may differ.
_LATELY = "now() - interval '1 hour'"
_WHO_ERASED = f"{_same('forbund_key', 'at', *_WHAT)} AND NEW.by_email = '' AND NEW.by_name = '{GONE}' AND NEW.who_salt = ''"
_WHAT_ERASED = (
    f"{_same('forbund_key', 'at', *_WHO)} AND NEW.reference = '' AND NEW.label = '{GONE}' AND NEW.before = '{{}}' "
    "AND NEW.after = '{}' AND NEW.what_salt = ''"
)
_LAWFUL = {
    "core.auditentry": f"({_ROW}) AND (({_RESUMED}) OR ({_WHO_ERASED}) OR ({_WHAT_ERASED}))",
    "core.chainhead": (
        f"{_same('id', 'forbund_key')} AND NEW.number > OLD.number AND EXISTS (SELECT 1 FROM core_chainlink AS link "  # noqa: S608
        "WHERE link.forbund_key = NEW.forbund_key AND link.number = NEW.number AND link.hash = NEW.hash)"
    ),
}

# A table without rows may be truncated: there is nothing to lose, and a database that is emptied is emptied so.
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    filled boolean := true;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO filled;
    ELSIF TG_OP = 'UPDATE' THEN
        IF {lawful} THEN
            RETURN NEW;
        END IF;
    END IF;
    IF filled THEN
        RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""


def tables() -> dict[str, str]:
    """The models that are kept (`editions.edition`), and their tables."""
    return {label: apps.get_model(label)._meta.db_table for label in sorted(declared_models("keeps"))}


def statements(vendor: str, label: str) -> list[str]:
    """The SQL that makes the triggers of a model, which may be there already in an older form."""
    table = apps.get_model(label)._meta.db_table
    lawful = _LAWFUL.get(label, "false").replace("{lately}", _LATELY)
    if vendor == "postgresql":
        function = f"{table}_keeps"
        made = [_POSTGRES_FUNCTION.format(name=function, lawful=lawful, said=SAID)]
        for name, when, each in (("row", "UPDATE OR DELETE", "ROW"), ("all", "TRUNCATE", "STATEMENT")):
            made.append(
                f"CREATE OR REPLACE TRIGGER {table}_keeps_{name} BEFORE {when} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION {function}()"
            )
        return made
    made = []
    for what, condition in (("UPDATE", f"WHEN NOT ({lawful}) "), ("DELETE", "")):
        name = f"{table}_keeps_{what.lower()}"
        made.append(f"DROP TRIGGER IF EXISTS {name}")
        if label not in PROVEN_BY_CHAIN:
            made.append(
                f"CREATE TRIGGER {name} BEFORE {what} ON {table} {condition}BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
            )
    return made


def create_triggers(using: str = "default", **_: Any) -> None:
    """Make the triggers of all tables that are there; one of an app that is migrated later gets them then."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Names in the functions mean the tables, and not what a session has made beside them by the same names.
            cursor.execute("SELECT current_schema()")
            schema = connection.ops.quote_name(cursor.fetchone()[0])
            cursor.execute("SHOW search_path")
            before = cursor.fetchone()[0]
            cursor.execute(f"SET search_path = {schema}, pg_temp")
        there = set(connection.introspection.table_names(cursor))
        for label, table in tables().items():
            if table in there and _whole(connection, cursor, label):
                for statement in statements(connection.vendor, label):
                    cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config('search_path', %s, false)", [before])


def _whole(connection: Any, cursor: Any, label: str) -> bool:
    """Whether the table has come so far that it has all its columns."""
    model = apps.get_model(label)
    columns = {
        column.name for column in connection.introspection.get_table_description(cursor, model._meta.db_table)
    }
    return {field.column for field in model._meta.concrete_fields} <= columns
