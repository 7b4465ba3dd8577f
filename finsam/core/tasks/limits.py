"""How long and in how much memory a process may work, and a function done in a process of its own."""

from __future__ import annotations

import gc
import multiprocessing
import resource
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

FOLDER = "finsam-work-"  # what folders of temporary files are called
ABANDONED = 60 * 60  # seconds, after which nobody is at work in one: no task may take so long

# A fresh interpreter: a child forked from a process with threads may wait for ever for a lock that one of them held.
_FRESH = multiprocessing.get_context("spawn")


_limited = threading.Event()


class Stopped(Exception):
    """Work that ended before it was done: the process died."""


class TimeLimit(Stopped):
    """Work that was stopped since it took too long."""


def keep_within(seconds: int, megabytes: int) -> None:
    """Let the kernel hold this process to its limits: it ends after so many seconds, and gets no more memory.

    It does one thing and ends, so what it leaves behind is looked through for garbage far more seldom: drawing a document
    makes hundreds of thousands of objects that stay until it is drawn, and looking at them took an eighth of the time.
    """
    _limited.set()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def does_one_thing() -> bool:
    """Whether this process is held to limits: it does one thing and ends, and nothing in it has to be cleared away."""
    return _limited.is_set()


@contextmanager
def own_folder() -> Iterator[str]:
    """A folder for the temporary files of a process that may be ended at any moment, taken away by whoever waits for it.

    One whose waiter has died too is taken away by the next that is made, when it is old. On a disk that is full there is
    none, and that is "".
    """
    try:
        for left in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
            if left.stat().st_mtime < time.time() - ABANDONED:
                shutil.rmtree(left, ignore_errors=True)
        folder = tempfile.mkdtemp(prefix=FOLDER)
    except OSError:  # also where another has just taken away what was left
        folder = ""
    try:
        yield folder
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def cause(exitcode: int | None) -> Stopped:
    """Why a process ended before its work was done, by its exit code."""
    if exitcode == -signal.SIGALRM:
        return TimeLimit("It took too long.")
    return Stopped(f"The process ended with {exitcode}.")


def in_child(
    function: Callable[..., Any],
    *args: Any,
    seconds: int,
    megabytes: int,
    tell: Callable[[Any], None],
) -> Any:
    """What a function answers, worked out in a process of its own, without a database.

    Function and arguments are sent there, so the function stands at the top of a module. Its last argument is what it
    tells how far it has come; `tell` is told the same here. Raises Stopped, or what the function raises.
    """
    here, there = _FRESH.Pipe()
    with own_folder() as folder:
        child = _FRESH.Process(target=_answer, args=(there, seconds, megabytes, folder), daemon=True)
        child.start()
        there.close()
        try:
            # Not as arguments of the process: a start whose child has died waits for ever for it to read much.
            here.send((function, args))
            while True:
                kind, said = here.recv()
                if kind == "answer":
                    return said
                if kind == "error":
                    raise said
                tell(said)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            child.join()
            raise cause(child.exitcode) from None
        finally:
            here.close()
            child.kill()
            child.join()


def _answer(there: Connection, seconds: int, megabytes: int, folder: str) -> None:
    """In the child: do the work that is sent, and send the answer."""
    tempfile.tempdir = folder or None
    keep_within(seconds, megabytes)
    try:
        function, args = there.recv()
        there.send(("answer", function(*args, lambda said: there.send(("told", said)))))
    except Exception as error:
        there.send(("error", error))
