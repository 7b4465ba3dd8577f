"""The first page after a write, against the database's answers and the template's work that it can't do without."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from unittest.mock import patch

from django.db import connection
from django.template.backends.django import Template
from django.test import Client

from budget.models import Amount
from finsam.core import services
from finsam.core.models import Forbund
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside
from tools.bench import world
from tools.bench.lines import Line, Turns
from tools.bench.processes import seconds_of

ROUNDS = 5
LIMIT = 4
SQL_LIMIT = 12  # finding, working out and drawing, against the questions alone
CACHE = "finsam_cache"  # what is kept there is no part of what a page can't do without
PATIENCE = 120  # seconds for a worker to do what a write leaves to it


@dataclass
class Page:
    """A page, and what it is made of: questions to the database, and templates with what they were given."""

    name: str
    path: str
    client: Client
    asked: list[tuple[str, object]] = field(default_factory=list)
    drawn: list[tuple[Template, dict, object]] = field(default_factory=list)
    turns: Turns = field(default_factory=Turns)

    def again(self) -> None:
        """The same questions, and the same templates with the same contexts."""
        self.ask()
        self.draw()

    def ask(self) -> None:
        """The same questions."""
        with connection.cursor() as cursor:
            for sql, params in self.asked:
                cursor.execute(sql, params)
                cursor.fetchall()

    def draw(self) -> None:
        """The templates once more."""
        with inside(Forbund.objects.get(key=world.KEY)):
            for template, context, request in self.drawn:
                template.render(context, request)

    def line(self, name: str, limit: int | None) -> Line:
        """What came out of the rounds, which begin anew."""
        turns, self.turns = self.turns, Turns()
        return Line(name, turns.ratio, limit, str(turns))


class Changes:
    """Writes, and looks at what they have changed, in this process."""

    def __init__(self):
        self.user = world.person()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.backend = cursor.fetchone()[0]
        self.pages = [Page(each.name, each.path, self.client(each.role)) for each in world.looked_at()]

    def client(self, role: Role) -> Client:
        """Somebody who is signed in."""
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(world.person(role=role), backend="django.contrib.auth.backends.ModelBackend")
        return client

    def write(self) -> None:
        """One krona more of an amount."""
        with inside(Forbund.objects.get(key=world.KEY)):
            amount = Amount.objects.filter(series__fiscal_year__year=world.YEAR).order_by("pk")[0]
            amount.amount += Decimal(1)
            services.save(amount, by=self.user)

    def get(self, page: Page) -> None:
        """Look. Raises RuntimeError when there is no page."""
        answer = page.client.get(page.path)
        if answer.status_code != 200:
            raise RuntimeError(f"{page.path}: {answer.status_code}")

    def seconds(self, do: Callable[[], object]) -> float:
        """Processor seconds of something, here and in the database's process for us."""
        before = time.process_time() + seconds_of([self.backend])
        do()
        return time.process_time() + seconds_of([self.backend]) - before

    def at_once(self, limit: int | None) -> Iterator[Line]:
        """Each page directly after a write, with nobody to work it out beforehand."""
        for page in self.pages:
            self.measure(page, page.again)
            yield page.line(f"changed {page.name}, at once", limit)

    def against_sql(self, told: str) -> Iterator[Line]:
        """The follow-up and the board's page directly after a write, against nothing but their questions."""
        for page in self.pages:
            if page.name in (world.FOLLOW_UP, world.BOARD_PAGE):
                self.measure(page, page.ask)
                yield page.line(f"{page.name}, {told}, to its bare SQL", SQL_LIMIT)

    def measure(self, page: Page, bare: Callable[[], None]) -> None:
        """A page directly after a write, and the bare least by turns with it."""
        self.get(page)  # what a process reads once is read now
        self.write()
        page.asked, page.drawn = [], []
        self.take_apart(page)
        for _ in range(ROUNDS):
            self.write()
            page.turns.first.append(self.seconds(lambda: self.get(page)))
            page.turns.second.append(self.seconds(bare))

    def after_worker(self) -> Iterator[Line]:
        """Each page for the first time after a write and what a worker does then."""
        for _ in range(ROUNDS):
            self.write()
            self.wait()
            for page in self.pages:
                page.turns.first.append(self.seconds(lambda page=page: self.get(page)))
                page.turns.second.append(self.seconds(page.again))
        for page in self.pages:
            yield page.line(f"changed {page.name}, after the worker", LIMIT)

    def wait(self) -> None:
        """Until the queue is empty. Raises TimeoutError."""
        from django_tasks_db.models import DBTaskResult

        deadline = time.monotonic() + PATIENCE
        while DBTaskResult.objects.filter(status__in=("READY", "RUNNING")).exists():
            if time.monotonic() > deadline:
                raise TimeoutError("The worker isn't ready.")
            time.sleep(0.2)

    def take_apart(self, page: Page) -> None:
        """Look, and note what the page asks of the database and which templates it draws."""
        deep = 0  # templates within templates are drawn with those around them
        render = Template.render

        def remembered(template, context=None, request=None):
            nonlocal deep
            if deep == 0:
                page.drawn.append((template, context, request))
            deep += 1
            try:
                return render(template, context, request)
            finally:
                deep -= 1

        with patch.object(Template, "render", remembered):
            page.asked = questions(lambda: self.get(page))
        for question in questions(page.draw):  # what the templates ask for is asked when they are drawn again
            if question in page.asked:
                page.asked.remove(question)


def questions(do: Callable[[], object]) -> list[tuple[str, object]]:
    """What is asked of the database meanwhile."""
    asked = []

    def listened(execute, sql, params, many, context):
        if sql.startswith("SELECT") and CACHE not in sql:
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listened):
        do()
    return asked
