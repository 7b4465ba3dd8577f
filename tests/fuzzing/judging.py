"""What is wrong with an answer, by what it says and by what it did to the database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import lxml.html
from django.apps import apps
from django.db import connection
from django.db.models import F

from finsam.core.models import AuditEntry, Forbund, Owned
from tests.fuzzing.cases import MARK, Case
from tests.fuzzing.targets import shown
from tests.hostile import EMPTIABLE, SESSIONS, WRITES, tables_told_of

_LOG = {"core_auditentry", "core_chainlink", "core_chainhead"}  # every action adds to it; it is counted
# What moves by itself, by table: when somebody signed in, and the number that every write moves.
_MOVES = {"core_forbund": {"revision"}, "core_user": {"last_login"}}
# Addresses where one post is several actions, each whole by itself.
SEVERAL = {
    "insats-reports": "each insats is asked by a letter of its own",
    "results-enter": "what is written is saved, and then handed in",
}
KEPT = "sparat som utkast"  # what a page says that has kept what could be read, and asks for the rest
_RAW = re.compile(rf"<\s*/?\s*{MARK}", re.IGNORECASE)
_TRACE = re.compile(r"Traceback \(most recent call last\)|site-packages/|django\.core\.exceptions")
# Signs that a page can't hold, or that a browser sends otherwise than they were written.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass
class Rows:
    """The rows of every table of ours, whose they are, and which tables a post has written in."""

    before: dict[str, Counter] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)

    @classmethod
    def now(cls) -> Rows:
        """All tables as they are."""
        return cls({table: _rows(table) for table in _models()})

    @contextmanager
    def watched(self):
        """Note the tables that are written in."""
        self.touched = set()
        with connection.execute_wrapper(self._note):
            yield

    def _note(self, execute, sql, params, many, context):
        text = str(sql)
        written = WRITES.match(text)
        if written and not SESSIONS.match(text) and not EMPTIABLE.match(text):
            self.touched.add(written[1])
        return execute(sql, params, many, context)

    def changes(self) -> Iterator[tuple[str, object]]:
        """The tables where a row is another now, and whose: each pair of table and förbund's number."""
        for table in sorted(self.touched & set(self.before) - _LOG):
            now = _rows(table)
            gone, come = self.before[table] - now, now - self.before[table]
            for owner in {owner for owner, _ in {*gone, *come}}:
                yield table, owner

    def new_entries(self) -> int:
        """How many rows the log has got."""
        return AuditEntry._base_manager.count() - sum(self.before["core_auditentry"].values())


def _models() -> dict[str, type]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def _rows(table: str) -> Counter:
    """Each row as its owner and a hash."""
    model = _models()[table]
    fields = [one for one in model._meta.concrete_fields if one.attname not in _MOVES.get(table, ())]
    names = ", ".join(f'"{one.column}"' for one in fields)
    owner = next((n for n, one in enumerate(fields) if one.attname == "forbund_id"), None)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {names} FROM "{table}"')
        found = cursor.fetchall()
    pk = next(n for n, one in enumerate(fields) if one.primary_key)
    own = lambda row: row[pk] if model is Forbund else (None if owner is None else row[owner])  # noqa: E731
    return Counter((own(row), hash(tuple(map(_plain, row)))) for row in found)


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def across(tables: set[str]) -> Iterator[str]:
    """Rows that refer to something of another förbund's."""
    for table in sorted(tables):
        model = _models().get(table)
        if model is None or not issubclass(model, Owned):
            continue
        for one in model._meta.concrete_fields:
            if one.is_relation and issubclass(one.related_model, Owned):
                rows = model._base_manager.exclude(**{one.name: None})
                if rows.exclude(forbund_id=F(f"{one.name}__forbund_id")).exists():
                    yield f"{table}.{one.name}"


def faults(case: Case, response, rows: Rows, own: int) -> Iterator[str]:
    """What is wrong with the answer to a post, in sentences."""
    status, kind = response.status_code, response.get("Content-Type", "")
    text = "" if getattr(response, "streaming", False) else response.content.decode("utf-8", "replace")
    if status >= 500 and not (status == 503 and "Retry-After" in response):
        yield f"answered {status}"
    if _TRACE.search(text):
        yield "shows a stack trace"
    if kind.startswith("text/html") and _RAW.search(text):
        place = _RAW.search(text).start()
        yield f"shows markup that was written: {text[max(0, place - 80) : place + 40]!r}"
    changes = list(rows.changes())
    told = {table for table, _ in changes} & tables_told_of() - {"core_forbund"}
    strangers = {(table, owner) for table, owner in changes if owner not in (None, own)}
    if strangers:
        yield f"changed what belongs to another förbund: {sorted(map(str, strangers))}"
    if told and status >= 400 and KEPT not in text.casefold():
        yield f"answered {status} and yet changed {sorted(told)}"
    if told and rows.new_entries() != 1 and case.target.name not in SEVERAL:
        yield f"changed {sorted(told)} and left {rows.new_entries()} rows in the log"
    if told:
        yield from (f"refers to another förbund's: {place}" for place in across(told))
    if status == 422 and kind.startswith("text/html"):
        yield from lost(case, text)


def lost(case: Case, html: str) -> Iterator[str]:
    """The fields that don't show what was written in them."""
    there = shown(html)
    for name, value in case.written.items():
        if name not in case.target.texts or _UNSHOWABLE.search(value) or not value.strip():
            continue
        if name not in there:
            yield f"the field {name} is gone from the answer, with what was written in it"
        elif not any(_same(value, one) for one in there[name]):
            yield f"{name} shows {there[name][0][:60]!r}, not {value[:60]!r}"


def dropped(case: Case, response) -> Iterator[str]:
    """Longer texts that were sent, neither saved nor shown on the page that one is led to."""
    if case.method != "POST" or not response.get("Content-Type", "").startswith("text/html"):
        return
    page = " ".join(lxml.html.fromstring(response.content.decode()).text_content().split())
    for name, value in case.written.items():
        long = case.target.kinds.get(name) == "textarea" and not _UNSHOWABLE.search(value) and value.strip()
        if long and " ".join(value.split())[:40] not in page:
            yield f"{name} is neither saved nor shown: {value[:40]!r}"


def _same(typed: str, back: str) -> bool:
    return " ".join(typed.split()) == " ".join(back.split())
