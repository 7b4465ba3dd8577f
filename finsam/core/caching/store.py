"""Where computed things lie: near, in this process, and in the cache that processes share.

A thing is found by its whole key and nothing else: in the shared cache it lies signed, together with its key, so that
neither another's thing in its place nor a forged one is ever taken for it.
"""

from __future__ import annotations

import logging
import pickle
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import constant_time_compare, salted_hmac

NEAR_BYTES = 12 * 1024 * 1024  # of pickles; as objects they take five times as much
KEPT_SECONDS = 24 * 60 * 60  # no longer: the day is a part of every key
SALT = "finsam.core.caching"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that was computed, which may be None."""

    value: Any
    size: int


class Near:
    """The things last used in this process. They are shared by its threads: nobody may change them."""

    def __init__(self, most: int = NEAR_BYTES):
        self.most, self.size = most, 0
        self._things: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> Kept | None:
        """What was put here, unless it has had to leave."""
        with self._lock:
            kept = self._things.get(key)
            if kept is not None:
                self._things.move_to_end(key)
            return kept

    def put(self, key: str, kept: Kept) -> None:
        """Keep a thing; those that were used longest ago leave when there is no more room."""
        with self._lock:
            before = self._things.pop(key, None)
            self._things[key] = kept
            self.size += kept.size - (before.size if before else 0)
            while self.size > self.most:
                _, left = self._things.popitem(last=False)
                self.size -= left.size

    def clear(self) -> None:
        """Throw everything away."""
        with self._lock:
            self._things.clear()
            self.size = 0


THINGS, PAGES = Near(), Near(most=8 * 1024 * 1024)  # many pages don't drive out what all of them rest on


def get(key: str, near: Near = THINGS) -> Kept | None:
    """What was computed under a key, or None. What comes from the shared cache stays near."""
    kept = near.get(key)
    if kept is None:
        kept = _shared(key)
        if kept is not None:
            near.put(key, kept)
    return kept


def put(key: str, value: Any, near: Near = THINGS) -> None:
    """Keep what was computed under a key. What can't be kept is computed again by the next who asks."""
    try:
        packed = pickle.dumps((key, value), pickle.HIGHEST_PROTOCOL)
        near.put(key, Kept(value, len(packed)))
        _share(key, packed, KEPT_SECONDS)
    except Exception:  # whatever the cache is made of, and however it fails
        logger.exception("What was computed could not be kept.")


def hold(key: str, value: Any, seconds: int) -> bool:
    """Hold something in the shared cache alone, for a while: what a person has sent and not said yes to. Whether it could be."""
    try:
        _share(key, pickle.dumps((key, value), pickle.HIGHEST_PROTOCOL), seconds)
    except Exception:  # as above
        logger.exception("What was sent could not be held.")
        return False
    return True


def held(key: str) -> Any:
    """What is held under a key, or None."""
    kept = _shared(key)
    return None if kept is None else kept.value


def release(key: str) -> None:
    """Hold it no more."""
    cache.delete(_place(key))


def clear() -> None:
    """Throw away everything that this process and the shared cache keep."""
    THINGS.clear()
    PAGES.clear()
    cache.clear()


def _share(key: str, packed: bytes, seconds: int) -> None:
    content = zlib.compress(packed, 1)
    cache.set(_place(key), _signature(content) + content, seconds)


def _shared(key: str) -> Kept | None:
    """A thing from the shared cache; one that can't be read, or isn't what was asked for, isn't there."""
    try:
        content = cache.get(_place(key))
        if not isinstance(content, bytes) or not _is_signed(content):
            return None
        packed = zlib.decompress(content[32:])
        whose, value = pickle.loads(packed)  # noqa: S301 - signed above
    except Exception:
        logger.exception("The cache could not be read.")
        return None
    return Kept(value, len(packed)) if whose == key else None


def _place(key: str) -> str:
    return f"computed:{sha256(key.encode()).hexdigest()}"


def _signature(content: bytes, secret: str = "") -> bytes:
    return salted_hmac(SALT, content, secret or None, algorithm="sha256").digest()


def _is_signed(content: bytes) -> bool:
    """Whether it was put here by a site with today's key or a former one."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(content[:32], _signature(content[32:], secret)) for secret in secrets)
