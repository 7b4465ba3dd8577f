"""The queue and who works it, in real processes on PostgreSQL: tries, limits, workers that die, and tenants."""

import os
import signal
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from finsam.core.tasks import queue, worker
from finsam.core.tasks.limits import Stopped, TimeLimit, in_child
from finsam.core.tasks.models import Worker
from finsam.core.tenancy.scope import scopes_disabled
from finsam.documents.models import Document
from tests.clients import FOREIGN, OWN
from tests.core import example_functions as functions
from tests.core import example_tasks as tasks
from tests.processes import a_worker, own_database, until


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    """A database of the module's own, which its workers see too."""
    yield from own_database(django_db_blocker, "tasks")


@pytest.fixture
def place(database, tmp_path, monkeypatch):
    """A file for the tasks' lines. The queue is empty, and nobody waits between two tries."""
    DBTaskResult.objects.all().delete()
    Worker.objects.all().delete()
    monkeypatch.setattr(worker, "FIRST_PAUSE", 0)
    path = tmp_path / "lines"
    path.touch()
    return path


def work() -> None:
    """A worker that ends when the queue is empty."""
    worker.Worker("test", until_empty=True).run()


def lines(place) -> list[str]:
    return place.read_text().split()


def test_what_is_done_leaves_nothing(place):
    queue.enqueue(tasks.say, str(place), "hej")
    work()
    assert lines(place) == ["hej"]
    assert DBTaskResult.objects.count() == 0


def test_who_waits_comes_before_what_nobody_waits_for(place):
    queue.enqueue(tasks.say, str(place), "warm", priority=queue.WARMING)
    queue.enqueue(tasks.say, str(place), "letter")
    queue.enqueue(tasks.say, str(place), "person", priority=queue.SOMEBODY_WAITS)
    work()
    assert lines(place) == ["person", "letter", "warm"]


def test_what_is_never_committed_is_never_done(place):
    with transaction.atomic():
        queue.enqueue(tasks.say, str(place), "hej")
        transaction.set_rollback(True)
    work()
    assert lines(place) == []


def test_a_task_that_fails_is_tried_again(place, caplog):
    number = queue.enqueue(tasks.fail_once, str(place))
    work()
    assert lines(place) == ["tried", "tried"]
    assert not queue.is_queued(number)
    assert queue.failure(number) == ""
    assert "will be tried again: ConnectionError" in caplog.text


def test_a_task_that_always_fails_is_given_up_and_what_it_was_given_forgotten(place, caplog):
    number = queue.enqueue(tasks.always_fail, str(place))
    work()
    assert lines(place) == ["tried", "tried"]
    assert queue.failure(number) == "builtins.ConnectionError"
    assert "(always_fail) was given up: ConnectionError" in caplog.text
    assert DBTaskResult.objects.get(pk=number).args_kwargs == {"args": [], "kwargs": {}}


def test_between_two_tries_there_is_a_pause(place, monkeypatch):
    monkeypatch.setattr(worker, "FIRST_PAUSE", 30)
    number = queue.enqueue(tasks.fail_once, str(place))
    work()
    assert lines(place) == ["tried"]
    assert queue.is_queued(number)


@pytest.mark.parametrize(
    ("task", "ended"),
    [
        (tasks.take_too_long, "finsam.core.tasks.limits.TimeLimit"),
        (tasks.take_too_much, "builtins.MemoryError"),
    ],
)
def test_a_task_is_stopped_at_its_limit_and_not_tried_again(place, task, ended):
    number = queue.enqueue(task, str(place))
    began = time.monotonic()
    work()
    assert time.monotonic() - began < 20
    assert lines(place) == ["tried"]
    assert queue.failure(number) == ended


def test_a_task_whose_worker_was_killed_is_done_by_the_next(place, database, monkeypatch):
    """SIGKILL to the worker and to the child that does the work, as when a machine loses power."""
    number = queue.enqueue(tasks.wait_the_first_time, str(place))
    with a_worker(database) as process:
        until(lambda: lines(place))
        os.killpg(process.pid, signal.SIGKILL)
    work()
    assert lines(place) == ["tried"], "it may still be alive"
    Worker.objects.update(seen_at=timezone.now() - timedelta(seconds=16))
    work()
    assert lines(place) == ["tried", "tried"]
    assert not queue.is_queued(number)


def test_a_worker_is_alive_from_its_first_sign_until_it_ends(place, database):
    assert not queue.somebody_works()
    with a_worker(database) as process:
        until(queue.somebody_works)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert not queue.somebody_works()
    Worker.beat("stilla")
    assert queue.somebody_works()
    Worker.objects.update(seen_at=timezone.now() - timedelta(seconds=16))
    assert not queue.somebody_works()


def test_who_stops_a_worker_lets_it_end_what_it_does(place, database):
    number = queue.enqueue(tasks.say, str(place), "hej")
    with a_worker(database) as process:
        until(lambda: not queue.is_queued(number))
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert lines(place) == ["hej"]


def test_a_task_of_one_förbund_reads_nothing_of_another(place):
    with scopes_disabled():
        own, foreign = (Document.objects.filter(forbund__key=key).first().pk for key in (OWN, FOREIGN))
    allowed = queue.enqueue(tasks.read_document, str(place), OWN, own)
    refused = [
        queue.enqueue(tasks.read_document, str(place), OWN, foreign),
        queue.enqueue(tasks.forget_the_scope, str(place)),
    ]
    work()
    assert queue.failure(allowed) == ""
    assert [queue.failure(number) for number in refused] == ["builtins.AttributeError", "django_scopes.exceptions.ScopeError"]  # fmt: skip
    assert lines(place) == ["verksamhetsplan"]


def test_a_failure_is_forgotten_after_two_weeks(place):
    number = queue.enqueue(tasks.always_fail, str(place))
    work()
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=13))
    work()
    assert queue.failure(number)
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=15))
    work()
    assert DBTaskResult.objects.count() == 0


# A function in a process of its own, where no worker is


def test_a_child_answers_and_tells_on_the_way():
    told = []
    assert in_child(functions.doubled, 21, seconds=30, megabytes=600, tell=told.append) == 42
    assert told == ["halfway"]


@pytest.mark.parametrize(
    ("function", "seconds", "error"),
    [
        (functions.wrong, 30, ValueError),
        (functions.endless, 3, TimeLimit),
        (functions.greedy, 30, MemoryError),
        (functions.killed, 30, Stopped),
    ],
)
def test_a_child_that_fails_says_how(function, seconds, error):
    with pytest.raises(error):
        in_child(function, 2, seconds=seconds, megabytes=600, tell=print)
