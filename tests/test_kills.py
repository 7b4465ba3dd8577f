"""Ten kills of the site while people write in it (tools/kills; `make kills` does two hundred on each engine)."""

import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from tests import demobase
from tests.processes import address_of, own_database


@pytest.fixture
def address(tmp_path, django_db_setup, django_db_blocker):
    """A filled database that may be lost, on the engine of the run."""
    if connection.vendor == "postgresql":
        for name in own_database(django_db_blocker, "kills"):
            yield address_of(name)
        return
    shutil.copy(demobase.kept_place(), tmp_path / "filled.sqlite3")
    yield f"sqlite:///{tmp_path / 'filled.sqlite3'}"


@pytest.mark.slow
def test_what_is_acknowledged_outlives_kills_and_nothing_is_half(address, tmp_path):
    log = tmp_path / "kills.log"
    done = subprocess.run(
        [sys.executable, "-m", "tools.kills", "--ready", "--count", "10", "--latest", "2", f"--log={log}"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = log.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("10 kills on ")
    assert [line.split()[0] for line in lines[1:] if " in doubt: " in line and " after " in line] == [
        str(number) for number in range(1, 11)
    ]
    assert lines[-1].startswith("0 faults in 10 kills")
    sure = {
        line[:13].strip(): int(line[13:].split()[0])
        for line in lines
        if " acknowledged" in line and " after " not in line
    }
    assert sure["writing"] + sure["form"] + sure["grid"] > 5, "hardly anything was written"
