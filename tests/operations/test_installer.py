"""An installation without containers: units, web servers in front, and what the installer says. `make install-test` runs it."""

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import time
from pathlib import Path

import pytest
from django.conf import settings

from finsam.core.logs import without_links
from tests.operations.test_image import SECRET, of
from tools.bench.processes import free_port

DEPLOY = Path(settings.BASE_DIR) / "deploy"
UNITS = sorted(path.name for path in (DEPLOY / "systemd").iterdir())
SERVICES = [name for name in UNITS if name.endswith(".service")]
HARDENED = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "PrivateDevices": "yes",
    "PrivateUsers": "yes", "ProtectKernelModules": "yes", "ProtectKernelTunables": "yes", "ProtectControlGroups": "yes",
    "RestrictSUIDSGID": "yes", "CapabilityBoundingSet": "", "SystemCallFilter": ["@system-service", "~@privileged"],
    "User": "finsam", "Group": "finsam",
}  # fmt: skip


def unit(name: str) -> dict[str, str | list[str]]:
    """A unit's settings; those that stand several times as lists."""
    told: dict[str, str | list[str]] = {}
    for key, value in re.findall(r"(?m)^(\w+)=(.*)$", (DEPLOY / "systemd" / name).read_text()):
        before = told.get(key)
        told[key] = value if before is None else [*(before if isinstance(before, list) else [before]), value]
    return told


def test_there_is_a_unit_for_each_process():
    assert UNITS == [
        "finsam-backup.service", "finsam-backup.timer", "finsam-migrate.service", "finsam-site@.service",
        "finsam-worker@.service", "finsam.target",
    ]  # fmt: skip
    assert unit("finsam-worker@.service")["ExecStart"].endswith("python manage.py worker")
    assert [line.partition("manage.py ")[2] for line in unit("finsam-migrate.service")["ExecStart"]] == [
        "migrate --no-input", "database_roles"
    ]  # fmt: skip
    assert "manage.py backup /var/backups/finsam --keep 14" in unit("finsam-backup.service")["ExecStart"]


def test_the_site_is_started_as_in_the_image():
    flags = unit("finsam-site@.service")["ExecStart"].split(" ", 1)[1].replace("127.0.0.1:%i", "0.0.0.0:8000")
    assert flags.split() == re.findall(r'"([^"]*)"', of("CMD")[0])[1:]


