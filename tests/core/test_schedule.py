"""Work at certain times: once for each time, caught up once, and seen. And which visit a task was queued by."""

import threading
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.core import mail as outbox
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from finsam.core.logs import visits
from finsam.core.logs.visits import Visit
from finsam.core.registry import Registry
from finsam.core.tasks import counters, queue, schedule, worker
from finsam.core.tasks.models import Counter, ScheduledRun, Worker
from finsam.core.tasks.schedule import Daily, Scheduled, Weekly
from finsam.core.tenancy.scope import scopes_disabled
from finsam.rendering.models import Draft
from tests.core import example_tasks as tasks
from tests.core.lines import written
from tests.processes import own_database

HERE = ZoneInfo("Europe/Stockholm")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


@pytest.mark.parametrize(
    ("when", "now", "latest"),
    [
        (Daily(3, 10), "2024-05-02 03:10", "2024-05-02 03:10"),
        (Daily(3, 10), "2024-05-02 03:09", "2024-05-01 03:10"),
        (Weekly(0, 7), "2024-05-06 07:00", "2024-05-06 07:00"),
        (Weekly(0, 7), "2024-05-06 06:59", "2024-04-29 07:00"),
        (Weekly(0, 7), "2024-05-12 23:00", "2024-05-06 07:00"),
        # Over the changes to summer time (31 March) and back (27 October) the clock on the wall is what counts.
        (Daily(7), "2024-03-31 06:00", "2024-03-30 07:00"),
        (Daily(7), "2024-03-31 07:30", "2024-03-31 07:00"),
        (Weekly(6, 7), "2024-10-28 07:00", "2024-10-27 07:00"),
    ],
)
def test_the_latest_time(when, now, latest):
    assert when.latest(at(now)) == at(latest)


def test_the_times_are_said_in_swedish():
    assert Daily(3, 5).said() == "varje dag kl. 03.05"
    assert Weekly(0, 7).said() == "varje måndag kl. 07.00"


@pytest.fixture
def board(db, monkeypatch):
    """A schedule of one thing, which writes down that it was done."""
    done = []
    entries = Registry("scheduled work of the test")
    entry = Scheduled("prov", "Prov", Daily(3), lambda: done.append("done") or "Gjort.")
    entries.add("prov", entry)
    monkeypatch.setattr(schedule, "SCHEDULE", entries)
    return entry, done


def test_what_is_new_in_the_schedule_has_missed_nothing(board):
    entry, _ = board
    assert schedule.queue_if_due(entry, at("2024-05-02 03:00")) is False
    assert DBTaskResult.objects.count() == 0
    assert schedule.queue_if_due(entry, at("2024-05-03 03:00")) is True
    assert DBTaskResult.objects.count() == 1


def test_what_was_missed_is_done_once_and_for_the_latest_time(board):
    entry, done = board
    for day, queued in (("01", False), ("09", True), ("09", False), ("08", False), ("10", True)):
        assert schedule.queue_if_due(entry, at(f"2024-05-{day} 03:00")) is queued, day
    for row in DBTaskResult.objects.all():
        schedule.perform.func(*row.args_kwargs["args"])
        schedule.perform.func(
            *row.args_kwargs["args"]
        )  # begun again after its worker died: it is not done twice
    assert done == ["done", "done"]


@pytest.mark.usefixtures("board")
def test_a_clock_looks_seldom_and_queues_what_is_due(monkeypatch):
    ScheduledRun.objects.create(name="prov", due_at=timezone.now() - timedelta(days=3))
    clock = schedule.Clock()
    clock.look()
    assert DBTaskResult.objects.count() == 1
    monkeypatch.setattr(
        schedule, "queue_if_due", lambda *args: pytest.fail("it is known that nothing is due")
    )
    clock.look()
    clock._next_look = 0
    clock.look()


@pytest.mark.usefixtures("board")
def test_how_it_went_is_said():
    assert schedule.standing()[0].state == "Har inte gjorts än."
    run = schedule.queue_now("prov")
    assert schedule.standing()[0].state == "Väntar i kön."
    schedule.do(run)
    (row,) = schedule.standing()
    assert (row.state, row.is_faulty, row.next_at > timezone.now()) == ("Gjort.", False, True)

    def fails():
        raise ValueError("Anna Andersson")

    schedule.SCHEDULE["prov"] = Scheduled("prov", "Prov", Daily(3), fails)
    with pytest.raises(ValueError, match="Anna"):
        schedule.do(schedule.queue_now("prov"))
    (row,) = schedule.standing()
    assert (row.state, row.is_faulty) == ("Gick inte att göra. Orsaken står i arbetarens logg.", True)
    assert row.last.fault == "ValueError"


def test_it_is_done_by_hand_too(board, capsys):
    _, done = board
    call_command("scheduled")
    assert "Prov, varje dag kl. 03.00." in capsys.readouterr().out
    call_command("scheduled", "prov")
    assert capsys.readouterr().out == "Gjort.\n"
    assert done == ["done"]
    with pytest.raises(CommandError, match=r"^Inget heter annat\. Det här finns: prov\.$"):
        call_command("scheduled", "annat")


def test_what_the_apps_have_in_the_schedule(db):
    assert sorted(schedule.SCHEDULE) == ["arspaket", "cache", "paminnelser", "schema", "sessioner", "utkast"]


