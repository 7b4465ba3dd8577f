"""Whether the site is alive and ready, as a load balancer and a watchman ask; and what Prometheus reads."""

import json
import logging
import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from finsam.core.logs import visits
from finsam.core.tasks import queue
from finsam.core.tasks.models import Counter, ScheduledRun, Worker
from finsam.operations.health import checks, registry
from tests import clients
from tests.core import example_tasks as tasks

TOKEN = "a-token-that-nobody-guesses"
BEARER = {"authorization": f"Bearer {TOKEN}"}
NAMES = ["databas", "migreringar", "typsnitt", "arbetare", "disk", "cache"]


@pytest.fixture(autouse=True)
def anew(db, settings):
    settings.METRICS_TOKEN = TOKEN
    registry.forget()
    checks._whole.clear()
    yield
    registry.forget()
    checks._whole.clear()


@pytest.fixture
def well(db):
    Worker.beat("one")


def ask(place="/halsa/redo/", **kwargs):
    answer = Client(REMOTE_ADDR="192.0.2.1").get(place, **kwargs)
    return answer.status_code, answer.json()


def told(**kwargs):
    """Each check by name, for whoever has the token."""
    status, found = ask(headers=BEARER, **kwargs)
    return status, {row["name"]: (row["ok"], row["sentence"]) for row in found["checks"]}


