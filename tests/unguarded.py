"""As somebody who owns the database and has taken its guards away, for the tests of what is found out afterwards."""

from contextlib import contextmanager

from django.db import connection

from finsam.core.audit import keeping


@contextmanager
def unguarded():
    """Within it the triggers of what is kept for ever are away."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")  # only a superuser may
        else:
            for table in keeping.tables().values():
                for what in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_keeps_{what}")
    try:
        yield
    finally:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = origin")
        else:
            keeping.create_triggers()