def test_what_has_run_out_is_thrown_away_and_nothing_else(db):
    now = timezone.now()
    for name, days in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=name, session_data="", expire_date=now + timedelta(days=days))
    with scopes_disabled():
        Draft.objects.create(forbund_key="kramfors", key="old", asked_at=now - timedelta(days=2))
        Draft.objects.create(forbund_key="kramfors", key="new", asked_at=now - timedelta(hours=2))
        said = {name: schedule.SCHEDULE[name].work() for name in ("sessioner", "utkast", "arspaket", "cache")}
        assert list(Draft.objects.values_list("key", flat=True)) == ["new"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
    assert said["utkast"] == "1 gamla utkast är borttagna."


@pytest.mark.parametrize("place", ["db", "files"])
def test_what_has_run_out_in_the_cache_is_thrown_away(db, settings, tmp_path, place):
    from django.core.cache import caches

    from finsam.core.tasks import cleaning

    backends = {
        "db": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "finsam_cache"},
        "files": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(tmp_path),
        },
    }
    settings.CACHES = {"default": backends[place]}
    caches["default"].set("old", 1, timeout=-1)
    if place == "db":  # what is set with no time left isn't set at all there
        caches["default"].set("old", 1, timeout=60)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE finsam_cache SET expires = %s", [timezone.now() - timedelta(days=1)])
    else:
        caches["default"].set("old", 1, timeout=0.001)
        time.sleep(0.01)
    cache.set("new", 2, timeout=600)
    assert cleaning.clear_cache() == "1 utgångna är borttagna."
    assert cache.get("new") == 2


def test_old_rows_of_the_schedule_go_but_the_newest_stays(db):
    long_ago = timezone.now() - timedelta(days=200)
    for name, days in (("a", 0), ("a", 1), ("b", 0), ("b", 199)):
        ScheduledRun.objects.create(name=name, due_at=long_ago + timedelta(days=days))
    assert schedule.SCHEDULE["schema"].work() == "2 gamla rader är borttagna."
    assert sorted(ScheduledRun.objects.values_list("name", flat=True)) == ["a", "b"]


def test_the_weeks_letters_are_sent(db):
    said = schedule.SCHEDULE["paminnelser"].work()
    assert said == f"{len(outbox.outbox)} påminnelser och 0 länkar är skickade."


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    yield from own_database(django_db_blocker, "schedule")


@pytest.fixture
def empty(database, monkeypatch):
    for model in (DBTaskResult, Worker, ScheduledRun, Counter):
        model.objects.all().delete()
    monkeypatch.setattr(worker, "FIRST_PAUSE", 0)


def test_many_workers_at_once_queue_it_once(empty):
    entry = schedule.SCHEDULE["sessioner"]
    ScheduledRun.objects.create(name=entry.name, due_at=at("2024-05-01 03:10"))
    together, queued = threading.Barrier(4), []

    def look():
        try:
            together.wait(10)
            queued.append(schedule.queue_if_due(entry, at("2024-05-02 03:10")))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(queued) == [False, False, False, True]
    assert DBTaskResult.objects.count() == 1
    assert ScheduledRun.objects.filter(due_at=at("2024-05-02 03:10")).count() == 1


def test_a_worker_does_what_is_due(empty, tmp_path):
    ScheduledRun.objects.create(name="sessioner", due_at=timezone.now() - timedelta(days=3))
    with written(tmp_path / "log") as log:
        worker.Worker("test", until_empty=True).run()
    run = ScheduledRun.objects.filter(name="sessioner").first()
    assert run.said == "Utgångna inloggningar är borttagna."
    assert [line["work"] for line in log.of("finsam.core.tasks.schedule")] == ["sessioner"]


def test_a_tasks_lines_tell_the_number_of_the_visit_that_queued_it(empty, tmp_path):
    place = tmp_path / "lines"
    place.touch()
    with visits.during(Visit("asked-by-this-one")):
        queue.enqueue(tasks.always_fail, str(place))
        queue.enqueue(tasks.say, str(place), "hej")
    with written(tmp_path / "log") as log:
        worker.Worker("test", until_empty=True).run()
    ended = [
        (line["task"], line["status"], line["request_id"])
        for line in log.all()
        if line["message"] == "Task ended"
    ]
    assert sorted(ended) == [
        ("always_fail", "FAILED", "asked-by-this-one"),
        ("always_fail", "FAILED", "asked-by-this-one"),
        ("say", "SUCCESSFUL", "asked-by-this-one"),
    ]
    (given_up,) = (line for line in log.all() if "was given up" in line["message"])
    assert given_up["request_id"] == "asked-by-this-one"
    assert DBTaskResult.objects.get().args_kwargs == {
        "args": [],
        "kwargs": {},
        "request_id": "asked-by-this-one",
    }
    assert "ConnectionError: a secret" not in log.text


def test_what_was_given_keys_alone_keeps_them_when_it_is_given_up(empty, tmp_path):
    number = queue.enqueue(tasks.by_hand, str(tmp_path / "nowhere" / "x"))
    worker.Worker("test", until_empty=True).run()
    assert DBTaskResult.objects.get(pk=number).args_kwargs["args"] == [str(tmp_path / "nowhere" / "x")]


def test_a_count_outlives_the_transaction_that_is_taken_back(db):
    from django.db import transaction

    with visits.during(Visit("x")) as visit:
        with transaction.atomic():
            counters.count(counters.NOT_SENT)
            transaction.set_rollback(True)
        counters.write(visit.counted)
    counters.count(counters.DRAWN, 2.5)
    counters.count(counters.DRAWN, 1.5)
    rows = {row.name: (row.count, row.seconds) for row in Counter.objects.all()}
    assert rows == {"letters.failed": (1, 0), "documents.drawn": (2, 4.0)}
