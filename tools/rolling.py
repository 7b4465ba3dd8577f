"""Exchange two web processes for the next version, one after the other, while people read and write: nobody's request fails.

    python -m tools.rolling ../last-release 4-auditors

The first is a checkout of the version that serves, the second the snapshot in tests/snapshots that its database begins as.
The version that comes is the folder one stands in. Ends with 1 where a request failed, somebody was signed out, a stored
edition wasn't what it was, or what was written is not all there.
"""

from __future__ import annotations

import gzip
import http.client
import itertools
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path

from tools.bench.processes import ROOT, environment, free_port
from tools.kills.browser import Browser
from tools.kills.site import Postgres

PAGES = ("", "dokument/", "budget/", "insatser/", "mal/", "medlemmar/", "handlingar/", "logg/")
SESSION = """
from django.test import Client
from django.urls import reverse
from finsam.core.models import User
from finsam.core.tenancy.scope import scopes_disabled
from finsam.editions.models import Edition, EditionFile
with scopes_disabled():
    edition = Edition.unscoped.get(forbund_key="kramfors")
    file = EditionFile.unscoped.get(edition=edition, form="pdf", inside=False)
place = {"forbund": "kramfors", "year": edition.year, "code": edition.code, "form": "pdf"}
client = Client()
client.force_login(User.objects.get(email="chef@example.se"), backend="django.contrib.auth.backends.ModelBackend")
print(client.cookies["sessionid"].value, reverse("edition-file", kwargs=place), file.sha256)
"""
MEMBERS = """
from finsam.core.tenancy.scope import scopes_disabled
from finsam.organisation.models import Member
with scopes_disabled():
    print(*Member._base_manager.filter(forbund__key="kramfors").values_list("name", flat=True), sep="\\n")
"""
_STATIC = re.compile(r'(?:href|src)="(/static/[^"]+)"')


class Front:
    """What stands in front: takes turns between those who are up, and asks nobody who is to end."""

    def __init__(self, ports: list[int], session: str, edition: str, digest: str):
        self.up, self.session = list(ports), f"sessionid={session}"
        self.edition, self.digest = edition, digest
        self.written: list[str] = []
        self.turn, self.told, self.failed = itertools.count(), Counter[str](), list[str]()
        self.over = threading.Event()

    def browser(self) -> Browser:
        """Whose turn it is."""
        up = self.up
        return Browser(up[next(self.turn) % len(up)], self.session)

    def note(self, what: str, status: int) -> None:
        """An answer; one that leads to another page than it should, to sign in for one, has failed too."""
        self.told[f"{what} {status}"] += 1
        if status != (302 if what == "write" else 200):
            self.failed.append(f"{what}: {status}")

    def read(self) -> None:
        """Pages, each with its static files from whoever has the next turn."""
        for page in itertools.cycle(PAGES):
            if self.over.is_set():
                return
            try:
                answer = self.browser().get(f"/kramfors/2024/{page}")
                self.note("page", answer.status)
                edition = self.browser().get(self.edition)
                self.note("stored edition", edition.status)
                if sha256(edition.body).hexdigest() != self.digest:
                    self.failed.append("the edition is another")
                for place in _STATIC.findall(answer.text)[:4]:
                    self.note("static file", self.browser().get(place).status)
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(f"{page}: {error!r}")

    def write(self) -> None:
        """A new member, again and again."""
        for number in itertools.count():
            if self.over.is_set():
                return
            fields = {"name": f"Prov {number} kommun", "kind": "kommun", "order": "90"}
            try:
                answer = self.browser().post("/kramfors/2024/medlemmar/ny/", fields)
                self.note("write", answer.status)
                self.written += [fields["name"]] if answer.status == 302 else []
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(f"write: {error!r}")
            time.sleep(0.3)


def main() -> None:
    """Exchange them, and tell."""
    old, snapshot = Path(sys.argv[1]).resolve(), sys.argv[2]
    with tempfile.TemporaryDirectory(prefix="finsam-rolling.", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        server = Postgres(folder)
        try:
            front = run(old, snapshot, folder, server)
        finally:
            server.stop()
    for what, count in sorted(front.told.items()):
        sys.stdout.write(f"{count:5} × {what}\n")
    for failure in front.failed[:10]:
        sys.stdout.write(f"FAILED: {failure}\n")
    sys.stdout.write(f"{len(front.failed)} requests failed\n")
    sys.exit(1 if front.failed else 0)


def run(old: Path, snapshot: str, folder: Path, server: Postgres) -> Front:
    """The old twice, the tables of the new, and then the new in the place of each."""
    words = gzip.decompress((ROOT / "tests" / "snapshots" / f"{snapshot}.postgresql.sql.gz").read_bytes())
    subprocess.run(
        [server.bin / "psql", "--quiet", "--set=ON_ERROR_STOP=1", server.address],
        input=words,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    ports = [free_port(), free_port()]
    settings = environment(folder, server.address, ports[0]) | {"DJANGO_SETTINGS_MODULE": "finsam.settings"}
    log = (folder / "site.log").open("w")

    def manage(where: Path, *words: str, said: str = "") -> str:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command, cwd=where, env=settings, input=said, text=True, check=True, capture_output=True
        ).stdout

    def serve(where: Path, port: int) -> subprocess.Popen:
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "finsam.wsgi",
            f"--bind=127.0.0.1:{port}",
            "--worker-class=gthread",
            "--threads=4",
        ]
        process = subprocess.Popen(command, cwd=where, env=settings, stdout=log, stderr=log)
        while True:
            try:
                Browser(port, "").get("/tillganglighet/")
                return process
            except OSError:
                time.sleep(0.2)

    began = time.monotonic()

    def say(words: str) -> None:
        sys.stdout.write(f"{time.monotonic() - began:6.1f} s  {words}\n")
        sys.stdout.flush()

    for where in (old, ROOT):
        manage(where, "collectstatic", "--no-input", "--verbosity", "0")
    manage(old, "migrate", "--no-input", "--verbosity", "0")
    session, edition, digest = manage(old, "shell", said=SESSION).split()[-3:]
    say("two processes of the version that serves")
    processes = [serve(old, port) for port in ports]
    front = Front(ports, session, edition, digest)
    people = [threading.Thread(target=do) for do in (front.read, front.read, front.write)]
    try:
        for person in people:
            person.start()
        time.sleep(5)
        say("migrate, of the version that comes")
        manage(ROOT, "migrate", "--no-input", "--verbosity", "0")
        say("migrated; both versions' tables are the same now")
        time.sleep(5)
        for number, port in enumerate(ports):
            front.up = [other for other in front.up if other != port]
            time.sleep(1)
            processes[number].terminate()
            processes[number].wait(40)
            processes[number] = serve(ROOT, port)
            front.up = [*front.up, port]
            say(f"process {number + 1} is the version that comes")
            time.sleep(8)
        front.over.set()
        for person in people:
            person.join(60)
        there = set(manage(ROOT, "shell", said=MEMBERS).splitlines())
        front.failed += [
            f"{name} was acknowledged and isn't there" for name in front.written if name not in there
        ]
    finally:
        front.over.set()
        for person in people:
            person.join(60)
        for process in processes:
            process.terminate()
            process.wait(40)
        log.close()
    return front


if __name__ == "__main__":
    main()
