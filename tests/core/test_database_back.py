"""The database goes away while people write, and comes back: the same processes go on, and nothing said to be saved is lost."""

import os
import selectors
import socket
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings
from django.db import connection

from finsam.core.models import AuditEntry, User
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import scopes_disabled
from finsam.organisation.models import Member
from tests import clients
from tests.processes import address_of, own_database, until
from tools.bench.processes import free_port
from tools.bench.visitors import cookie_of
from tools.kills.browser import Browser

PAGE, NEW = "/kramfors/2024/medlemmar/", "/kramfors/2024/medlemmar/ny/"
AWAY = 10  # seconds


class Gate:
    """A port that leads to the database's server while it is open. Shut, it refuses, and ends whom it had let in."""

    def __init__(self, host: str, port: int):
        self.server, self.pairs, self.listener = (host, port), [], None
        self.port = free_port()
        self.open()

    def open(self) -> None:
        """Let in whoever asks."""
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._let_in, args=(self.listener,), daemon=True).start()

    def shut(self) -> None:
        """Be as a server that has ended."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for one in self.pairs:
            one.close()
        self.pairs = []

    def _let_in(self, listener) -> None:
        while True:
            try:
                asking, _ = listener.accept()
            except OSError:  # it is shut
                return
            answering = socket.create_connection(self.server)
            self.pairs += [asking, answering]
            threading.Thread(target=_lead, args=(asking, answering), daemon=True).start()


def _lead(asking, answering) -> None:
    """Pass on what comes from either side, until one of them ends."""
    try:
        with selectors.DefaultSelector() as waiting:
            waiting.register(asking, selectors.EVENT_READ, answering)
            waiting.register(answering, selectors.EVENT_READ, asking)
            while True:
                for key, _ in waiting.select():
                    told = key.fileobj.recv(65536)
                    if not told:
                        return
                    key.data.sendall(told)
    except (OSError, ValueError):  # the gate was shut
        pass
    finally:
        asking.close()
        answering.close()


@pytest.fixture
def database(django_db_setup, django_db_blocker):
    yield from own_database(django_db_blocker, "away")


@pytest.fixture
def gate(database):
    found = Gate(connection.settings_dict["HOST"], int(connection.settings_dict["PORT"]))
    yield found
    found.shut()


@pytest.fixture
def site(database, gate, tmp_path):
    """The site as in production, two processes, behind the gate: its port, its group of processes and its log."""
    port = free_port()
    environment = {
        "DJANGO_SETTINGS_MODULE": "tools.kills.settings",
        "FINSAM_KILLS": str(tmp_path),
        "FINSAM_DEBUG": "0",
        "FINSAM_SECRET_KEY": settings.SECRET_KEY,
        "FINSAM_ALLOWED_HOSTS": "127.0.0.1",
        "FINSAM_ORIGIN": f"http://127.0.0.1:{port}",
        "EMAIL_URL": "dummymail://",
        "DATABASE_URL": address_of(database, gate.port),
    }
    flags = ("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--workers", "2", "--threads", "2")
    with (tmp_path / "site.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "finsam.wsgi", *flags, "--no-control-socket"],
            cwd=settings.BASE_DIR,
            env=os.environ | environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield port, process, tmp_path / "site.log"
    finally:
        process.terminate()
        process.wait(20)


def processes(process) -> set[str]:
    """The numbers of the web processes."""
    with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="utf-8") as told:
        return set(told.read().split())


def members() -> set[str]:
    with scopes_disabled():
        return set(Member.objects.filter(name__endswith="prövas").values_list("name", flat=True))


@pytest.mark.slow
def test_the_same_processes_go_on_when_the_database_is_back(database, gate, site):
    port, process, log = site
    who = User.objects.create_user("skriver@example.se", name="Den Som Skriver")
    clients.let_in(who, Role.FORBUNDSCHEF)
    browser = Browser(port, cookie_of(who))

    def answers() -> bool:
        try:
            return browser.get(PAGE).status == 200
        except OSError:
            assert process.poll() is None, log.read_text()
            return False

    def written(name: str):
        return browser.post(NEW, {"name": f"{name} prövas", "kind": "kommun", "order": "50"})

    until(answers)
    before = processes(process)
    assert len(before) == 2
    assert written("Före").status == 302

    gate.shut()
    ends = time.monotonic() + AWAY
    refused = 0
    while time.monotonic() < ends:
        answer = written("Under")
        assert answer.status == 503
        assert "Det du just skickade är inte sparat än." in answer.text
        assert 'name="name" value="Under prövas"' in answer.text
        assert browser.get(PAGE).status == 503
        refused += 1
        time.sleep(0.5)
    assert refused > 2

    gate.open()
    until(answers)
    assert written("Efter").status == 302
    assert browser.post(NEW, {"name": "Under prövas", "kind": "kommun", "order": "51"}).status == 302
    assert processes(process) == before, "none of them had to be started again"
    assert members() == {"Före prövas", "Under prövas", "Efter prövas"}
    with scopes_disabled():
        rows = AuditEntry.objects.filter(forbund_key="kramfors", kind="organisation.member")
        assert [row.label for row in rows.filter(by_email=who.email).order_by("pk")] == [
            "Före prövas", "Efter prövas", "Under prövas",
        ]  # fmt: skip
    assert "/kramfors/2024/medlemmar/ny/" in log.read_text()
    assert "Traceback" not in answer.text
