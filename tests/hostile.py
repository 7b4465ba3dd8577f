"""What makes a test run hostile: undefined template variables, writes during GET and unnoticed writes are failures."""

import re
import sys
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from threading import local

from django.apps import apps
from django.db import connection as default_connection
from django.db import connections
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.template.base import Node

ROOT = Path(__file__).resolve().parent.parent

# Reading, and the frame around it. SAVEPOINT and RELEASE: transaction.atomic() around a read.
READS = re.compile(
    r"\s*\(?\s*(SELECT|WITH|SHOW|EXPLAIN|PRAGMA|SET|BEGIN|SAVEPOINT|RELEASE|ROLLBACK|DECLARE|FETCH|CLOSE)\b",
    re.IGNORECASE,
)
# A WITH can hide a write, and SELECT … INTO makes a table.
HIDDEN_WRITES = re.compile(
    r"\b(INSERT\s+INTO|UPDATE\s+\"|DELETE\s+FROM|SELECT\b.*\bINTO\s+\")", re.IGNORECASE | re.DOTALL
)
# One of these stands in each of them; most statements have none, and need not be searched for the rest.
WRITING = ("INTO", "UPDATE", "DELETE")
# Sessions hold the sign-in's own state (the CSRF and language of the visit, allauth's half-done TOTP step and
# invitation keys); they say nothing about any förbund, so a GET may keep them.
# The page of recovery codes is allauth's own: it notes, once, that a person has seen hers.
SESSIONS = re.compile(
    r'\s*((INSERT INTO|UPDATE|DELETE FROM)\s+"?django_session"?|UPDATE\s+"mfa_authenticator)\b', re.IGNORECASE
)
# What may be emptied at any time and costs nothing but time: the queue, the cache and the drafts.
EMPTIABLE = re.compile(
    r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"(django_tasks_database_dbtaskresult|finsam_cache|rendering_draft)"',
    re.IGNORECASE,
)


class WriteDuringGet(AssertionError):
    """A page that is only looked at must leave the database as it was."""


def hides_a_write(text):
    capitals = text.upper()
    return any(word in capitals for word in WRITING) and HIDDEN_WRITES.search(text)


def refuse_writes(execute, sql, params, many, context):
    text = sql if isinstance(sql, str) else str(sql)
    if (READS.match(text) and not hides_a_write(text)) or SESSIONS.match(text) or EMPTIABLE.match(text):
        return execute(sql, params, many, context)
    raise WriteDuringGet(f"A GET or HEAD wrote to the database: {text[:300]}")


class ReadOnlyRequests:
    """Middleware: GET and HEAD may run only statements that read."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(refuse_writes))
            return self.get_response(request)


# What says nothing about a förbund: when a person last signed in, and the password that she has chosen at /konto/,
# with which allauth saves the rest of her row as it is.
SIGNING_IN = re.compile(r'\s*UPDATE "core_user" SET "(last_login" = [^,]* WHERE|password" = )')
# A new person in a role changes nothing of what is computed: pages are kept for each person and her permissions.
COMING_IN = re.compile(r'\s*INSERT INTO "core_(user|access)"')
WRITES = re.compile(r'\s*(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM) "(\w+)"')


@cache
def tables_of_forbund():
    """The tables that pages are made of: those of our own models."""
    ours = ("core", "documents", "organisation", "plans", "budget", "followup")
    return {
        model._meta.db_table
        for label in ours
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    }


class UnnoticedWrite(AssertionError):
    """Whatever writes of a förbund moves its revision, last in the same transaction."""


class Watch(local):
    """What a thread has written since the revision was last moved, and whether it is answering a request."""

    answering = False
    unmoved = ""


WATCH = Watch()
# Whether test code has written by itself: since the last request, so that what is cached may be another state's; and at
# all in this test, whose state then is nobody else's, so that keeping what is computed of it would cost time only.
UNTOLD = {"written": False, "in_test": False, "keep": False}


def as_before_the_test():
    """What is written in a test is taken back after it, also what was written past the services."""
    from finsam.core.caching import computed

    UNTOLD.update(written=False, in_test=False, keep=False)
    computed.Visit.keep = usual_keeping()


@cache
def usual_keeping():
    """How a visit keeps what it has computed."""
    from finsam.core.caching import computed

    return computed.Visit.keep


def keep_nothing(visit):
    """In the place of `Visit.keep`."""


def watch_writes(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    text = sql if isinstance(sql, str) else str(sql)
    written = WRITES.match(text)
    if text.startswith(('UPDATE "core_forbund" SET "revision" =', "ROLLBACK")):
        WATCH.unmoved = ""
    elif written and written[1] in tables_of_forbund() and not SIGNING_IN.match(text):
        WATCH.unmoved = text[:300]
        if not (WATCH.answering or COMING_IN.match(text)):
            UNTOLD["written"] = UNTOLD["in_test"] = True
    return result


@receiver(connection_created)
def watch(connection, **kwargs):
    if watch_writes not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, watch_writes)  # whoever is within it takes off the last


class WatchedWrites:
    """Middleware: a request that writes of a förbund moves its revision; what a test has written by itself is told."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        from finsam.core.caching import computed, revisions

        if UNTOLD["written"]:
            counted, default_connection.force_debug_cursor = default_connection.force_debug_cursor, False
            revisions.move(None)  # not one of the page's own questions
            UNTOLD["written"], default_connection.force_debug_cursor = False, counted
        usual = usual_keeping()
        computed.Visit.keep = keep_nothing if UNTOLD["in_test"] and not UNTOLD["keep"] else usual
        WATCH.answering, WATCH.unmoved = True, ""
        # Without a transaction around it, one that is taken back is taken back unseen.
        seen = default_connection.in_atomic_block
        try:
            response = self.get_response(request)
        finally:
            unmoved, WATCH.answering, WATCH.unmoved = WATCH.unmoved, False, ""
        if seen and unmoved:
            raise UnnoticedWrite(
                f"{request.method} {request.path} wrote without moving the revision: {unmoved}"
            )
        return response


class UndefinedVariableError(AssertionError):
    """A template printed something that nobody gave it."""


class UndefinedVariable(str):
    """`string_if_invalid` that fails in our own templates and is silent in installed ones.

    Django asks for its truth as soon as a variable is missing; the stack then tells whose template it was.
    """

    __slots__ = ()

    def __bool__(self):
        variable, origin = "?", None
        frame = sys._getframe(1)
        while frame is not None and origin is None:
            owner = frame.f_locals.get("self")
            if frame.f_code.co_name == "resolve" and variable == "?":
                variable = getattr(owner, "token", owner)
            if isinstance(owner, Node):
                origin = getattr(owner, "origin", None)
            frame = frame.f_back
        name = getattr(origin, "name", "")
        if name.startswith(str(ROOT)) and "site-packages" not in name:
            where = Path(name).relative_to(ROOT)
            raise UndefinedVariableError(f"{where}: {{{{ {variable} }}}} is not defined")
        return False
