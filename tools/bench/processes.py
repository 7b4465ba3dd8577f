"""Starts the site as the image does, with its worker where there is one, and reads what its processes have used."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
CPU_CLOCK = 2  # of a whole process, ended threads too: clock_getcpuclockid(3)


def image_command() -> list[str]:
    """How the image starts the site: CMD in the Dockerfile."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return json.loads(re.findall(r"^CMD (\[.*\])", text, re.MULTILINE)[-1])


def image_flags(port: int) -> list[str]:
    """What gunicorn is told there, at a port of this machine alone. Raises LookupError when it binds to another address."""
    flags = image_command()[1:]
    flags[flags.index("0.0.0.0:8000")] = f"127.0.0.1:{port}"
    return flags


def worker_command() -> list[str] | None:
    """How compose starts the worker, or None where there is none."""
    import yaml

    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return services.get("worker", {}).get("command")


def environment(folder: Path, database: str, port: int) -> dict[str, str]:
    """Production's settings, for a site of this machine that keeps what it draws in a folder of its own."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tools.bench.settings",
        "FINSAM_BENCH": str(folder),
        "FINSAM_DEBUG": "0",
        "FINSAM_SECRET_KEY": os.environ.setdefault("FINSAM_SECRET_KEY", secrets.token_urlsafe(64)),
        "FINSAM_ALLOWED_HOSTS": "127.0.0.1",
        "FINSAM_ORIGIN": f"http://127.0.0.1:{port}",
        "EMAIL_URL": "dummymail://",
        "DATABASE_URL": database,
        "PYTHONDONTWRITEBYTECODE": "",
    }


def free_port() -> int:
    """A port of this machine that nobody has."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def seconds_of(pids: Iterable[int]) -> float:
    """The seconds of processor time that the processes have used together."""
    return sum(time.clock_gettime((~pid << 3) | CPU_CLOCK) for pid in pids)


def resident(pid: int) -> int:
    """The bytes of memory that a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Site:
    """A running site on a database: the web server's processes and the worker's."""

    def __init__(self, folder: Path, database: str):
        self.folder, self.port = folder, free_port()
        self.name = database.rpartition("/")[2]
        self.environment = environment(folder, database, self.port)
        self.log = (folder / f"{self.name}.log").open("w")
        self.server = self.start([sys.executable, "-m", "gunicorn.app.wsgiapp", *image_flags(self.port)])
        worker = worker_command()
        self.worker = self.start([sys.executable, *worker[1:]]) if worker else None
        self.wait()

    def start(self, command: list[str]) -> subprocess.Popen:
        """A process of the site."""
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=self.log, stderr=subprocess.STDOUT
        )

    def wait(self, seconds: int = 60) -> None:
        """Until the server listens. Raises RuntimeError with the end of its log when it doesn't."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.server.poll() is None:
            with socket.socket() as asking:
                if asking.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.2)
        self.stop()
        raise RuntimeError(Path(self.log.name).read_text()[-3000:])

    def wait_for_worker(self, seconds: int = 60) -> None:
        """Until the worker gives signs of life. Raises RuntimeError when it doesn't."""
        from finsam.core.tasks.queue import somebody_works

        deadline = time.monotonic() + seconds
        while not somebody_works():
            if time.monotonic() > deadline:
                raise RuntimeError("The worker did not start.")
            time.sleep(0.2)

    def web(self) -> list[int]:
        """The server's processes that answer."""
        return children(self.server.pid)

    def used(self) -> float:
        """Seconds of processor time so far: of the web processes, and of the database on their behalf."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'",
                [self.name],
            )
            backends = [pid for (pid,) in cursor.fetchall()]
        return seconds_of([*self.web(), *backends])

    def stop(self) -> None:
        """End what was started."""
        for process in (self.worker, self.server):
            if process is not None and process.poll() is None:
                process.terminate()
                process.wait(timeout=30)
        self.log.close()
