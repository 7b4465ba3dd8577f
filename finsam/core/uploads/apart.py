"""A file read in a process of its own, which the kernel holds to its limits.

A fresh interpreter is begun at the first file, and stays: each file is read in a fork of it. It has neither threads,
database connections nor anything of WeasyPrint, so it may be forked, which a web process may not.
"""

from __future__ import annotations

import io
import logging
import multiprocessing
import pickle
import re
import resource
import signal
from collections.abc import Callable
from enum import Enum
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from django.core.exceptions import ValidationError

from finsam.core.tasks.limits import keep_within

SECONDS = 25  # by the clock: a web server waits no longer than half a minute
CPU_SECONDS = 20
MEGABYTES = 1_000  # of address space, of which the interpreter itself has a third
MOST_ANSWERED = 200_000_000  # bytes of what was read, which a file of pictures comes closest to
TOO_MUCH = (
    "Filen går inte att läsa: det skulle ta för mycket minne eller tid. Spara den på nytt i programmet som den kommer från, "
    "helst med mindre i, och försök igen. Inget annat har ändrats."
)
OURS = ("finsam.", "plans.", "budget.", "followup.", "auditors.", "archive.")
PLAIN = {
    ("builtins", "set"), ("builtins", "frozenset"), ("builtins", "MemoryError"), ("collections", "Counter"),
    ("collections", "OrderedDict"), ("collections", "defaultdict"), ("datetime", "date"), ("datetime", "datetime"),
    ("datetime", "time"), ("decimal", "Decimal"), ("django.core.exceptions", "ValidationError"),
}  # fmt: skip
_NO_MEMORY = re.compile("out of memory|cannot allocate memory|memory allocation failed", re.IGNORECASE)
T = TypeVar("T")
logger = logging.getLogger(__name__)
_servers = multiprocessing.get_context("forkserver")
_servers.set_forkserver_preload(["__main__", "finsam.core.uploads.warm"])


def begin() -> None:
    """Begin the interpreter that files are read in, if it hasn't been: the first file need not wait for it."""
    forkserver.ensure_running()


def read(function: Callable[..., T], *args: Any, refused: type[Exception] = ValidationError) -> T:
    """What `function(*args)` answers, worked out apart. Raises what it raises, and `refused` where it takes too much.

    Function and arguments are sent there, so the function stands at the top of a module; it needs no database.
    """
    limits = (SECONDS, CPU_SECONDS, MEGABYTES)
    here, there = _servers.Pipe(duplex=False)
    child = _servers.Process(target=_answer, args=(there, function, args, limits), daemon=True)
    child.start()
    there.close()
    try:
        if not here.poll(SECONDS + 5):
            raise EOFError
        kind, said, peak = _understood(here.recv_bytes(MOST_ANSWERED))
    except (EOFError, OSError, pickle.UnpicklingError) as error:
        child.kill()
        child.join()
        logger.warning("%s died of a file: %s", function.__qualname__, child.exitcode)
        raise refused(TOO_MUCH) from error
    finally:
        here.close()
        child.kill()
        child.join()
    logger.info("%s read a file apart in %d MB", function.__qualname__, peak)
    if kind == "answer":
        return said
    raise refused(TOO_MUCH) if isinstance(said, MemoryError) else said


def _answer(
    there: Connection, function: Callable[..., Any], args: tuple[Any, ...], limits: tuple[int, int, int]
) -> None:
    """In the child: do the work and send the answer."""
    seconds, of_work, megabytes = limits
    keep_within(seconds, megabytes)
    resource.setrlimit(resource.RLIMIT_CPU, (of_work, of_work))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes to no disk
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    kind, said = "answer", None
    try:
        said = function(*args)
    except Exception as error:
        kind, said = "error", MemoryError() if _starved(error) else error
        said.__cause__ = said.__context__ = said.__traceback__ = None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    there.send_bytes(pickle.dumps((kind, said, peak)))


def _starved(error: BaseException | None) -> bool:
    """Whether an error comes of there being no more memory, whatever the reader and the XML libraries made of it."""
    while error is not None:
        if isinstance(error, MemoryError) or _NO_MEMORY.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False


class _Careful(pickle.Unpickler):
    """What comes from a process that has read somebody's file is data, and makes nothing but our own things."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in PLAIN:
            return super().find_class(module, name)
        if (module, name) == ("builtins", "getattr"):
            return _member
        kind = super().find_class(module, name) if module.startswith(OURS) else None
        if isinstance(kind, type):
            return kind
        raise pickle.UnpicklingError(f"{module}.{name} is nothing that a file says.")


def _member(kind: Any, name: str) -> Enum:
    """The member of that name, which is how Python before 3.11.4 sends one: as what `getattr` answers."""
    if isinstance(kind, type) and issubclass(kind, Enum) and name in kind.__members__:
        return kind[name]
    raise pickle.UnpicklingError(f"{kind}.{name} is no choice among several.")


def _understood(raw: bytes) -> Any:
    return _Careful(io.BytesIO(raw)).load()
