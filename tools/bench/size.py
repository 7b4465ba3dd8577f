"""Whether a page costs more where there are many förbund with many years."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.cache import cache

from tools.bench import world
from tools.bench.lines import Line, by_turns
from tools.bench.processes import Site
from tools.bench.unchanged import Meter, warm
from tools.bench.visitors import Visitor

ROUNDS = 21


def pages_of_both(small: Site, large: Site, cookies: tuple[str, str]) -> Iterator[Line]:
    """Each page of the same förbund alone and among many: how often the database is asked, and what it takes."""
    paths = world.pages()
    for name in (small.name, large.name):  # as if nobody had asked before
        with world.connected_to(name):
            cache.clear()
    counts: dict[str, list[str]] = {}
    for site, cookie in zip((small, large), cookies, strict=True):  # nobody has asked these servers before
        visitor = Visitor(site.port, cookie)
        for moment in ("first", "second"):
            for name, path in paths.items():
                counts.setdefault(f"{name}, {moment} time", []).append(visitor.get(path).headers["x-queries"])
        visitor.leave()
    for name, (few, many) in counts.items():
        yield Line(f"queries of {name}, many to one", int(many) / int(few), 1, f"{many} to {few}")
    for site, cookie in zip((small, large), cookies, strict=True):
        warm(site, cookie, list(paths.values()))
    for name, path in paths.items():
        turns = by_turns(Meter(large, cookies[1], path), Meter(small, cookies[0], path), ROUNDS)
        yield Line(f"{name}, many förbund to one", turns.ratio, 1.2, str(turns))
