"""A disk that is full: whoever writes is told and can send it again, nothing is half, and what can be read is read.

Reading goes on where the database still answers; on a full disk SQLite itself doesn't.
"""

import re

import pytest
from django.db import OperationalError, connection

from finsam.core.models import AuditEntry
from finsam.organisation.models import Member
from tests import clients
from tests.clients import ORIGIN, OWN

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)", re.IGNORECASE)
SENT = {"name": "Fulla kommun", "kind": "kommun", "order": "90"}


class FullDisk:
    """Refuses to write after so many, with what both engines' libraries raise."""

    def __init__(self, room):
        self.room = room

    def __call__(self, execute, sql, params, many, context):
        if WRITES.match(sql):
            self.room -= 1
            if self.room < 0:
                raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)


def post(client):
    return client.post(clients.url("members-new"), SENT, headers={"Origin": ORIGIN})


@pytest.fixture
def client(db):
    return clients.signed_in(clients.chief(), raise_request_exception=False)


def there():
    with clients.in_scope(OWN):
        entries = AuditEntry.objects.filter(label="Fulla kommun", verb="skapade")
        return Member.objects.filter(name="Fulla kommun").count(), entries.count()


@pytest.mark.parametrize("room", [0, 1, 2, 3, 4])
def test_who_writes_is_told_and_nothing_is_half_and_it_is_sent_again_when_there_is_room(client, room, caplog):
    with connection.execute_wrapper(FullDisk(room)):
        answer = post(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert '<input type="hidden" name="name" value="Fulla kommun">' in answer.content.decode()
    assert "Skicka igen" in answer.content.decode()
    assert "database or disk is full" in caplog.text
    assert there() == (0, 0)
    assert post(client).status_code == 302
    assert there() == (1, 1)


@pytest.mark.parametrize("name", ["start", "plan", "documents", "budget", "members", "log", "reconciliation"])
def test_reading_goes_on(client, name):
    with connection.execute_wrapper(FullDisk(0)):
        assert client.get(clients.url(name)).status_code == 200