@pytest.mark.parametrize("name", SERVICES)
def test_services_have_no_more_rights_than_they_need(name):
    told = unit(name)
    assert {key: told.get(key) for key in HARDENED} == HARDENED
    assert told.get("ReadWritePaths") == ("/var/backups/finsam" if name == "finsam-backup.service" else None)
    assert ("/etc/finsam/owner.env" in told["EnvironmentFile"]) is (
        name == "finsam-migrate.service"
    )  # nobody else can sign in as who owns the tables


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The units as a machine has them, with programs that are there."""
    folder = tmp_path_factory.mktemp("units")
    for name in UNITS:
        text = (DEPLOY / "systemd" / name).read_text()
        text = re.sub(r"/opt/finsam/\w+/\.venv/bin/\w+", "/bin/true", text)
        (folder / name.replace("site@", "site@8000").replace("worker@", "worker@1")).write_text(text)
    return folder


def systemd(*words: str, folder: Path) -> subprocess.CompletedProcess:
    if not shutil.which("systemd-analyze"):
        pytest.skip(
            "systemd-analyze isn't on this machine: the units were NOT verified (apt-get install systemd)"
        )
    names = sorted(path.name for path in folder.iterdir())
    chosen = [f"./{name}" for name in names if words[0] == "verify" or name.endswith(".service")]
    return subprocess.run(["systemd-analyze", *words, *chosen], cwd=folder, capture_output=True, text=True)


def test_systemd_takes_the_units(installed):
    done = systemd("verify", folder=installed)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_systemd_says_what_it_does_not_take(installed, tmp_path):
    for path in installed.iterdir():
        text = path.read_text().replace("ProtectSystem=strict", "ProtectSystem=strikt")
        (tmp_path / path.name).write_text(text)
    assert "strikt" in systemd("verify", folder=tmp_path).stderr


def test_systemd_finds_little_that_is_open(installed):
    done = systemd("security", "--offline=true", "--threshold=20", "--no-pager", folder=installed)
    assert done.returncode == 0, done.stdout[-3000:]
    levels = re.findall(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert len(levels) == len(SERVICES)
    assert max(map(float, levels)) <= 2.0


def test_settings_that_are_made_are_closed_and_are_settings():
    said = (Path(settings.BASE_DIR) / "finsam/settings.py").read_text()
    for name in ("finsam.env", "owner.env"):
        for setting in re.findall(r"(?m)^([A-Z_]+)=", (DEPLOY / name).read_text()):
            assert setting in said
    installer = (DEPLOY / "install.sh").read_text()
    assert "fill owner.env 0600 root && fill finsam.env 0640 finsam" in installer
    given = dict(re.findall(r"(?m)^([A-Z_]+)=(.*)$", (DEPLOY / "finsam.env").read_text()))
    assert "@" in given["FINSAM_SECRET_KEY"]
    assert [name for name, value in given.items() if SECRET.search(name) and value and "@" not in value] == []
    assert [name for name, value in given.items() if not value] == [
        "FINSAM_ORIGIN",
        "FINSAM_ALLOWED_HOSTS",
        "EMAIL_URL",
    ]


def test_the_installer_takes_only_what_it_knows():
    done = subprocess.run(["bash", DEPLOY / "install.sh", "--sites", "0"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "--sites takes a number from 1 to 99.\n")
    assert (
        subprocess.run(["bash", DEPLOY / "install.sh", "--everything"], capture_output=True).returncode == 2
    )


def test_a_command_has_the_settings_as_systemd_reads_them(tmp_path):
    """Nothing in a value is expanded, and the owner's count over the others'."""
    (tmp_path / "finsam.env").write_text("# A=1\nFINSAM_SECRET_KEY=a$HOME`id`b c#d=e\nDATABASE_URL=lower\n")
    (tmp_path / "owner.env").write_text("DATABASE_URL=owner")
    for release in ("current", "next"):
        (tmp_path / release / ".venv/bin").mkdir(parents=True)
        python = tmp_path / release / ".venv/bin/python"
        python.write_text(
            '#!/bin/sh\nprintf "%s|" "$FINSAM_SECRET_KEY" "$DATABASE_URL" "$(basename "$PWD")" "$@"\n'
        )
        python.chmod(0o755)
    (tmp_path / "bin").mkdir()
    for name, does in (
        ("id", "echo 0"),
        ("setpriv", 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"'),
    ):
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    script = (
        (DEPLOY / "finsam")
        .read_text()
        .replace("/opt/finsam", str(tmp_path))
        .replace("/etc/finsam", str(tmp_path))
    )

    def run(*words: str) -> list[str]:
        said = subprocess.run(["bash", "-c", script, "finsam", *words], capture_output=True, text=True, check=True,
                              env={"PATH": f"{tmp_path}/bin:/usr/bin:/bin", "HOME": "/root"}).stdout  # fmt: skip
        return said.rstrip("|").split("|")

    assert run("check", "--deploy") == [
        "a$HOME`id`b c#d=e",
        "lower",
        "current",
        "manage.py",
        "check",
        "--deploy",
    ]
    assert run("--owner", "--next", "migrate")[1:] == ["owner", "next", "manage.py", "migrate"]


# What must reach the site, and what a visitor has sent that must not.
HEADERS = {
    "Host": "$host", "X-Forwarded-For": "$proxy_add_x_forwarded_for", "X-Forwarded-Proto": "$scheme",
    "X-Request-ID": "$request_id", "X-Forwarded-Host": '""', "X-Real-IP": '""', "Forwarded": '""',
}  # fmt: skip
NGINX = (DEPLOY / "nginx.conf").read_text()
CADDY = (DEPLOY / "Caddyfile").read_text()


def test_nginx_tells_the_site_who_asks():
    assert dict(re.findall(r"proxy_set_header (\S+) (\S+);", NGINX)) == HEADERS
    assert NGINX.count("proxy_set_header") == len(
        HEADERS
    )  # in one place: a location with one of its own inherits none


def test_both_web_servers_let_the_largest_files_through_and_wait_for_documents():
    assert "client_max_body_size 25m;" in NGINX
    assert "max_size 25MB" in CADDY
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE < 25_000_000
    for text in (NGINX, CADDY):
        (wait,) = map(int, re.findall(r"(?:proxy_read_timeout|response_header_timeout) (\d+)s", text))
        assert wait > int(re.findall(r'"--timeout", "(\d+)"', of("CMD")[0])[0])
        assert {"8000", "8001"} <= set(re.findall(r"127\.0\.0\.1:(\d+)", text))


def test_caddy_tells_the_site_who_asks_and_logs_no_headers():
    for line in ("header_up X-Request-ID {http.request.uuid}", "header_up -Forwarded", "health_uri /halsa/",
                 "request>headers delete", "resp_headers delete"):  # fmt: skip
        assert line in CADDY
    for part in re.findall(r"/[\w/]+/(?=\||\))", re.search(r'request>uri regexp "(.*?)"', CADDY)[1]):
        assert without_links(f"x{part}secret") == f"x{part}…"


LINKS = [
    ("/konto/password/reset/key/3-c0ffee-42/?next=/", "/konto/password/reset/key/..."),
    ("/rapport/Hemlig-Nyckel/", "/rapport/..."),
    ("/kalender/hemlig.ics", "/kalender/..."),
    ("/kramfors/2024/mal/?q=diagnos", "/kramfors/2024/mal/"),
    ("/kramfors/2024/", "/kramfors/2024/"),
]


def wait_for(port: int) -> None:
    """Until somebody listens there. Raises TimeoutError when nobody does."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(f"Nobody listens at {port}.")


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    """A whole configuration around the example, with a certificate and ports of the test's own."""
    if not shutil.which("nginx"):
        pytest.skip(
            "nginx isn't on this machine: its example was only read, NOT tried (apt-get install nginx-light)"
        )
    folder = tmp_path_factory.mktemp("nginx")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
         "/CN=finsam.example.se", "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    ports = [free_port(), free_port()]
    ours = NGINX.replace("/etc/ssl/finsam", str(folder)).replace("/var/log/nginx", str(folder))
    ours = re.sub(r".*listen \[::\].*\n", "", ours)
    ours = ours.replace("listen 80;", f"listen 127.0.0.1:{ports[0]};").replace(
        "listen 443 ", f"listen 127.0.0.1:{ports[1]} "
    )
    ours = re.sub(r"127\.0\.0\.1:800\d fail", "127.0.0.1:9 fail", ours)  # nobody answers there
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/start.log;\n"
        f"events {{}}\nhttp {{ {temporary}\n{ours}\n}}\n"
    )
    return folder, ports


