"""A process that has read in the whole site and serves nothing: a site is born of it in a moment, again and again.

What costs at a start is reading the program in. Here that is done once; each site is a child that goes on from there, with
the web server as the image starts it, in a process group of its own to be killed in.

It is told what to do line by line: `site PORT` answers with the number of a new group, `worker GROUP` starts a worker
there, `import GROUP PACKAGE DONE` reads a package in as `manage.py import_year` does, and then makes the file DONE. When
nobody is left to tell it anything, however that came to be, it ends all that it has started.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import django
from django.core.management import call_command

PR_SET_CHILD_SUBREAPER = (
    36  # prctl(2): whoever loses its parent is ours, and leaves nothing behind when it ends
)


def main() -> None:
    """Read the site in, and give birth to those that are asked for."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    django.setup()
    read_in()
    gc.freeze()
    groups: set[int] = set()
    for line in sys.stdin:
        what, *told = line.split()
        pid = {"site": site, "worker": worker, "import": import_package}[what](*told)
        groups |= {pid} if what == "site" else set()
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
    for group in groups:
        with suppress(ProcessLookupError):  # it has been killed
            os.killpg(group, signal.SIGKILL)


def read_in() -> None:
    """All that a process of the site reads in before it answers; no connection is opened, for it has one process."""
    from importlib import import_module

    from django.urls import get_resolver

    from finsam import wsgi  # noqa: F401
    from finsam.core.caching.computed import code_version
    from finsam.core.declaring import declared

    get_resolver().url_patterns  # noqa: B018 - it is read in by being asked for
    code_version()
    for module in sorted({name for names in declared("heavy") for name in names}):
        import_module(module)


def born(do: Callable[[], None], group: int) -> int:
    """The number of a child that does something, in a group: 0 is one of its own."""
    pid = os.fork()
    if pid:
        os.setpgid(pid, group)
        return pid
    try:
        os.setpgid(0, group)  # here and there, for either may come first
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)  # what it says is the site's log
        do()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(1)


def site(port: str) -> int:
    """The web server, as the image starts it; its number is the group's."""

    def serve() -> None:
        from gunicorn.app.wsgiapp import run

        from tools.bench.processes import image_flags

        sys.argv = ["gunicorn", *image_flags(int(port))]
        run()

    return born(serve, 0)


def worker(group: str) -> int:
    """`manage.py worker`."""
    return born(lambda: call_command("worker"), int(group))


def import_package(group: str, package: str, done: str) -> int:
    """`manage.py import_year`; the file is there when it has come back, as its last line on a screen would be."""

    def read() -> None:
        call_command("import_year", package)
        Path(done).touch()

    return born(read, int(group))


if __name__ == "__main__":
    main()
