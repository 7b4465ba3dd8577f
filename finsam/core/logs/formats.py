"""How a line of the log looks: JSON for programs, text for people."""

from __future__ import annotations

import json
import logging
import os
import re
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from finsam.core.logs import hiding
from finsam.core.logs.visits import current

_BREAKS = re.compile(
    r"[\x7f-\x9f\u2028\u2029]"
)  # what JSON lets stand as it is, and some programs break a line at


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """What a line tells besides its words: of the visit or task, and what whoever logged it added as `extra={"told": …}`."""
    visit = current()
    return {**(visit.fields() if visit else {}), **getattr(record, "told", {})}


class Json(logging.Formatter):
    """One JSON object on one line."""

    whole = False

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **fields_of(record),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = hiding.told(record.exc_info[1])
            line["trace"] = hiding.trace(record.exc_info[1], whole=self.whole)
        text = json.dumps(line, ensure_ascii=False, default=str)
        return _BREAKS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


class Text(logging.Formatter):
    """A line for people to read. Whatever follows on an error is set in, so that it can't be taken for another line."""

    whole = False

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created).astimezone().isoformat(" ", "seconds")
        told = " ".join(
            f"{name}={value}" for name, value in fields_of(record).items() if value not in (None, "")
        )
        line = hiding.on_one_line(
            f"{time} {record.levelname} {record.name}: {record.getMessage()} {told}".rstrip()
        )
        if record.exc_info and record.exc_info[1] is not None:
            where = hiding.trace(record.exc_info[1], whole=self.whole)
            line += "".join(f"\n    {hiding.on_one_line(row)}" for row in where.splitlines())
        return line


class WholeText(Text):
    """As text, with what errors say of what was written: for development."""

    whole = True


def chosen(environ: Any = os.environ) -> str:
    """`json` or `text`: what FINSAM_LOG_FORMAT says, else JSON in production. Raises ImproperlyConfigured."""
    word = environ.get("FINSAM_LOG_FORMAT") or ("text" if in_development(environ) else "json")
    if word not in ("json", "text"):
        raise ImproperlyConfigured("FINSAM_LOG_FORMAT is json or text.")
    return str(word)


def in_development(environ: Any = os.environ) -> bool:
    """Whether FINSAM_DEBUG is on, as the settings read it."""
    return str(environ.get("FINSAM_DEBUG", "")).lower() in ("1", "true", "on", "ok", "y", "yes")


def formatter(environ: Any = os.environ) -> type[logging.Formatter]:
    """What writes the lines."""
    if chosen(environ) == "json":
        return Json
    return WholeText if in_development(environ) else Text


def settings(environ: Any = os.environ) -> dict[str, Any]:
    """Django's LOGGING: all of it to the console, and of visits and tasks also how they went, in production."""
    writes = formatter(environ)
    level = "WARNING" if in_development(environ) else "INFO"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"links": {"()": "finsam.core.logs.HideLinks"}},
        "formatters": {"line": {"()": f"{writes.__module__}.{writes.__qualname__}"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "filters": ["links"], "formatter": "line"}
        },
        "loggers": {
            name: {"level": level} for name in ("finsam.visits", "finsam.core.tasks", "finsam.sign_in")
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
    }
