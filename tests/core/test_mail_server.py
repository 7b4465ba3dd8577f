"""A mail server that refuses, and one that never says a word: nobody waits longer than the setting, and letters are tried again."""

import socket
import threading

import pytest
from django.contrib.auth.models import Permission
from django_tasks_db.models import DBTaskResult

from finsam.core.mail import deliver
from finsam.core.models import Access
from finsam.core.tasks import queue, worker
from finsam.core.tasks.models import Counter, Worker
from tests import clients
from tests.core.conftest import HERE
from tests.core.test_access import INVITATION
from tests.processes import own_database


class Server:
    """A port where a mail server should be. A silent one takes whoever calls and says nothing."""

    def __init__(self, *, silent):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.gave_up = threading.Event()
        self.timer = threading.Timer(60, self.give_up)  # a test that is never let go would end never
        if silent:
            self.socket.listen()
            self.timer.start()

    def give_up(self):
        self.gave_up.set()
        self.socket.close()

    def close(self):
        self.timer.cancel()
        self.socket.close()


@pytest.fixture(params=["refuses", "is silent"])
def server(request, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = 0.3  # seconds, as FINSAM_MAIL_TIMEOUT
    found = Server(silent=request.param == "is silent")
    settings.EMAIL_HOST, settings.EMAIL_PORT = found.socket.getsockname()
    yield found
    found.close()


def test_who_invites_is_told_and_the_operator_sees_it(server, chiefs, unscoped, caplog):
    page = chiefs.post(f"{HERE}atkomst/ny/", INVITATION, follow=True)
    assert not server.gave_up.is_set(), "the page waited for a server that never answers"
    assert "Brevet kunde inte skickas just nu. Nora Nyberg har fått rollen och den gäller." in page.text
    assert Access.objects.filter(user__email="nora@example.test").count() == 1
    assert "A letter could not be sent: " in caplog.text
    assert "nora@example.test" not in caplog.text
    keeper = clients.user("skoter")
    keeper.user_permissions.add(
        Permission.objects.get(codename="add_forbund", content_type__app_label="core")
    )
    page = clients.signed_in(keeper).get("/installation/drift/")
    assert "1 försök att skicka brev har misslyckats, senast " in page.text


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    """A database of the module's own, which a worker's children see too."""
    yield from own_database(django_db_blocker, "letters")


@pytest.fixture
def works(database, monkeypatch):
    """The empty queue of that database, where nobody waits between two tries."""
    DBTaskResult.objects.all().delete()
    Counter.objects.all().delete()
    monkeypatch.setattr(worker, "FIRST_PAUSE", 0)
    Worker.beat("test")


def test_a_queued_letter_is_tried_seven_times_and_the_reason_is_kept(works, server, caplog):
    number = queue.enqueue(deliver, "Påminnelse", "Hemlig länk", "finsam@localhost", ["nora@example.test"])
    worker.Worker("test", until_empty=True).run()
    assert not server.gave_up.is_set(), "the worker waited for a server that never answers"
    row = DBTaskResult.objects.get(pk=number)
    assert (row.status, len(row.worker_ids)) == ("FAILED", 7)
    assert queue.failure(number) == "finsam.core.mail.NotSent"
    assert "Hemlig länk" not in str(row.args_kwargs) + row.traceback
    assert Counter.objects.get(name="letters.failed").count == 7
    assert "(deliver) was given up: NotSent" in caplog.text
