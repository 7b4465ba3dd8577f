"""What is asked for again: a page or a PDF that nobody has changed since."""

from __future__ import annotations

from collections.abc import Iterator

from tools.bench import world
from tools.bench.lines import Line, by_turns
from tools.bench.processes import Site
from tools.bench.visitors import Visitor

ROUNDS, CONNECTIONS = 21, 8
ENOUGH = 0.1  # seconds of processor time that one measurement takes at least
EMPTY, STATIC, SIGNED_IN = "/bench/empty/", "/draft.pdf", "/bench/draft.pdf"


def warm(site: Site, cookie: str, paths: list[str]) -> None:
    """Ask on many connections, so that each of the server's processes has answered."""
    for _ in range(CONNECTIONS):
        visitor = Visitor(site.port, cookie)
        for path in paths:
            visitor.get(path)
        visitor.leave()


class Meter:
    """Asks for something many times in a row, and says what one answer took of the processors."""

    def __init__(self, site: Site, cookie: str, path: str, *, known: bool = False):
        self.site, self.path, self.times = site, path, 1
        self.visitor = Visitor(site.port, cookie)
        self.status = 0
        self.headers: dict[str, str] = {}
        first = self.visitor.get(path)
        if known and "etag" in first.headers:
            self.headers = {"If_None_Match": first.headers["etag"]}
        self.times = min(200, int(ENOUGH / max(self(), 0.0001)) + 1)

    def __call__(self) -> float:
        before = self.site.used()
        for _ in range(self.times):
            self.status = self.visitor.get(self.path, **self.headers).status
        return (self.site.used() - before) / self.times


def unchanged_pages(site: Site, cookie: str) -> Iterator[Line]:
    """Each page, as a whole and as `304 Not Modified`, against an empty view."""
    paths = world.pages()
    warm(site, cookie, [EMPTY, *paths.values()])
    for name, path in paths.items():
        for known, words in ((True, "304"), (False, "whole")):
            page = Meter(site, cookie, path, known=known)
            empty = Meter(site, cookie, EMPTY)
            turns = by_turns(page, empty, ROUNDS)
            broken = page.status != (304 if known else 200)
            told = f"{turns}, answers {page.status}" if broken else str(turns)
            yield Line(f"unchanged {name}, {words}", turns.ratio, 3, told, broken=broken)


def unchanged_pdf(site: Site, cookie: str) -> Iterator[Line]:
    """A PDF that has been drawn, against the same bytes as a file: behind the same door, behind half of it, and open."""
    behind_the_door = f"/{world.KEY}/{world.YEAR}{SIGNED_IN}"
    warm(site, cookie, [*world.pages().values(), world.pdf(), behind_the_door, SIGNED_IN, STATIC])
    drawn = Meter(site, cookie, world.pdf())
    for name, path, limit in (
        ("a file behind the same door", behind_the_door, 1.5),
        ("a file for whoever is signed in", SIGNED_IN, None),
        ("a static file", STATIC, None),
    ):
        file = Meter(site, cookie, path)
        turns = by_turns(drawn, file, ROUNDS)
        broken = (drawn.status, file.status) != (200, 200)
        yield Line(f"unchanged PDF, to {name}", turns.ratio, limit, str(turns), broken=broken)