def test_it_is_alive_without_asking_anything(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ask("/halsa/") == (200, {"ok": True})


def test_it_is_ready_when_all_is_well(well):
    assert ask() == (200, {"ok": True})
    status, found = told()
    assert status == 200
    assert list(found) == NAMES
    assert all(ok for ok, _ in found.values())
    assert found["arbetare"] == (True, "En arbetare är i gång.")
    assert found["migreringar"] == (True, "Alla migreringar är gjorda.")


def test_a_worker_that_has_not_been_heard_of_is_said_and_may_be_left_out(db):
    assert ask() == (503, {"ok": False})
    status, found = told()
    assert status == 503
    assert found["arbetare"] == (
        False,
        "Ingen arbetare har hörts av. Starta manage.py worker: annars väntar brev och nattens arbete.",
    )
    assert ask("/halsa/redo/?utan=arbetare") == (200, {"ok": True})


def raises(*args, **kwargs):
    raise OperationalError("connection to 10.0.0.5 failed: password of finsam")


FAULTS = {
    "databas": (checks, "connection", type("Away", (), {"cursor": raises, "close": lambda self: None})()),
    "migreringar": (checks, "_missing", lambda: 3),
    "typsnitt": (checks, "_fonts", lambda folder: False),
    "disk": (
        shutil,
        "disk_usage",
        lambda place: namedtuple("Usage", "total used free")(9, 9, 100 * 1024 * 1024),
    ),
    "cache": (cache, "set", raises),
}
SAID = {
    "databas": "Databasen svarar inte. Se efter att den är i gång och att DATABASE_URL stämmer.",
    "migreringar": "3 migreringar är inte gjorda. Kör manage.py migrate.",
    "typsnitt": "Typsnittet Open Sans saknas. Installera det, eller säg med FINSAM_FONTS var det finns.",
    "disk": "Bara 100 MB är lediga på disken. Frigör minst 500 MB.",
    "cache": "Cachen tar inte emot något. Finsam går långsamt tills den gör det.",
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_said_and_only_that(well, monkeypatch, name):
    monkeypatch.setattr(*FAULTS[name])
    assert ask() == (503, {"ok": False})
    status, found = told()
    assert status == 503
    assert found[name] == (False, SAID[name])
    if name != "databas":
        assert [other for other, (ok, _) in found.items() if not ok] == [name]
    assert "10.0.0.5" not in json.dumps(found)


def test_a_check_that_breaks_is_a_fault_and_tells_no_more(well, monkeypatch):
    monkeypatch.setattr(checks, "_fonts", lambda folder: 1 / 0)
    assert told()[1]["typsnitt"] == (False, "Gick inte att pröva. Orsaken står i loggen.")


def test_a_missing_migration_is_counted(well, monkeypatch):
    monkeypatch.setattr(checks.MigrationExecutor, "migration_plan", lambda self, targets: ["one", "two"])
    assert told()[1]["migreringar"] == (False, "2 migreringar är inte gjorda. Kör manage.py migrate.")


def test_however_many_ask_it_is_tried_once(well, monkeypatch):
    tried = []
    monkeypatch.setitem(registry.CHECKS, "databas", lambda: tried.append(1) or "Svarar.")
    for _ in range(20):
        ask()
    assert tried == [1]


@pytest.mark.parametrize(
    ("address", "headers", "whole"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, False),
        ("127.0.0.1", {"forwarded": "for=127.0.0.1"}, False),
        ("192.0.2.1", {}, False),
        ("", {}, False),
        ("192.0.2.1", BEARER, True),
        ("192.0.2.1", {"authorization": "Bearer another"}, False),
        ("192.0.2.1", {"authorization": f"Basic {TOKEN}"}, False),
    ],
)
def test_how_each_thing_is_is_told_to_whom_it_concerns(well, address, headers, whole):
    found = Client(REMOTE_ADDR=address).get("/halsa/redo/", headers=headers).json()
    assert ("checks" in found) is whole


def test_a_load_balancer_is_neither_led_on_nor_turned_away(well):
    production = {
        "SECURE_SSL_REDIRECT": True,
        "ALLOWED_HOSTS": ["finsam.example.se"],
        "SESSION_COOKIE_SECURE": True,
    }
    with override_settings(**production):
        client = Client(REMOTE_ADDR="192.0.2.1")
        assert client.get("/tillganglighet/", HTTP_HOST="finsam.example.se").status_code == 301
        for place in ("/halsa/", "/halsa/redo/"):
            answer = client.get(place, HTTP_HOST="10.1.2.3:8000")
            assert answer.status_code == 200
            assert not answer.cookies
            assert answer["Cache-Control"] == "no-store, private"
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["X-Request-ID"]


@pytest.mark.parametrize("place", ["/halsa/", "/halsa/redo/", "/matt/"])
def test_it_is_only_read(place):
    assert Client().post(place, {"x": "y"}).status_code == 405


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer another"}, {"authorization": TOKEN}])
def test_metrics_are_closed_without_the_token(headers):
    answer = Client(REMOTE_ADDR="127.0.0.1").get("/matt/", headers=headers)
    assert answer.status_code == 404
    assert answer.content.decode() == "Här finns inget.\n"


def test_metrics_are_closed_where_no_token_is_set():
    with override_settings(METRICS_TOKEN=""):
        for token in ("", " ", TOKEN):
            assert Client().get("/matt/", headers={"authorization": f"Bearer {token}"}).status_code == 404


def numbers(client=None):
    """Each line that Prometheus reads, by name and labels."""
    answer = (client or Client()).get("/matt/", headers=BEARER, HTTP_HOST="10.1.2.3:8000")
    assert answer.status_code == 200
    lines = [line for line in answer.content.decode().splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_metrics_tell_how_the_installation_is(well):
    number = queue.enqueue(tasks.say, "x", "y")
    DBTaskResult.objects.filter(pk=number).update(enqueued_at=timezone.now() - timedelta(minutes=10))
    queue.enqueue(tasks.say, "x", "later", after=3600)
    DBTaskResult.objects.filter(pk=queue.enqueue(tasks.say, "x", "failed")).update(status="FAILED")
    Counter.objects.create(name="documents.drawn", count=7, seconds=42.5)
    Counter.objects.create(name="letters.failed", count=2)
    ScheduledRun.objects.create(
        name="cache", task="x", due_at=timezone.now(), begun_at=timezone.now(), fault="ValueError"
    )
    found = numbers()
    assert found['finsam_queue_tasks{state="waiting"}'] == 1
    assert found['finsam_queue_tasks{state="failed"}'] == 1
    assert 600 <= found["finsam_queue_oldest_seconds"] < 1200
    assert found["finsam_workers"] == 1
    assert found["finsam_documents_drawn_total"] == 7
    assert found["finsam_documents_drawn_seconds_total"] == 42.5
    assert found["finsam_letters_failed_total"] == 2
    assert found['finsam_schedule_faulty{work="cache"}'] == 1
    assert found['finsam_schedule_faulty{work="sessioner"}'] == 0
    assert found['finsam_health{check="databas"}'] == 1


def test_times_are_by_view_and_name_no_förbund(well, settings):
    settings.MIDDLEWARE = [
        "django_prometheus.middleware.PrometheusBeforeMiddleware",
        *settings.MIDDLEWARE,
        "django_prometheus.middleware.PrometheusAfterMiddleware",
    ]
    client = clients.signed_in(clients.chief())
    for page in ("goals", "risks"):
        assert client.get(clients.url(page)).status_code == 200
    client.get("/hemligt-forbund/2024/mal/hemlig-nyckel/")
    found = numbers(client)
    count = "django_http_requests_latency_seconds_by_view_method_count"
    assert found[f'{count}{{method="GET",view="goals"}}'] >= 1
    assert found[f'{count}{{method="GET",view="risks"}}'] >= 1
    assert [name for name in found if "kramfors" in name or "hemlig" in name] == []


def test_several_processes_are_told_of_together(tmp_path):
    """As gunicorn starts them: each counts into the same folder, and what one tells is the sum."""
    import os
    import subprocess
    import sys

    from django.conf import settings

    count = "from prometheus_client import Counter as C; C('visits', 'of the test').inc({})"
    environ = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for number in (2, 3):
        subprocess.run([sys.executable, "-c", count.format(number)], env=environ, check=True)
    tell = (
        "import django; django.setup(); from django.test import Client;"
        "print(Client().get('/matt/', headers={'authorization': 'Bearer t'}).content.decode())"
    )
    environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "FINSAM_METRICS_TOKEN": "t",
        "DATABASE_URL": "sqlite://:memory:",
    }
    ran = subprocess.run(
        [sys.executable, "-c", tell], env=environ, capture_output=True, text=True, cwd=settings.BASE_DIR
    )
    assert "visits_total 5.0" in ran.stdout, ran.stderr


def test_gunicorn_begins_to_count_anew(tmp_path, monkeypatch):
    from finsam.operations import gunicorn

    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "new"))
    gunicorn.on_starting(None)
    (tmp_path / "new" / "counter_17.db").write_bytes(b"")
    gunicorn.on_starting(None)
    assert list((tmp_path / "new").iterdir()) == []


def test_a_health_check_has_a_number_and_a_line_as_all_visits(well, caplog):
    with caplog.at_level(logging.INFO, "finsam.visits"):
        assert Client().get("/halsa/").headers["X-Request-ID"]
    assert [record.told["path"] for record in caplog.records if record.name == "finsam.visits"] == ["/halsa/"]
    assert visits.number() == ""
