"""Work in a child of its own: whatever becomes of the child, whoever waits is answered, and nothing of it is left."""

import multiprocessing.spawn
import os
import signal
import tempfile
import threading
import time
from pathlib import Path

import pytest

from finsam.core.tasks import limits

MUCH = b"x" * 1_000_000  # more than a pipe holds


def size_of(sent, tell):
    """What a child answers."""
    return len(sent)


def leaves_a_file(tell):
    """A child that is ended before it has tidied up."""
    Path(tempfile.mkdtemp(), "font").write_text("words")
    os.kill(os.getpid(), signal.SIGKILL)


def in_child(function, *args):
    """As a page asks for it, with a while in which it has to be answered: what it came to, or the exception."""
    found = []

    def ask():
        try:
            found.append(limits.in_child(function, *args, seconds=20, megabytes=1000, tell=lambda told: None))
        except limits.Stopped as stopped:
            found.append(stopped)

    waiting = threading.Thread(target=ask, daemon=True)
    waiting.start()
    waiting.join(30)
    assert found, "whoever waits is never answered"
    return found[0]


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_much_is_sent_to_a_child_and_answered():
    assert in_child(size_of, MUCH) == 1_000_000


def test_a_child_that_dies_before_it_has_read_what_it_is_sent_is_told_of(monkeypatch):
    monkeypatch.setattr(multiprocessing.spawn, "_python_exe", b"/bin/false")
    stopped = in_child(size_of, MUCH)
    assert str(stopped) == "The process ended with 1."


def test_the_files_of_a_child_that_was_killed_are_taken_away(folder):
    assert str(in_child(leaves_a_file)) == "The process ended with -9."
    assert list(folder.iterdir()) == []


def test_what_is_left_where_all_were_killed_is_taken_away_when_it_is_old(folder):
    for name in ("finsam-work-old", "finsam-work-new", "somebodys-own"):
        (folder / name).mkdir()
        (folder / name / "font").write_text("words")
    hours_ago = time.time() - 2 * 60 * 60
    for name in ("finsam-work-old", "somebodys-own"):
        os.utime(folder / name, (hours_ago, hours_ago))
    with limits.own_folder():
        pass
    assert sorted(path.name for path in folder.iterdir()) == ["finsam-work-new", "somebodys-own"]


def test_a_disk_that_is_full_keeps_nobody_from_working(folder, monkeypatch):
    def full(**how):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    with limits.own_folder() as own:
        assert own == ""
