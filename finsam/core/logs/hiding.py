"""What may stand in a log: no link that lets somebody in, nothing that a visitor has sent, and nobody's name."""

import logging
import re
import traceback

# The secret part of a link: of a new password, a huvudman's report, a calendar. Keys that are made of a person's name or address.
_LINKS = re.compile(
    r"(/password/reset/key/|/rapport/|/kalender/|/konto/confirm-email/"
    r"|/(?:atkomst|tillforordnad|personer|uppdrag|insatsansvar|huvudmannens-kontakt)/(?!ny/))[^\s/?#\"'&]+",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^\s<>\"'(),;:/=\[\]]+@[\w-]+(?:\.[\w-]+)+")
_PERSONNUMMER = re.compile(r"(?<![\w-])(?:\d{2})?\d{6}[-+]?\d{4}(?![\w-])")
_QUOTED_IN_SQL = re.compile(r"'(?:[^']|'')*'")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Parts of other people's messages that repeat what the visitor sent
_SENT = (
    (re.compile(r"(Invalid HTTP_HOST header)[:.].*", re.DOTALL), r"\1."),
    (re.compile(r"(Invalid request)\b.* from .*", re.DOTALL), r"\1."),
    (re.compile(r"(checking failed - ).*( does not match)", re.DOTALL), r"\1…\2"),
    (re.compile(r"(Error handling request )[^?\s]*(?:\?\S*)?(.*)", re.DOTALL), r"\1…\2"),
    (re.compile(r"(Method Not Allowed) \([^)]*\)"), r"\1"),
    (re.compile(r"(Attempted access to ).*( denied)", re.DOTALL), r"\1…\2"),
)
# Errors whose words are the program's or the system's own, never what somebody has written. Of others only the kind is told.
_TELLING = (
    "django.core.exceptions.ImproperlyConfigured",
    "django.db.utils.OperationalError",
    "django.db.utils.InterfaceError",
    "django.template.exceptions.TemplateDoesNotExist",
    "django.urls.exceptions.NoReverseMatch",
    "psycopg.OperationalError",
    "sqlite3.OperationalError",
    "builtins.AttributeError",
    "builtins.ImportError",
    "builtins.ModuleNotFoundError",
    "builtins.NameError",
    "builtins.MemoryError",
    "builtins.RecursionError",
)


def without_links(text: str) -> str:
    """The text with the secret part of each link left out, and the part of an address that is made of a person's name."""
    return _LINKS.sub(r"\1…", text)


def without_values(sql: str) -> str:
    """A statement to the database without the texts that stand in it; its parameters aren't part of it."""
    return _QUOTED_IN_SQL.sub("'…'", sql)


def hidden(text: str) -> str:
    """A message as it may stand in a log: also without e-mail addresses and what looks like a personnummer."""
    for pattern, kept in _SENT:
        text = pattern.sub(kept, text)
    return _PERSONNUMMER.sub("…", _EMAIL.sub("…@…", without_links(text)))


def on_one_line(text: str) -> str:
    """The text with line breaks and other control characters spelled out, so that nobody can write a line of her own."""
    return _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def kind_of(error: BaseException) -> str:
    """The whole name of an error's class."""
    return f"{type(error).__module__}.{type(error).__qualname__}"


def told(error: BaseException) -> str:
    """An error as it may be told: its kind, and its words where they can't be what somebody has written."""
    kind = kind_of(error)
    if kind not in _TELLING:
        if isinstance(error, OSError) and error.strerror:
            return f"{kind}: {error.strerror}"
        return kind
    words = on_one_line(hidden(str(error).splitlines()[0] if str(error) else ""))
    return f"{kind}: {words}" if words else kind


def trace(error: BaseException, *, whole: bool = False) -> str:
    """Where an error and those that led to it were raised; `whole` as Python tells it, with what was written."""
    if whole:
        return hidden("".join(traceback.format_exception(error)))
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen and len(seen) < 8:
        seen.add(id(current))
        parts.insert(0, "".join(traceback.format_tb(current.__traceback__)) + told(current))
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n\n".join(parts)


class HideLinks(logging.Filter):
    """Takes out of whatever is logged what may not stand there: addresses, referring pages, and what an error says."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        request = getattr(record, "request", None)
        if hasattr(request, "path"):  # Django's own words of an answer
            from finsam.core.logs.visits import address_of

            shown = address_of(request, getattr(record, "status_code", None))
            for sent in (request.get_full_path(), request.path):
                text = text.replace(sent, shown) if len(sent) > 1 else text
        record.msg, record.args = hidden(text), None
        return True
