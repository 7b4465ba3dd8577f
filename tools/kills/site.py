"""The site that is killed: its processes, and where there is one of our own, its PostgreSQL."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from random import Random

from tools.bench.processes import ROOT, free_port


class Nursery:
    """What sites are born of (tools/kills/nursery.py)."""

    def __init__(self, folder: Path):
        self.port = free_port()
        self.used = 0.0  # seconds of processor time of the sites that have been killed
        self.said = (folder / "site.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.kills.nursery"],
            cwd=ROOT,
            env=os.environ | {"TMPDIR": str(folder / "tmp")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.said,
            text=True,
        )

    def ask(self, *words: object) -> int:
        """Tell it what to do; the number of the process that does it."""
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"The site could not be read in: {self.words()}")
        return int(answer)

    def words(self) -> str:
        """The end of what the site's processes have said."""
        return Path(self.said.name).read_text(encoding="utf-8", errors="replace")[-3000:]

    def close(self) -> None:
        """No more sites."""
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()
        self.said.close()


class Site:
    """A web server and a worker, in one group of processes."""

    def __init__(self, nursery: Nursery):
        self.nursery, self.port = nursery, nursery.port
        self.group = nursery.ask("site", self.port)
        self.worker = nursery.ask("worker", self.group)

    def wait(self, seconds: float = 60) -> None:
        """Until it listens. Raises RuntimeError when it doesn't."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with socket.socket() as asking:
                if asking.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.group not in self.members():
                break
            time.sleep(0.02)
        raise RuntimeError(f"The site did not start: {self.nursery.words()}")

    def kill(self) -> None:
        """All its processes at once, as when the machine takes them: none of them hears of it."""
        self.nursery.used += self.used()
        os.killpg(self.group, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while self.members():
            if time.monotonic() > deadline:
                raise RuntimeError("What was killed did not end.")
            time.sleep(0.01)

    def used(self) -> float:
        """Seconds of processor time so far, of its processes and of those that they have had."""
        ticks = 0
        for pid in self.members():
            with suppress(OSError):  # it has ended meanwhile
                told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                ticks += sum(map(int, told[11:15]))  # proc(5): utime, stime, and those of children
        return ticks / os.sysconf("SC_CLK_TCK")

    def members(self) -> dict[int, int]:
        """The processes of the group, each with its parent."""
        found = {}
        for place in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, parent, group = place.read_text().rpartition(")")[2].split()[:3]
            except OSError:  # it has ended meanwhile
                continue
            if int(group) == self.group and state != "Z":
                found[int(place.parent.name)] = int(parent)
        return found

    def kill_one(self, dice: Random) -> str:
        """One of its processes, but not the one that looks after the web server's others. Returns which it was."""
        members = self.members()
        chosen = dice.choice(sorted(set(members) - {self.group}) or [self.group])
        os.kill(chosen, signal.SIGKILL)
        if chosen == self.worker:
            self.worker = self.nursery.ask("worker", self.group)  # as systemd and compose do
            return "the worker"
        return "a web process" if members.get(chosen) == self.group else "a child that draws"


class Postgres:
    """A server of the run's own. It keeps what it has said yes to over a crash of its own, not over a power cut."""

    def __init__(self, folder: Path):
        self.home, self.port = folder / "postgres", free_port()
        self.bin = max(
            Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parts[4].split(".")[0])
        )
        self.home.mkdir()
        self.account: list[str] = []
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            import pwd

            folder.chmod(0o755)
            owner = next(
                name for name in ("postgres", "nobody") if name in {each.pw_name for each in pwd.getpwall()}
            )
            ids = pwd.getpwnam(owner)
            os.chown(self.home, ids.pw_uid, ids.pw_gid)
            self.account = [
                "setpriv",
                "--reuid",
                str(ids.pw_uid),
                "--regid",
                str(ids.pw_gid),
                "--clear-groups",
            ]
        self._run("initdb", "--username=finsam", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8",
                  "--locale-provider=icu", "--icu-locale=sv-SE")  # fmt: skip
        self.start()
        self._run(
            "createdb",
            f"--host={self.home}",
            f"--port={self.port}",
            "--username=finsam",
            "finsam",
            data=False,
        )

    @property
    def address(self) -> str:
        """As DATABASE_URL has it."""
        return f"postgres://finsam@127.0.0.1:{self.port}/finsam"

    def _run(self, program: str, *flags: str, data: bool = True) -> None:
        where = [f"--pgdata={self.home / 'data'}"] if data else []
        with (self.home.parent / "postgres.log").open("ab") as said:
            subprocess.run(
                [*self.account, self.bin / program, *where, *flags],
                cwd=self.home, stdout=said, stderr=said, check=True,
                env={name: value for name, value in os.environ.items() if name != "LC_ALL"},
            )  # fmt: skip

    def start(self) -> None:
        """Serve, with the waiting for the disk that a power cut asks for left out and nothing else."""
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.home} -c fsync=off -c jit=off"
        self._run(
            "pg_ctl",
            f"--log={self.home / 'server.log'}",
            f"--options={options}",
            "--wait",
            "--silent",
            "start",
        )

    def stop(self, mode: str = "immediate") -> None:
        """End: `immediate` writes nothing down first, as when it dies; `fast` breaks off what is under way."""
        self._run("pg_ctl", f"--mode={mode}", "--silent", "--wait", "stop")

    def main(self) -> int:
        """The number of the process that looks after the others."""
        return int((self.home / "data" / "postmaster.pid").read_text().split()[0])

    def kill_backend(self, dice: Random) -> None:
        """One of those that answer a connection dies; the server then ends all of them and goes through its log."""
        import psycopg

        with psycopg.connect(self.address) as asking:
            rows = asking.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchall()
        if rows:
            os.kill(dice.choice(sorted(pid for (pid,) in rows)), signal.SIGKILL)

    def pause(self) -> None:
        """Everything stands still, and connections with it: nobody is told."""
        for pid in self._all():
            os.kill(pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Go on as if nothing had happened."""
        for pid in self._all():
            os.kill(pid, signal.SIGCONT)

    def _all(self) -> list[int]:
        main = self.main()
        return [main, *map(int, Path(f"/proc/{main}/task/{main}/children").read_text().split())]

    def wait(self, seconds: float = 30) -> None:
        """Until it lets somebody in."""
        import psycopg

        deadline = time.monotonic() + seconds
        while True:
            try:
                psycopg.connect(self.address, connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return
