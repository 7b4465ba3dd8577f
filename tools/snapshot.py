"""Make a snapshot of a database as the checked-out code has it: one förbund of the demo, with a decided edition.

    cd OLDER/CHECKOUT && DATABASE_URL=sqlite:///$PWD/var/new.sqlite3 FINSAM_DEBUG=1 \
        .venv/bin/python …/tools/snapshot.py editions …/tests/snapshots

The code is that of the folder one stands in, so this leans on little of it. tests/test_upgrades.py loads what it makes into
an empty database, upgrades it, and holds it against what it was.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finsam.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

FORBUND, YEAR, KEPT = "kramfors", 2024, 2
# What may be thrown away, or is somebody's visit.
LEFT_OUT = ("finsam_cache", "django_session", "rendering_draft", "tasks_worker", "django_tasks_db")


def fill() -> None:
    """Tables, the förbund, somebody who may do everything in it, and a short plan that is decided."""
    from datetime import date

    from finsam.core import audit, services
    from finsam.core.models import Access, Forbund, User
    from finsam.core.tenancy.scope import inside, scopes_disabled
    from finsam.documents.models import Document
    from finsam.editions import deciding
    from finsam.editions.services import Decision, take_step

    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_forbund", FORBUND, stdout=StringIO())
    with scopes_disabled():
        forbund = Forbund.objects.get(key=FORBUND)
        by = User.objects.create_user("chef@example.se", name="Klara Exempelsson")
    with inside(forbund):
        services.save(Access(user=by, forbund=forbund, role="forbundschef"), by=audit.SYSTEM, verb="bjöd in")
        document = Document.objects.get(fiscal_year__year=YEAR, kind="verksamhetsplan")
        for section in list(document.sections.all())[KEPT:]:
            services.delete(section, by=by)
        Document.objects.filter(pk=document.pk).update(status="forslag")
        document = Document.objects.get(pk=document.pk)
        minutes = Decision(date(2023, 11, 22), "45", "Styrelsens sammanträde")
        deciding.REQUIREMENTS = {}  # it isn't the whole plan any more
        # What it is drawn as isn't what is looked at, and would be most of the file.
        take_step(
            document=document,
            step="besluta",
            by=by,
            decision=minutes,
            draw=lambda *told: b"%PDF-1.7 ritad %%EOF\n",
        )


def dumped() -> str:
    """The database as the SQL that makes it."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        lines = connection.connection.iterdump()
        left_out = tuple(f'INSERT INTO "{name}' for name in LEFT_OUT)
        return "".join(f"{line}\n" for line in lines if not line.startswith(left_out))
    where = connection.settings_dict
    program = max(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"))
    command = [program, "--no-owner", "--no-privileges", f"--host={where['HOST']}", f"--port={where['PORT']}",
               f"--username={where['USER']}", *(f"--exclude-table-data={name}*" for name in LEFT_OUT), where["NAME"]]  # fmt: skip
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main() -> None:
    """Make it."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    fill()
    target = folder / f"{name}.{connection.vendor}.sql.gz"
    target.write_bytes(gzip.compress(dumped().encode(), mtime=0))
    sys.stdout.write(f"{target}, {target.stat().st_size} byte\n")


if __name__ == "__main__":
    main()
