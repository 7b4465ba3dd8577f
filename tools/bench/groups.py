"""The groups of lines, in their order, and what each needs."""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from tools.bench import books, changed, crowds, drawing, history, size, unchanged, world, writing
from tools.bench.lines import Line, by_turns
from tools.bench.processes import ROOT, Site, worker_command
from tools.bench.visitors import cookie_of

USERS, READERS = 50, 16


def measure(asked: argparse.Namespace, folder: Path, server: str) -> Iterator[Line]:
    """Every line that was asked for."""

    def wanted(group: str) -> bool:
        return asked.only in group

    if wanted("start"):
        yield from start()
    if wanted("sie"):
        yield from books.reading()
    the_world = world.World(asked.forbund, asked.years)
    world.build_small()
    world.build_large(the_world)
    (folder / "files").mkdir()
    call_command("collectstatic", interactive=False, verbosity=0)
    with world.connected_to(world.SMALL):
        small_cookies = cookies_of_lookers()
        if wanted("sql"):
            yield from changed.Changes().against_sql("1 förbund")
        if wanted("history"):
            yield from history.verifying()
        if wanted("drawing"):
            yield from drawing.against_chromium(folder)
    with world.connected_to(world.LARGE):
        if wanted("pdf"):
            where = ("render_document", world.KEY, str(world.YEAR), "arsredovisning")
            call_command(*where, "--output", str(folder / "files" / "draft.pdf"), stdout=StringIO())
        changes = changed.Changes()
        if wanted("changed"):
            yield from changes.at_once(changed.LIMIT if worker_command() is None else None)
        if wanted("sql"):
            yield from changes.against_sql(f"{the_world.forbund} förbund × {the_world.years} years")
        users = [(key, cookie_of(world.person(key))) for key in the_world.keys()[:USERS]]
        cookie = users[0][1]
        readers = [(its_cookie, list(world.pages(key).values())) for key, its_cookie in users]
        large = Site(folder, f"{server}/{world.LARGE}")
        try:
            if wanted("size"):
                small = Site(folder, f"{server}/{world.SMALL}")
                try:
                    yield from size.pages_of_both(small, large, (small_cookies, cookies_of_lookers()))
                finally:
                    small.stop()
            if wanted("changed") and large.worker:
                large.wait_for_worker()
                yield from changes.after_worker()
            groups: dict[str, Callable[[], Iterator[Line]]] = {
                "pages": lambda: unchanged.unchanged_pages(large, cookie),
                "pdf": lambda: unchanged.unchanged_pdf(large, cookie),
                "users": lambda: crowds.everybody(large, readers),
                "drawn": lambda: crowds.while_drawn(
                    large, readers[:READERS], [(its_cookie, world.pdf(key)) for key, its_cookie in users]
                ),
            }
            groups["writing"] = lambda: writing.latency(large, cookie)
            if asked.long:
                groups["memory"] = lambda: crowds.memory(large, readers[:READERS])
            for name, group in groups.items():
                if wanted(name):
                    yield from group()
        finally:
            large.stop()


def cookies_of_lookers() -> size.Cookies:
    """A session for each role that looks at the pages."""
    return {role: cookie_of(world.person(role=role)) for role in {each.role for each in world.looked_at()}}


def start() -> Iterator[Line]:
    """What a command takes before it begins, against Django with nothing in it."""
    nothing = "import django; from django.conf import settings; settings.configure(); django.setup()"

    def seconds(*command: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "finsam.settings"},
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    turns = by_turns(lambda: seconds("manage.py", "check"), lambda: seconds("-c", nothing), 5)
    yield Line("start of a command, to Django alone", turns.ratio, 5, str(turns))
