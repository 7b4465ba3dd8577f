"""A cache of files that never fails a page: on a disk that is full or can't be written nothing is kept, and all is computed."""

from __future__ import annotations

import logging
import pickle
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache

ABANDONED = 60 * 60  # seconds, after which nobody is still writing a file
SILENCE = 60  # seconds between two lines in the log about the same
BROKEN = (OSError, EOFError, zlib.error, pickle.UnpicklingError)
log = logging.getLogger(__name__)
_told = [-float(SILENCE)]  # when it was last said


class ForgivingFileBasedCache(FileBasedCache):
    """Django's own, but for what it raises; and what somebody who was killed was writing is taken away."""

    def __init__(self, place: str, params: dict[str, Any]) -> None:
        _tried("made", None, super().__init__, place, params)
        _tried("tidied", None, self._tidy)

    def _tidy(self) -> None:
        for left in Path(self._dir).glob("tmp*"):
            if left.stat().st_mtime < time.time() - ABANDONED:
                left.unlink(missing_ok=True)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """As Django's; what can't be read isn't there."""
        return _tried("read", default, super().get, key, default, version)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """As Django's; what can't be written is forgotten."""
        _tried("written", None, super().set, key, value, timeout, version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """As Django's."""
        return bool(_tried("written", False, super().touch, key, timeout, version))

    def has_key(self, key: str, version: int | None = None) -> bool:
        """As Django's."""
        return bool(_tried("read", False, super().has_key, key, version))

    def delete(self, key: str, version: int | None = None) -> bool:
        """As Django's."""
        return bool(_tried("written", False, super().delete, key, version))

    def clear(self) -> None:
        """As Django's."""
        _tried("emptied", None, super().clear)


def _tried(what: str, otherwise: Any, do: Callable[..., Any], *told: Any) -> Any:
    """What is done, or `otherwise` where it can't be; said in the log, but not for each time."""
    try:
        return do(*told)
    except BROKEN as error:
        if time.monotonic() > _told[0] + SILENCE:
            _told[0] = time.monotonic()
            log.warning("The cache could not be %s: %s", what, error)
        return otherwise
