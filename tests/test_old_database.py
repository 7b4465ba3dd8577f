"""A demo database of an earlier version is moved aside with a sentence, and is never deleted."""

import os
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings


def run(folder, **environment):
    """The command against a database file in the folder, in a process of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", "set_old_database_aside"],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "finsam.settings",
            "FINSAM_DEBUG": "1",
            "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def database(folder, *migrations):
    """A database that says it has had these migrations, and holds a row that somebody wrote."""
    with sqlite3.connect(folder / "demo.sqlite3") as connection:
        connection.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app, name, applied)")
        connection.execute("CREATE TABLE written (words)")
        connection.execute("INSERT INTO written VALUES ('Min text')")
        for app, name in migrations:
            connection.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2024-01-01')", (app, name)
            )
    connection.close()


def test_a_database_of_before_is_moved_aside_whole(tmp_path):
    database(tmp_path, ("finsam", "0001_initial"))
    ran = run(tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "från en tidigare version" in ran.stdout
    (aside,) = tmp_path.glob("demo-tidigare-*.sqlite3")
    assert aside.name in ran.stdout
    assert not (tmp_path / "demo.sqlite3").exists()
    with sqlite3.connect(aside) as connection:
        assert connection.execute("SELECT words FROM written").fetchall() == [("Min text",)]
    connection.close()


@pytest.mark.parametrize("migrations", [(), (("core", "0001_initial"),)])
def test_a_database_that_the_code_knows_is_left_where_it_is(tmp_path, migrations):
    database(tmp_path, *migrations)
    ran = run(tmp_path)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert [one.name for one in tmp_path.glob("*.sqlite3")] == ["demo.sqlite3"]


def test_nothing_is_moved_in_production(tmp_path):
    database(tmp_path, ("finsam", "0001_initial"))
    ran = run(
        tmp_path,
        FINSAM_DEBUG="0",
        FINSAM_SECRET_KEY="x" * 60,
        FINSAM_ALLOWED_HOSTS="finsam.example.org",
        FINSAM_ORIGIN="https://finsam.example.org",
        EMAIL_URL="consolemail://",
    )
    assert ran.returncode == 1
    assert "FINSAM_DEBUG=1" in ran.stderr
    assert (tmp_path / "demo.sqlite3").exists()
