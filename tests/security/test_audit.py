"""What is known against the libraries is told, and what nobody has answered of is never passed over in silence."""

import datetime
import json
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tools import audit

TODAY = datetime.date(2026, 11, 30)
SUM = "0" * 64
LOCK = f"django==5.2.0 \\\n    --hash=sha256:{SUM}\nidna==3.20 \\\n    --hash=sha256:{SUM}\n"
ADVISORY = {
    "id": "GHSA-aaaa-bbbb-cccc",
    "aliases": ["CVE-2026-1"],
    "summary": "A fault that was planted.",
    "published": "2026-11-01T00:00:00Z",
    "modified": "2026-11-01T00:00:00Z",
    "affected": [
        {
            "package": {"name": "django", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "5.2.1"}]}],
        }
    ],
}
ROW = """\
- id: CVE-2026-1
  package: Django
  reason: We don't use the part that it is in.
  until: {until}
"""


class Osv(BaseHTTPRequestHandler):
    """A source of advisories on this machine, which knows something of one version of Django."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = (asked["package"]["name"], asked["version"]) == ("django", "5.2.0")
        body = json.dumps({"vulns": [ADVISORY]} if known else {}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def source():
    with ThreadingHTTPServer(("127.0.0.1", 0), Osv) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()


@pytest.fixture
def audited(tmp_path, monkeypatch, capsys, source):
    """Audit a lock of two libraries: what it ends with, and what it says."""
    monkeypatch.setattr(audit, "bill_of_materials", lambda lock, path: 2)

    def run(lock=LOCK, accepted="[]", address=source):
        (tmp_path / "lock.txt").write_text(lock)
        (tmp_path / "accepted.yaml").write_text(accepted)
        paths = ["--lock", str(tmp_path / "lock.txt"), "--accepted", str(tmp_path / "accepted.yaml")]
        code = audit.main([*paths, "--service", "osv", "--osv-url", address], today=TODAY)
        return code, capsys.readouterr().out

    return run


def test_what_is_known_is_named_with_where_it_is_mended(audited):
    code, said = audited()
    assert code == 1
    assert "KNOWN: django 5.2.0: CVE-2026-1, GHSA-aaaa-bbbb-cccc, mended in 5.2.1\n" in said
    assert "idna" not in said


def test_nothing_known_of_any_is_said(audited):
    code, said = audited(LOCK.replace("5.2.0", "5.2.1"))
    assert code == 0
    assert "Nothing is known against any of the 2 libraries" in said


def test_a_source_that_cannot_be_reached_is_no_answer(audited):
    code, said = audited(address="http://127.0.0.1:9/v1/query")
    assert code == 2
    assert "The source of advisories (osv) couldn't be reached or read: " in said
    assert "Nothing has passed" in said
    assert "Nothing is known" not in said


def test_what_is_accepted_fails_again_after_its_last_day(audited):
    code, said = audited(accepted=ROW.format(until="2026-11-30"))
    assert code == 0
    assert "Accepted until 2026-11-30: django 5.2.0" in said
    code, said = audited(accepted=ROW.format(until="2026-11-29"))
    assert code == 1
    assert "(was accepted until 2026-11-29)" in said


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("- {id: CVE-2026-1, package: django, until: 2027-01-01}", "a row lacks 'reason'"),
        ("- {id: CVE-2026-1, package: django, reason: ' ', until: 2027-01-01}", "needs a reason"),
        ("- {id: CVE-2026-1, package: django, reason: why, until: soon}", "a last day"),
    ],
)
def test_what_is_accepted_has_a_reason_and_a_day(audited, row, sentence):
    code, said = audited(accepted=row)
    assert code == 1
    assert sentence in said


ANSWERS = [
    {"name": "Django", "version": "5.2.0", "vulns": []},
    {"name": "idna", "skip_reason": "Dependency not found and could not be audited: idna (3.20)"},
]


def test_a_library_that_the_source_leaves_out_is_no_answer(capsys):
    """pip-audit ends with 0 and says that nothing is known when its source has answered of no library at all."""
    known, unanswered = audit.judged(ANSWERS, {("django", "5.2.0"), ("idna", "3.20"), ("nh3", "0.3.8")})
    assert (known, unanswered) == ([], [("idna", "3.20"), ("nh3", "0.3.8")])
    assert audit.tell(known, unanswered, [], TODAY) == 2
    assert "didn't answer of 2: idna 3.20, nh3 0.3.8" in capsys.readouterr().out


def test_what_is_known_is_told_also_when_others_are_unanswered(capsys):
    known = [audit.Known("nh3", "0.3.8", ("CVE-2026-2",), ())]
    assert audit.tell(known, [("idna", "3.20")], [], TODAY) == 1
    said = capsys.readouterr().out
    assert "KNOWN: nh3 0.3.8: CVE-2026-2, not mended in any version\n" in said
    assert "didn't answer of 1: idna 3.20" in said


def test_an_accepted_row_of_what_is_gone_is_told_of(capsys):
    row = audit.Accepted("CVE-2025-9", "nh3", "why", datetime.date(2027, 1, 1))
    assert audit.tell([], [], [row], TODAY) == 0
    assert "No longer told of: CVE-2025-9 of nh3." in capsys.readouterr().out


def test_each_library_of_the_locks_is_asked_about():
    asked = audit.pinned(audit.LOCKS)
    assert {name for name, _ in asked} >= {"django", "weasyprint", "nh3", "pip-audit", "pytest"}
    assert all(version[0].isdigit() for _, version in asked)


def test_the_accepted_of_the_house_can_be_read():
    assert audit.accepted_in(audit.ACCEPTED) == []


@pytest.fixture(scope="module")
def bill(tmp_path_factory):
    path = tmp_path_factory.mktemp("sbom") / "sbom.json"
    count = audit.bill_of_materials(audit.LOCKS[0], path)
    return count, path.read_text(encoding="utf-8")


def test_the_bill_of_materials_has_every_library_with_its_checksums(bill):
    count, text = bill
    said = json.loads(text)
    assert (said["bomFormat"], said["specVersion"]) == ("CycloneDX", "1.6")
    assert said["metadata"]["component"]["name"] == "finsam"
    listed = {(component["name"], component["version"]) for component in said["components"]}
    assert listed == audit.pinned([audit.LOCKS[0]])
    assert count == len(listed)
    for component in said["components"]:
        assert {value["alg"] for value in component["hashes"]} == {"SHA-256"}, component


def test_the_bill_of_materials_names_no_place_to_fetch_from(bill):
    _, text = bill
    hosts = {part.partition("/")[0] for part in text.split("://")[1:]}
    assert hosts <= {"cyclonedx.org"}


def test_make_audit_ends_as_the_command_does():
    shown = subprocess.run(
        ["make", "--dry-run", "audit"], cwd=Path(audit.ROOT), capture_output=True, text=True, check=True
    ).stdout
    assert shown.splitlines()[-1] == ".venv/bin/python -m tools.audit "
