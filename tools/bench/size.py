"""Whether a page costs more where there are many förbund with many years."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.cache import cache

from finsam.core.tenancy.permissions import Role
from tools.bench import world
from tools.bench.lines import Line, by_turns
from tools.bench.processes import Site
from tools.bench.unchanged import Meter, warm
from tools.bench.visitors import Visitor

ROUNDS = 21
Cookies = dict[Role, str]  # a session for each role that looks


def pages_of_both(small: Site, large: Site, cookies: tuple[Cookies, Cookies]) -> Iterator[Line]:
    """Each page of the same förbund alone and among many: how often the database is asked, and what it takes."""
    looked = world.looked_at()
    for name in (small.name, large.name):  # as if nobody had asked before
        with world.connected_to(name):
            cache.clear()
    counts: dict[str, list[str]] = {}
    for site, own in zip((small, large), cookies, strict=True):  # nobody has asked these servers before
        visitors = {role: Visitor(site.port, cookie) for role, cookie in own.items()}
        for moment in ("first", "second"):
            for each in looked:
                asked = visitors[each.role].get(each.path).headers["x-queries"]
                counts.setdefault(f"{each.name}, {moment} time", []).append(asked)
        for visitor in visitors.values():
            visitor.leave()
    for name, (few, many) in counts.items():
        yield Line(f"queries of {name}, many to one", int(many) / int(few), 1, f"{many} to {few}")
    for site, own in zip((small, large), cookies, strict=True):
        for role, cookie in own.items():
            warm(site, cookie, [each.path for each in looked if each.role == role])
    for each in looked:
        turns = by_turns(
            Meter(large, cookies[1][each.role], each.path), Meter(small, cookies[0][each.role], each.path), ROUNDS
        )  # fmt: skip
        yield Line(f"{each.name}, many förbund to one", turns.ratio, 1.2, str(turns))
