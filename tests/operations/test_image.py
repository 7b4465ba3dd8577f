"""The image: what stands in its text, since no engine is here to make it. Its steps are run by `make install-test`."""

import json
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PINNED = re.compile(r"^[a-z/]+:\d+\.\d+(\.\d+)?-[a-z-]+@sha256:[0-9a-f]{64}$")
MOUNTED = ["/tmp", "/app/var/cache"]  # noqa: S108
OURS = ("site", "worker", "backup", "migrate")
SECRET = re.compile(r"SECRET|PASSWORD|TOKEN|_KEY|DSN|_URL")


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's lines: which instruction, and the rest of it on one line."""
    text = re.sub(r"(?m)^#.*\n", "", (ROOT / "Dockerfile").read_text())
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(word, rest) for word, _, rest in (line.strip().partition(" ") for line in lines) if word]


def of(word: str) -> list[str]:
    return [rest for each, rest in instructions() if each == word]


@pytest.fixture(scope="module")
def compose() -> dict:
    text = (ROOT / "compose.yaml").read_text()
    names = re.findall(r"(?m)^  ([a-z_]+):", text.partition("\nservices:\n")[2].partition("\nnetworks:\n")[0])
    assert sorted(set(names)) == sorted(names)  # of two with one name YAML would silently take the last
    return yaml.safe_load(text)


def left_out(path: str) -> bool:
    """Whether .dockerignore keeps a file out; the last line that fits counts, and a folder takes what is in it along."""
    parts = path.split("/")
    heads = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    out = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!")
        if pattern.startswith("**/"):
            fits = any(fnmatch(part, pattern[3:]) for part in parts)
        else:
            fits = any(head.count("/") == pattern.count("/") and fnmatch(head, pattern) for head in heads)
        out = (not line.startswith("!")) if fits else out
    return out


