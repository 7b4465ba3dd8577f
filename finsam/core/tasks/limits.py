"""How long and in how much memory a process may work, and a function done in a process of its own."""

from __future__ import annotations

import gc
import multiprocessing
import resource
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

# A fresh interpreter: a child forked from a process with threads may wait for ever for a lock that one of them held.
_FRESH = multiprocessing.get_context("spawn")


class Stopped(Exception):
    """Work that ended before it was done: the process died."""


class TimeLimit(Stopped):
    """Work that was stopped since it took too long."""


def keep_within(seconds: int, megabytes: int) -> None:
    """Let the kernel hold this process to its limits: it ends after so many seconds, and gets no more memory.

    It does one thing and ends, so what it leaves behind is looked through for garbage far more seldom: drawing a document
    makes hundreds of thousands of objects that stay until it is drawn, and looking at them took an eighth of the time.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


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
    here, there = _FRESH.Pipe(duplex=False)
    child = _FRESH.Process(target=_answer, args=(there, function, args, seconds, megabytes), daemon=True)
    child.start()
    there.close()
    try:
        while True:
            kind, said = here.recv()
            if kind == "answer":
                return said
            if kind == "error":
                raise said
            tell(said)
    except EOFError:
        child.join()
        raise cause(child.exitcode) from None
    finally:
        here.close()
        child.kill()
        child.join()


def _answer(
    there: Connection, function: Callable[..., Any], args: tuple[Any, ...], seconds: int, megabytes: int
) -> None:
    """In the child: do the work and send the answer."""
    keep_within(seconds, megabytes)
    try:
        there.send(("answer", function(*args, lambda said: there.send(("told", said)))))
    except Exception as error:
        there.send(("error", error))
