"""What is computed of a förbund, once for each revision, day and version of the code.

`computed(forbund, what, make)` is `make()`, which must be a pure function of the förbund's rows and of `what`. Things are
kept when a visit ends, and only if the revision is then what it was when they were begun: nothing is kept that was read
in the middle of somebody's write. Outside of a visit nothing is kept.
"""

from __future__ import annotations

import logging
from collections import ChainMap
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any, TypeVar, cast

from django.conf import settings
from django.utils.timezone import localdate

from finsam.core.caching import revisions, store
from finsam.core.models import Forbund

CODE = ("finsam", "plans", "budget", "followup", "auditors", "archive", "templates", "static")
T = TypeVar("T")
logger = logging.getLogger(__name__)


@cache
def code_version() -> str:
    """A name of the code that runs: all its files, and the libraries that it is locked to."""
    files = [settings.BASE_DIR / "requirements.txt"]
    for folder in CODE:
        files += [
            path
            for path in (settings.BASE_DIR / folder).rglob("*")
            if path.is_file() and path.suffix != ".pyc"
        ]
    digest = sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(settings.BASE_DIR)).encode() + sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def key_of(forbund: Forbund, what: tuple, day: str) -> str:
    """The whole name of something that is computed of a förbund as it is now, by the code that runs now."""
    return f"{code_version()}|{forbund.pk}|{revisions.of(forbund.pk)}|{day}|{what!r}"


@dataclass(frozen=True, slots=True)
class Place:
    """What something is computed of."""

    forbund_id: int
    revision: int
    key: str
    near: store.Near = store.THINGS


@dataclass
class Visit:
    """A request or a task, in which the same thing is computed once, and kept at the end."""

    keeps: bool = True
    day: str = field(default_factory=lambda: str(localdate()))
    made: dict[Place, Any] = field(default_factory=dict)
    gathered: dict[Place, ChainMap] = field(default_factory=dict)

    def place(self, forbund: Forbund, what: tuple, near: store.Near = store.THINGS) -> Place:
        """Where something of the förbund lies, as its revision is now."""
        return Place(forbund.pk, revisions.of(forbund.pk), key_of(forbund, what, self.day), near)

    def keep(self) -> None:
        """Put what was made into the store, unless somebody has written since."""
        if not self.keeps:
            return
        grown = {place: known for place, known in self.gathered.items() if known.maps[0]}
        places = [*self.made, *grown]
        if not places:
            return
        now = revisions.stored(list({place.forbund_id for place in places}))
        for place in places:
            if now.get(place.forbund_id) != place.revision:
                continue
            if place in grown:
                latest = store.get(place.key)
                store.put(place.key, {**(latest.value if latest else {}), **grown[place].maps[0]})
            else:
                store.put(place.key, self.made[place], place.near)


_visit: ContextVar[Visit | None] = ContextVar("visit", default=None)


@contextmanager
def visit(forbund: Forbund, *, keeps: bool = True) -> Iterator[Visit]:
    """Within it, what is computed is kept; `forbund` has just been read.

    One that isn't only looking `keeps` nothing: it may hold objects that have been changed and not saved.
    """
    begun = Visit(keeps)
    token = _visit.set(begun)
    try:
        with revisions.read_once({forbund.pk: forbund.revision}):
            yield begun
            try:
                begun.keep()
            except Exception:  # the answer is already made, and is right without it
                logger.exception("What was computed could not be kept.")
    finally:
        _visit.reset(token)


def computed(forbund: Forbund, what: tuple, make: Callable[[], T]) -> T:
    """What `make()` gives, once for the förbund's revision. `what` names it: text and numbers. Nobody may change it."""
    present = _visit.get()
    if present is None:
        return make()
    place = present.place(forbund, what)
    if place in present.made:
        return cast(T, present.made[place])
    kept = store.get(place.key)
    if kept is not None:
        return cast(T, kept.value)
    value = make()
    present.made[place] = value
    return value


def gathered(forbund: Forbund, what: tuple) -> MutableMapping:
    """A mapping that is filled part by part, by whoever needs a part, and kept together."""
    present = _visit.get()
    if present is None:
        return {}
    place = present.place(forbund, what)
    if place not in present.gathered:
        kept = store.get(place.key)
        present.gathered[place] = ChainMap({}, kept.value if kept else {})
    return present.gathered[place]
