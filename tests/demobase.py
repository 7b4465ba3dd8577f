"""The loaded demo database, kept between runs by the hash of what it is made from.

Loading the förbund takes half a minute, restoring a copy a second or two, so one test starts in seconds. What is
kept lies in var/tests/ and may be thrown away: a file whose name doesn't match the hash is never used.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "tests"
# What decides the content: fixtures, tables, the loader, and the rules that a write passes.
APPS = ("finsam", "plans", "budget", "followup", "auditors", "archive")
PATTERNS = ("**/migrations/*.py", "**/models/*.py", "**/models.py")
RULES = (
    "demo/loader.py",
    "demo/preserved_access.py",
    "core/services.py",
    "core/audit/keeping.py",
    "core/crud/fields.py",
    "core/text/prose.py",
)


def made_from() -> list[Path]:
    """The files that the demo database is made from, in a fixed order."""
    found = {path for app in APPS for pattern in PATTERNS for path in (ROOT / app).glob(pattern)}
    found |= {ROOT / "finsam" / name for name in RULES} | {ROOT / "requirements-dev.txt"}
    found |= {path for path in (ROOT / "fixtures").rglob("*") if path.is_file()}
    return sorted(found)


def fingerprint() -> str:
    """A hash of names and contents of everything the demo database is made from."""
    sha = hashlib.sha256()
    for path in made_from():
        sha.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()[:20]


@contextmanager
def one_at_a_time(name: str):
    """Hold a lock between the processes of this machine while a kept file is made."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def keep(path: Path, made: Path) -> None:
    """Put a finished file in place at once, and clear away those of other hashes of its kind."""
    os.replace(made, path)
    for old in KEPT.glob(f"*{path.suffix}"):
        if old != path:
            old.unlink(missing_ok=True)


def kept_place() -> Path:
    """Where the loaded SQLite database lies that fits, or will."""
    return KEPT / f"{fingerprint()}.sqlite3"


def kept_sqlite(build) -> Path:
    """The file of the loaded SQLite database; `build(path)` makes it when no kept one fits."""
    path = kept_place()
    with one_at_a_time("sqlite"):
        if not path.exists():
            making = path.with_suffix(".making")
            making.unlink(missing_ok=True)
            build(str(making))
            keep(path, making)
    return path


def copy_into(path: Path, connection) -> None:
    """Copy a kept SQLite file into an open (in-memory) connection of Django's."""
    connection.ensure_connection()
    source = sqlite3.connect(path)
    try:
        source.backup(connection.connection)
    finally:
        source.close()


def _program(name: str) -> str | None:
    """One of PostgreSQL's programs; Debian keeps the server's own outside PATH."""
    newest = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda one: int(one.parts[4].split(".")[0])
    )
    return str(newest[-1]) if newest else shutil.which(name)


def _login(parameters: dict) -> tuple[list[str], dict]:
    """Arguments and environment that reach the server."""
    names = {"host": "--host", "port": "--port", "user": "--username"}
    arguments = [f"{flag}={parameters[name]}" for name, flag in names.items() if parameters.get(name)]
    return arguments, os.environ | {"PGPASSWORD": parameters.get("password") or ""}


def restore_postgres(database: str, parameters: dict) -> bool:
    """Fill an empty database from the kept dump. False where there is none that fits."""
    path, program = KEPT / f"{fingerprint()}.pgdump", _program("pg_restore")
    if program is None or not path.exists():
        return False
    arguments, environment = _login(parameters)
    command = [program, *arguments, "--no-owner", "--exit-on-error", f"--dbname={database}", str(path)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return True


def keep_postgres(database: str, parameters: dict) -> None:
    """Keep a dump of a database that was just built, when the server's programs are at hand."""
    program = _program("pg_dump")
    if program is None:
        return
    path = KEPT / f"{fingerprint()}.pgdump"
    with one_at_a_time("postgres"):
        making = path.with_suffix(".making-pg")
        arguments, environment = _login(parameters)
        command = [program, *arguments, "--format=custom", f"--file={making}", database]
        subprocess.run(command, env=environment, check=True, capture_output=True)
        keep(path, making)
