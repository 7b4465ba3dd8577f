"""What makes a test run hostile: undefined template variables, writes during GET and unnoticed writes are failures."""

import re
import sys
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from threading import local

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection as default_connection
from django.db import connections
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.template.base import Node
from django.test import utils
from django.test.signals import template_rendered

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
# When a session was last used is noted as it is used. The page of recovery codes is allauth's own: it notes, once, that a
# person has seen hers.
SESSIONS = re.compile(
    r'\s*((INSERT INTO|UPDATE|DELETE FROM)\s+"?django_session"?\b|UPDATE\s+"(mfa_authenticator|usersessions_usersession)")',
    re.IGNORECASE,
)
# What may be emptied at any time and costs nothing but time: the queue, the cache and the drafts.
EMPTIABLE = re.compile(
    r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"(django_tasks_database_dbtaskresult|finsam_cache|rendering_draft|archive_packedyear|tasks_counter)"',
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


# Where a provider of OpenID Connect leads back to, by a GET as its protocol says: she is signed in then, once, by a code.
SIGNS_IN = "/login/callback/"


class ReadOnlyRequests:
    """Middleware: GET and HEAD may run only statements that read."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in {"GET", "HEAD"} or request.path.endswith(SIGNS_IN):
            return self.get_response(request)
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(refuse_writes))
            return self.get_response(request)


# What says nothing about a förbund: when a person last signed in, and the password that she has chosen at /konto/,
# with which allauth saves the rest of her row as it is.
SIGNING_IN = re.compile(
    r'\s*UPDATE "core_user" SET "((?:last_login|second_step_asked)" = [^,]* WHERE|password" = )'
)
# A new person in a role changes nothing of what is computed: pages are kept for each person and her permissions.
COMING_IN = re.compile(r'\s*INSERT INTO "core_(user|access)"')
# What no row tells of: when a person last signed in, and the number that every write moves.
UNTOLD_OF = re.compile(
    r'\s*UPDATE "(core_user" SET "(?:last_login|second_step_asked)" = [^,]* WHERE|core_forbund" SET "revision" =)'
)
WRITES = re.compile(r'\s*(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM) "(\w+)"')


@cache
def tables_of_forbund():
    """The tables that pages are made of: those of our own models."""
    ours = ("core", "documents", "organisation", "plans", "budget", "followup", "auditors", "api")
    return {
        model._meta.db_table
        for label in ours
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    }


class UnnoticedWrite(AssertionError):
    """Whatever writes of a förbund moves its revision, last in the same transaction."""


class UntoldWrite(AssertionError):
    """Whatever is written leaves a row in the log, last in the same transaction."""


# What no row tells of: the log itself and its chain, what may be emptied, and the processes that are alive.
NOT_TOLD = {
    "core_auditentry",
    "core_chainlink",
    "core_chainhead",
    "rendering_draft",
    "archive_packedyear",
    "tasks_worker",
    "operations_backuprun",
    "tasks_counter",
    "tasks_scheduledrun",
}


@cache
def tables_told_of():
    """The tables of all our own models of which each write leaves a row in the log."""
    from finsam.core.declaring import DomainApp

    ours = [app for app in apps.get_app_configs() if isinstance(app, DomainApp)]
    tables = {model._meta.db_table for app in ours for model in app.get_models(include_auto_created=True)}
    return tables - NOT_TOLD


class Watch(local):
    """What a thread has written since the revision was last moved and since a row was last written in the log, and whether
    it is answering a request."""

    answering = False
    unmoved = ""
    untold = ""


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


def keep_no_pages(visit):
    """As usual but for pages: a page is a person's, and who a test lets in is gone after it.

    On SQLite the next test's person has the same number, and would be answered with a page that nobody renders.
    """
    from finsam.core.caching import store

    visit.made = {place: value for place, value in visit.made.items() if place.near is not store.PAGES}
    usual_keeping()(visit)


def watch_writes(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    text = sql if isinstance(sql, str) else str(sql)
    written = WRITES.match(text)
    if text.startswith(('INSERT INTO "core_chainlink"', "ROLLBACK")):
        WATCH.untold = ""
    elif written and written[1] in tables_told_of() and not UNTOLD_OF.match(text):
        WATCH.untold = text[:300]
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
        sparing = keep_nothing if UNTOLD["in_test"] else keep_no_pages
        computed.Visit.keep = usual if UNTOLD["keep"] else sparing
        WATCH.answering, WATCH.unmoved, WATCH.untold = True, "", ""
        # Without a transaction around it, one that is taken back is taken back unseen.
        seen = default_connection.in_atomic_block
        try:
            response = self.get_response(request)
        finally:
            unmoved, untold, WATCH.answering, WATCH.unmoved = WATCH.unmoved, WATCH.untold, False, ""
        if seen and unmoved:
            raise UnnoticedWrite(
                f"{request.method} {request.path} wrote without moving the revision: {unmoved}"
            )
        if seen and untold:
            raise UntoldWrite(
                f"{request.method} {request.path} wrote what no row in the log tells of: {untold}"
            )
        return response


def execute_watched(command, *args, **options):
    """In the place of a command's `execute`: one of ours leaves a row in the log of what it writes."""
    # What a migration changes is told of by the migration that it is in: none is anybody's own write.
    if not type(command).__module__.startswith(OURS) or type(command).__module__.endswith(".migrate"):
        return usual_execute(command, *args, **options)
    WATCH.untold = ""
    result = usual_execute(command, *args, **options)
    if WATCH.untold:
        raise UntoldWrite(f"{type(command).__module__} wrote what no row in the log tells of: {WATCH.untold}")
    return result


OURS = ("finsam.", "plans.", "budget.", "followup.", "auditors.")
usual_execute = BaseCommand.execute
BaseCommand.execute = execute_watched


class Rendering(local):
    """Whether a thread is rendering a template within another."""

    within = False


RENDERING = Rendering()


def render_told(template, context):
    """In the place of Django's own in tests, which copies the context of each of a page's fifty templates for the test.

    `response.context` is that of what a view has rendered, and not also of all that it includes.
    """
    if RENDERING.within:
        return template.nodelist.render(context)
    template_rendered.send(sender=template, template=template, context=context)
    RENDERING.within = True
    try:
        return template.nodelist.render(context)
    finally:
        RENDERING.within = False


utils.instrumented_test_render = render_told


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
