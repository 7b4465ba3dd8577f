"""Many at once: without an error, and not held up by a document that is being drawn; and what stays in memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence

from tools.bench.lines import Line
from tools.bench.processes import Site, resident
from tools.bench.visitors import Crowd, Visitor, percentile

Readers = Sequence[tuple[str, Sequence[str]]]
PDF = "application/pdf"
BROWSER = (
    "text/html,application/xhtml+xml,*/*;q=0.8"  # who asks so is told how far it has come, and asks again
)


def everybody(site: Site, readers: Readers) -> Iterator[Line]:
    """Fifty who are signed in, one in each förbund, all at once and without a pause."""
    for moment, times in (("nothing worked out", 4), ("again", 8)):
        crowd = Crowd(site.port, readers)
        began = time.monotonic()
        crowd.read(times=times)
        rate = len(crowd.answers) / (time.monotonic() - began)
        p95 = percentile([answer.seconds for answer in crowd.answers], 0.95)
        words = (
            f"{len(crowd.errors)} errors of {len(crowd.answers)} pages, {rate:.0f} a second, p95 {p95:.2f} s"
        )
        yield Line(f"errors with {len(readers)} users at once, {moment}", len(crowd.errors), 0, "; ".join([words, *crowd.errors[:3]]))  # fmt: skip


def while_drawn(site: Site, readers: Readers, cookies: Sequence[tuple[str, str]]) -> Iterator[Line]:
    """Those who read while one årsredovisning after another is drawn, against the same without."""
    quiet: list[float] = []
    busy: list[float] = []
    drawn: list[float] = []
    errors: list[str] = []
    left = list(cookies)
    Crowd(site.port, readers).read(times=2)  # warm
    for _ in range(3):
        for during in (False, True):
            crowd = Crowd(site.port, readers, pause=2)
            ended = threading.Event()
            drawer = threading.Thread(target=draw, args=(site, left, ended, drawn, errors))
            if during:
                drawer.start()
            crowd.read(seconds=20)
            ended.set()
            if during:
                drawer.join()
            (busy if during else quiet).extend(answer.seconds for answer in crowd.answers)
            errors += crowd.errors
    first, second = percentile(busy, 0.95), percentile(quiet, 0.95)
    words = f"{first * 1000:.0f} to {second * 1000:.0f} ms, {len(busy)} and {len(quiet)} pages, {len(drawn)} documents of {max(drawn, default=0):.0f} s at most"
    yield Line(
        f"p95 of {len(readers)} who read while a PDF is drawn", first / second, 1.3, "; ".join([words, *errors[:3]]),
        broken=bool(errors) or not drawn,
    )  # fmt: skip


def draw(site: Site, left: list[tuple[str, str]], ended: threading.Event, drawn: list[float], errors: list[str]) -> None:  # fmt: skip
    """Ask for documents that nobody has asked for, the next when the last is there, until it is time."""
    while left and not ended.is_set():
        cookie, path = left.pop()
        visitor, began = Visitor(site.port, cookie), time.monotonic()
        while time.monotonic() < began + 90:
            answer = visitor.get(path, Accept=BROWSER)
            if answer.headers.get("content-type", "").startswith(PDF):
                drawn.append(time.monotonic() - began)
                break
            if answer.status >= 400:
                errors.append(f"{path}: {answer.status}")
                break
            time.sleep(1)
        else:
            errors.append(f"{path}: not drawn in 90 s")
        visitor.leave()


def memory(site: Site, readers: Readers, first: int = 2_000, last: int = 10_000) -> Iterator[Line]:
    """What the server's processes hold after many requests, against fewer."""
    asked, held = 0, []
    for goal in (first, last):
        crowd = Crowd(site.port, readers)
        crowd.read(times=(goal - asked) // len(readers))
        asked = goal
        held.append(sum(map(resident, site.web())))
    words = f"{held[1] / 1e6:.0f} to {held[0] / 1e6:.0f} MB"
    yield Line(f"memory after {last} requests to {first}", held[1] / held[0], 1.1, words)