def test_the_linter_has_nothing_to_say():
    done = subprocess.run(
        [Path(sys.executable).parent / "hadolint", "--no-color", ROOT / "Dockerfile"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_linter_speaks_when_there_is_something(tmp_path):
    (tmp_path / "Dockerfile").write_text(
        "FROM python:latest\nADD https://example.se/x /x\nRUN cd /x && sudo ls\n"
    )
    done = subprocess.run(
        [Path(sys.executable).parent / "hadolint", "--no-color", tmp_path / "Dockerfile"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert {"DL3007", "DL3004"} <= set(re.findall(r"DL\d+", done.stdout))


def test_what_it_is_made_on_is_named_by_version_and_digest(compose):
    assert len(of("FROM")) == 1
    named = [*of("FROM"), compose["services"]["database"]["image"]]
    assert [name for name in named if not PINNED.match(name)] == []


def test_nothing_is_fetched_but_through_package_managers():
    assert of("ADD") == []
    fetching = [
        line
        for line in of("RUN")
        if re.search(r"\b(curl|wget|git|pip install (?!--require-hashes))\b|https?://(?!build)", line)
    ]
    assert fetching == []
    assert of("COPY") == ["tools/system.sh tools/", "requirements.txt .", ". ."]  # none --from another image


def test_no_secret_becomes_part_of_it():
    assert of("ARG") == []
    assert [line for line in of("ENV") if SECRET.search(line)] == []
    given = dict(re.findall(r"\b([A-Z_]+(?:URL|KEY|HOSTS|ORIGIN))=(\S+)", " ".join(of("RUN"))))
    assert given == {
        "FINSAM_SECRET_KEY": "build", "FINSAM_ALLOWED_HOSTS": "build", "FINSAM_ORIGIN": "https://build",
        "EMAIL_URL": "dummymail://", "DATABASE_URL": "sqlite://:memory:",
    }  # fmt: skip


def test_it_runs_as_a_number_that_owns_nothing_but_what_is_mounted(compose):
    words = [word for word, _ in instructions()]
    assert of("USER") == ["10001:10001"]
    assert words.index("USER") > max(n for n, word in enumerate(words) if word in ("RUN", "COPY"))
    owned = re.findall(r"install --directory --owner 10001 --group 10001 (.*)", of("RUN")[-1])
    assert owned == ["var/cache /backups"]
    assert "chown" not in " ".join(of("RUN") + of("COPY"))
    for name in OURS:
        assert compose["services"][name]["user"] == "10001:10001", name


def test_every_app_is_in_it_and_compiled():
    (compiling,) = re.findall(r"python -m compileall ([^&]*?) *&&", " ".join(of("RUN")))
    assert compiling == "-q --invalidation-mode unchecked-hash ."  # what there is, not a list of it
    own = [Path(app.path).relative_to(ROOT) for app in apps.get_app_configs() if ROOT in Path(app.path).parents
           and ".venv" not in app.path]  # fmt: skip
    assert {"finsam/operations", "archive", "auditors", "followup", "budget", "plans"} <= {
        str(path) for path in own
    }
    assert [str(path) for path in own if left_out(f"{path}/models.py")] == []


@pytest.mark.parametrize(
    ("path", "out"),
    [
        ("manage.py", False), ("requirements.txt", False), ("tools/system.sh", False), ("fixtures/kramfors/forbund.yaml", False),
        ("static/app.css", False), ("templates/base.html", False), ("finsam/operations/roles.py", False),
        (".git/config", True), (".env", True), (".env.local", True), (".venv/bin/python", True), (".ci/run", True), ("var/finsam.sqlite3", True),
        ("var/static/app.css", True), ("secrets/secret_key", True), ("deploy/finsam.env", True), ("tests/conftest.py", True),
        ("tools/kills/site.py", True), ("docs/operations.md", True), ("CHANGELOG.md", True), ("compose.yaml", True),
        ("finsam/__pycache__/urls.cpython-311.pyc", True), ("copy.sqlite3-wal", True),
    ],
)  # fmt: skip
def test_what_does_not_run_stays_out(path, out):
    assert left_out(path) is out


def test_the_health_check_asks_whether_it_is_alive(compose):
    (check,) = of("HEALTHCHECK")
    assert "http://127.0.0.1:8000/halsa/'" in check
    site = compose["services"]["site"]["healthcheck"]["test"]
    assert site[:3] == ["CMD", "python", "-c"]
    assert "http://127.0.0.1:8000/halsa/redo/?utan=arbetare'" in site[3]
    for name in ("worker", "backup", "migrate"):  # they answer no address
        assert compose["services"][name]["healthcheck"] == {"disable": True}, name


@pytest.mark.parametrize("address", ["/halsa/", "/halsa/redo/?utan=arbetare"])
def test_the_addresses_that_health_checks_ask_are_there(client, db, address):
    assert client.get(address).status_code in (200, 503)
    assert set(client.get(address).json()) >= {"ok"}


def test_each_process_is_a_container_of_its_own(compose):
    assert json.loads(of("CMD")[0])[0] == "gunicorn"
    commands = {name: compose["services"][name].get("command", ["gunicorn"]) for name in OURS}
    assert commands["site"] == ["gunicorn"]
    assert commands["worker"] == ["python", "manage.py", "worker"]
    assert commands["migrate"] == [
        "sh",
        "-c",
        "python manage.py migrate --no-input && python manage.py database_roles",
    ]
    assert '["python", "manage.py", "backup", "/backups", "--keep", "14"]' in commands["backup"][2]


def test_containers_can_write_in_nothing_but_what_is_mounted(compose):
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not {"privileged", "cap_add", "pid", "network_mode", "devices"} & set(service), name
    for name in OURS:
        assert [mount.partition(":")[0] for mount in compose["services"][name]["tmpfs"]] == MOUNTED
        mounted = compose["services"][name].get("volumes", [])
        assert mounted == {"backup": ["backups:/backups"], "migrate": ["backups:/backups:ro"]}.get(
            name, []
        ), name
    assert compose["services"]["database"]["volumes"] == ["database:/var/lib/postgresql/data"]


def test_secrets_are_files(compose):
    made = (ROOT / "deploy/secrets.sh").read_text()
    for name, service in compose["services"].items():
        for setting, value in service["environment"].items():
            if SECRET.search(setting):
                assert setting.endswith("_FILE"), (name, setting)
                assert value.removeprefix("/run/secrets/") in service["secrets"], (name, setting)
        for secret in service["secrets"]:
            assert compose["secrets"][secret] == {"file": f"secrets/{secret}"}
            assert f"write {secret} " in made
    owners = [
        name for name, service in compose["services"].items() if "owner_database_url" in service["secrets"]
    ]
    assert owners == ["migrate"]


def test_the_database_is_reached_by_ours_alone(compose):
    assert compose["networks"]["inside"] == {"internal": True}
    assert compose["services"]["database"]["networks"] == ["inside"]
    assert "ports" not in compose["services"]["database"]
    assert all(port.startswith("127.0.0.1:") for port in compose["services"]["site"]["ports"])


def test_secrets_are_made_once(tmp_path):
    (tmp_path / "deploy").mkdir()
    script = tmp_path / "deploy/secrets.sh"
    script.write_text((ROOT / "deploy/secrets.sh").read_text())

    def run(*words: str) -> dict[str, str]:
        subprocess.run(["bash", script, *words], check=True, capture_output=True)
        return {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}

    first = run("smtp://mail.example.se:25")
    assert set(first) == {
        "secret_key",
        "email_url",
        "owner_password",
        "role_password",
        "owner_database_url",
        "database_url",
    }
    assert first["email_url"] == "smtp://mail.example.se:25"
    assert first["database_url"] == f"postgres://finsam_app:{first['role_password']}@database/finsam"
    assert first["owner_database_url"] == f"postgres://finsam:{first['owner_password']}@database/finsam"
    assert min(len(first[name]) for name in ("secret_key", "owner_password", "role_password")) >= 60
    assert len({first["secret_key"], first["owner_password"], first["role_password"]}) == 3
    assert run("smtp://another.example.se:25") == first
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert subprocess.run(["bash", script], capture_output=True).returncode == 2
