"""Tasks that the tests queue: they do what tasks do wrong, and leave a line in a file for each time they were begun."""

import time
from pathlib import Path

from finsam.core.models import Forbund
from finsam.core.tasks.queue import task
from finsam.core.tenancy.scope import inside
from finsam.documents.models import Document


def note(place: str, word: str) -> int:
    """Write a line in the file; how many there are then."""
    path = Path(place)
    with path.open("a") as file:
        file.write(f"{word}\n")
    return len(path.read_text().splitlines())


@task(tries=3, seconds=30, megabytes=2000)
def fail_once(place: str) -> None:
    if note(place, "tried") == 1:
        raise ConnectionError("the first time")


@task(tries=2, seconds=30, megabytes=2000)
def always_fail(place: str) -> None:
    note(place, "tried")
    raise ConnectionError("a secret")


@task(tries=3, seconds=1, megabytes=2000)
def take_too_long(place: str) -> None:
    note(place, "tried")
    time.sleep(60)


@task(tries=3, seconds=30, megabytes=600)
def take_too_much(place: str) -> None:
    note(place, "tried")
    bytearray(2_000_000_000)


@task(tries=3, seconds=60, megabytes=2000)
def wait_the_first_time(place: str) -> None:
    if note(place, "tried") == 1:
        time.sleep(60)


@task(tries=1, seconds=30, megabytes=2000)
def say(place: str, word: str) -> None:
    note(place, word)


@task(tries=1, seconds=30, megabytes=2000)
def read_document(place: str, forbund: str, document: int) -> None:
    """A document by its number, as a task of a förbund reads it."""
    owner = Forbund.objects.get(key=forbund)
    with inside(owner):
        note(place, Document.objects.filter(pk=document).first().key)


@task(tries=1, seconds=30, megabytes=2000)
def forget_the_scope(place: str) -> None:
    note(place, Document.objects.first().key)


@task(tries=1, seconds=30, megabytes=2000, by_hand=True)
def by_hand(place: str) -> None:
    note(place, "tried")