def test_nginx_takes_its_example(nginx):
    folder, _ = nginx
    done = subprocess.run(["nginx", "-t", "-q", "-c", folder / "nginx.conf"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_nginx_logs_no_secret_link(nginx):
    folder, (plain, closed) = nginx
    server = subprocess.Popen(["nginx", "-c", folder / "nginx.conf"], stderr=subprocess.PIPE)
    try:
        wait_for(closed)
        statuses = set()
        for link, _ in LINKS:
            asked = http.client.HTTPSConnection("127.0.0.1", closed, context=ssl._create_unverified_context())  # noqa: S323
            asked.request(
                "GET",
                link,
                headers={"Host": "finsam.example.se", "Referer": f"https://finsam.example.se{link}"},
            )
            statuses.add(asked.getresponse().status)
            asked.close()
        led = http.client.HTTPConnection("127.0.0.1", plain)
        led.request("GET", LINKS[0][0], headers={"Host": "finsam.example.se"})
        answer = led.getresponse()
        led.close()
    finally:
        server.terminate()
        server.communicate(timeout=10)
    assert statuses == {502}  # nobody behind it, which nginx would have told with the whole address
    assert (answer.status, answer.headers["Location"]) == (301, f"https://finsam.example.se{LINKS[0][0]}")
    log = (folder / "finsam.log").read_text()
    assert re.findall(r'"GET (\S+)" 502', log) == [told for _, told in LINKS]
    assert re.findall(r'"GET (\S+)" 301', log) == [LINKS[0][1]]
    everything = log + (folder / "finsam-error.log").read_text()
    for secret in ("c0ffee", "emlig", "diagnos"):
        assert secret not in everything
