"""Drift: who may see how the installation is, what it says, and what can be done again."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from finsam.core.mail import deliver
from finsam.core.tasks import queue, schedule
from finsam.core.tasks.models import Counter, ScheduledRun, Worker
from finsam.operations import state
from finsam.operations.health import registry
from finsam.operations.models import BackupRun
from tests import clients
from tests.core import example_tasks as tasks

PAGES = {
    "look": "/installation/drift/",
    "try": "/installation/drift/prova/",
    "again": "/installation/drift/ko/00000000-0000-0000-0000-000000000000/",
    "run": "/installation/drift/schema/cache/",
}


@pytest.fixture(autouse=True)
def anew(db):
    registry.forget()
    yield
    registry.forget()


@pytest.fixture
def keeper(db):
    """Who looks after the installation."""
    user = clients.user("skoter")
    user.user_permissions.add(Permission.objects.get(codename="add_forbund", content_type__app_label="core"))
    return clients.signed_in(user)


def page(client):
    answer = client.get("/installation/drift/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def failed(what, *args, cause="finsam.core.mail.NotSent"):
    number = queue.enqueue(what, *args)
    DBTaskResult.objects.filter(pk=number).update(
        status="FAILED", finished_at=timezone.now(), exception_class_path=cause, worker_ids=["one", "two"]
    )
    return number


@pytest.mark.parametrize("name", PAGES)
def test_only_who_looks_after_the_installation_comes_in(keeper, name):
    ask = (
        (lambda client: client.get(PAGES[name]))
        if name == "look"
        else lambda client: client.post(PAGES[name])
    )
    let_in = 200 if name == "look" else 302
    assert ask(keeper).status_code == let_in
    assert (
        ask(clients.signed_in(clients.user("super", is_superuser=True, is_staff=True))).status_code == let_in
    )
    for who in (clients.chief(), clients.user("utan")):
        answer = ask(clients.signed_in(who))
        assert answer.status_code == 403
        assert "Den här sidan är för den som sköter installationen av Finsam." in answer.content.decode()
    stranger = ask(clients.signed_in(None))
    assert stranger.status_code == 302
    assert stranger["Location"].startswith("/konto/login/?next=/installation/")


@pytest.mark.parametrize("name", ["try", "again", "run"])
def test_nothing_is_done_by_looking(keeper, name):
    assert keeper.get(PAGES[name]).status_code == 405


def test_it_says_how_the_installation_is(keeper):
    Worker.beat("one")
    Counter.objects.create(name="letters.failed", count=3, last_at=timezone.now())
    Counter.objects.create(name="documents.drawn", count=12, seconds=61.4)
    text = page(keeper)
    assert "Databasen svarar." in text
    assert "En arbetare är i gång." in text
    assert "3 försök att skicka brev har misslyckats, senast" in text
    assert "12 dokument har ritats, på 61 sekunder sammanlagt." in text
    assert "<dt>Django</dt><dd>5.2" in text
    assert "<dt>WeasyPrint</dt><dd>70.0" in text
    assert "Påminnelser om resultat och länkar till huvudmän</th><td>Varje måndag kl. 07.00</td>" in text
    assert "Kramfors" not in text


def test_it_says_what_has_not_been_done_yet(keeper):
    BackupRun.objects.create(at=timezone.now(), error="Disken är full.")
    text = page(keeper)
    for sentence in (
        "Ingen säkerhetskopia har gjorts.", "Inget dokument har ritats än.", "Ingen arbetare är i gång.",
        "Inget försök att skicka brev har misslyckats.", "Inget har misslyckats de senaste två veckorna.", "Har inte gjorts än.",
    ):  # fmt: skip
        assert sentence in text, sentence


def test_it_says_when_the_last_backup_was_made(keeper):
    at = timezone.localtime().replace(year=2026, month=3, day=27, hour=3, minute=5)
    BackupRun.objects.create(at=at, finished_at=at)
    assert "Den senaste säkerhetskopian gjordes 27 mars 2026 kl. 03.05." in page(keeper)
    assert "misslyckades" not in page(keeper)
    BackupRun.objects.create(at=at + timedelta(days=1), error="Disken är full.")
    text = page(keeper)
    assert "Den senaste säkerhetskopian gjordes 27 mars 2026 kl. 03.05." in text
    assert "Den 28 mars 2026 kl. 03.05 blev det ingen säkerhetskopia: Disken är full." in text
    before = timezone.now() - timedelta(hours=2)
    BackupRun.objects.all().delete()
    BackupRun.objects.create(at=before, finished_at=before)
    assert 7200 <= state.seconds_since_backup() < 7300


def test_what_has_failed_is_told_and_tried_again(keeper):
    kept = failed(tasks.by_hand, "x", cause="finsam.core.tasks.limits.TimeLimit")
    lost = failed(deliver, "Hemligt", "nyckel-i-brevet", "a@example.se", ["b@example.se"])
    DBTaskResult.objects.filter(pk=lost).update(args_kwargs={"args": [], "kwargs": {}})
    text = page(keeper)
    assert "Ett arbete kunde inte göras: det tog för lång tid." in text
    assert (
        "Ett brev kunde inte skickas: e-postservern tog inte emot det. Det sparas inte: gör om det på sidan där det gjordes."
        in text
    )
    assert f"/installation/drift/ko/{kept}/" in text
    assert f"/installation/drift/ko/{lost}/" not in text
    for secret in ("nyckel-i-brevet", "b@example.se"):
        assert secret not in text
    answer = keeper.post(f"/installation/drift/ko/{kept}/", follow=True)
    assert "Arbetet ligger i kön igen." in answer.content.decode()
    row = DBTaskResult.objects.get(pk=kept)
    assert (row.status, row.worker_ids, row.exception_class_path, row.finished_at) == ("READY", [], "", None)
    for number in (kept, lost):
        answer = keeper.post(f"/installation/drift/ko/{number}/", follow=True)
        assert "Arbetet går inte att göra igen härifrån" in answer.content.decode()
    assert DBTaskResult.objects.get(pk=lost).status == "FAILED"


def test_what_is_in_the_schedule_is_done_at_once(keeper):
    answer = keeper.post("/installation/drift/schema/cache/", follow=True)
    assert "”Utgånget i cachen tas bort” ligger i kön." in answer.content.decode()
    run = ScheduledRun.objects.get(name="cache")
    assert queue.is_queued(run.task)
    answer = keeper.post("/installation/drift/schema/finns-inte/", follow=True)
    assert "Det finns inte i schemat." in answer.content.decode()
    schedule.perform.func(run.pk)
    assert "0 utgångna är borttagna." in page(keeper)


def test_it_is_tried_anew_when_asked_to(keeper):
    assert "Ingen arbetare har hörts av." in page(keeper)
    Worker.beat("one")
    assert "Ingen arbetare har hörts av." in page(keeper)
    keeper.post("/installation/drift/prova/")
    assert "Ingen arbetare har hörts av." not in page(keeper)


def test_many_failures_cost_no_more_questions(keeper, django_assert_max_num_queries):
    for _ in range(30):
        failed(tasks.by_hand, "x")
    with django_assert_max_num_queries(60):
        keeper.get("/installation/drift/")
