"""Settings from the environment, or from files that it names: a secret in a file is seen by fewer.

Every setting NAME may stand in a file instead, whose path is NAME_FILE. Loaded by the settings, so it needs no Django.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

SUFFIX = "_FILE"
LARGEST = 64 * 1024  # bytes of a file with a setting


class WithFiles(Mapping[str, str]):
    """The environment, in which NAME_FILE stands for what is in that file.

    Whoever asks for a NAME that is set in both ways, or whose file can't be read or is empty, gets ImproperlyConfigured,
    which names the setting and never tells its value.
    """

    def __init__(self, surroundings: Mapping[str, str] = os.environ):
        self.surroundings = surroundings

    def __getitem__(self, name: str) -> str:
        path = self.surroundings.get(name + SUFFIX, "")
        if not path:
            return self.surroundings[name].replace("$", r"\$")
        if name in self.surroundings:
            raise ImproperlyConfigured(f"Both {name} and {name}{SUFFIX} are set. Remove one of them.")
        return _content(name, path).replace("$", r"\$")

    def __iter__(self) -> Iterator[str]:
        return iter(self.surroundings)

    def __len__(self) -> int:
        return len(self.surroundings)

    def __contains__(self, name: object) -> bool:
        return name in self.surroundings or f"{name}{SUFFIX}" in self.surroundings


def _content(name: str, path: str) -> str:
    """What a file holds, without the line break that editors put last."""
    try:
        with Path(path).open(encoding="utf-8") as file:
            text = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise ImproperlyConfigured(f"{name}{SUFFIX}: {path} can't be read ({reason}).") from None
    if len(text) > LARGEST:
        raise ImproperlyConfigured(f"{name}{SUFFIX}: {path} is too large to hold a setting.")
    text = text.rstrip("\r\n")
    if not text:
        raise ImproperlyConfigured(f"{name}{SUFFIX}: {path} is empty.")
    return text


class Env(environ.Env):
    """django-environ's reading of types, of such an environment. A value that begins with $ is that value, not a name."""

    ENVIRON = WithFiles()

    def __init__(self) -> None:
        super().__init__()
        self.escape_proxy = True  # turns back what `__getitem__` has made of each $


def keys(text: str) -> list[str]:
    """Former secret keys, newest first: one a line, or with commas between."""
    return [key.strip() for line in text.splitlines() for key in line.split(",") if key.strip()]
