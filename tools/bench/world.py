"""The two databases that are measured: a förbund of the demo, and eighty of it with ten years each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from budget.facts import series_facts
from budget.ledger.services import ReadFile, read_in
from budget.ledger.snapshot import LedgerAccount, Snapshot
from budget.models import AccountRule, RuleShare, Side
from budget.queries import money
from finsam.core.audit import SYSTEM
from finsam.core.models import Access, FiscalYear, Forbund, User
from finsam.core.models.access import last_acting_day
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import scopes_disabled
from finsam.documents.books import open_book
from finsam.documents.models import Document
from tools.bench import copies

KEY, YEAR = "degerfors-karlskoga", 2023  # the demo's fullest year: followed up, with an årsredovisning
SMALL, LARGE = "finsam", "finsam_many"
FOLLOW_UP, BOARD_PAGE = "follow-up", "board page"


@dataclass(frozen=True)
class World:
    """How many there are in the large database."""

    forbund: int
    years: int

    def keys(self) -> list[str]:
        """The keys of its förbund."""
        return [KEY, *(f"{KEY}{copies.TAIL}{number}" for number in range(1, self.forbund))]


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Point the connection at another database of the same server."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def build_small() -> None:
    """Tables, the förbund, and a person of each role."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_forbund", KEY, stdout=StringIO())
    with scopes_disabled(), transaction.atomic():
        forbund = Forbund.objects.get(key=KEY)
        today = timezone.localdate()
        acting = {"start": today, "end": last_acting_day(today)}
        for role in Role.values:
            user = User.objects.create_user(f"{role}@example.se", name=f"Prov {role.capitalize()}")
            Access(forbund=forbund, user=user, role=role, **(acting if role == Role.ACTING else {})).save()
        read_books_in(forbund)


def read_books_in(forbund: Forbund) -> None:
    """Let the year's outcome be made of books: an account for each line that has an amount, booked month by month."""
    year = FiscalYear.objects.get(forbund=forbund, year=YEAR)
    book = open_book(forbund, YEAR)
    data = book.read(money)
    outcome = series_facts(book, data.canonical["utfall", YEAR, 0])
    snapshot = Snapshot()
    for order, line in enumerate(data.lines.values(), 1):
        value = outcome.line(line).value
        if not value or line.common or outcome.children(line):
            continue
        account = f"{'3' if line.side == Side.INCOME else '4'}{order:03}"
        snapshot.accounts[account] = LedgerAccount(line.name)
        each = (value / 12).quantize(Decimal("0.01"))
        for month in range(1, 13):
            snapshot.amounts[account, "", month] = -(each if month < 12 else value - 11 * each)
        rule = AccountRule.objects.create(forbund=forbund, fiscal_year=year, accounts=account, order=order)
        RuleShare.objects.create(forbund=forbund, rule=rule, line=line, percent=100)
    read_in(fiscal_year=year, snapshot=snapshot, file=ReadFile("bok.se", "0" * 64, "vouchers", 12), by=SYSTEM)


def build_large(world: World) -> None:
    """The same with more years, and then with more förbund."""
    connection.close()
    with connected_to("postgres"), connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{LARGE}" TEMPLATE "{SMALL}"')
    with connected_to(LARGE), scopes_disabled():
        forbund = Forbund.objects.get(key=KEY)
        year = FiscalYear.objects.get(forbund=forbund, year=YEAR)
        there = set(FiscalYear.objects.filter(forbund=forbund).values_list("year", flat=True))
        absent = [earlier for earlier in range(YEAR, 2000, -1) if earlier not in there]
        for earlier in absent[: world.years - len(there)]:
            copies.copy_year(year, YEAR - earlier)
        if world.forbund > 1:
            copies.copy_forbund(forbund, world.forbund - 1)
        copies.settle()
    with connected_to(SMALL):
        copies.settle()


def person(key: str = KEY, role: Role = Role.FORBUNDSCHEF) -> User:
    """Who has a role in a förbund."""
    with scopes_disabled():
        return Access.objects.filter(forbund__key=key, role=role).select_related("user")[0].user


def report_key() -> str:
    """The key of the årsredovisning."""
    with scopes_disabled():
        return Document.objects.get(forbund__key=KEY, fiscal_year__year=YEAR, kind="arsredovisning").key


@dataclass(frozen=True)
class Looked:
    """A page as somebody sees it."""

    name: str
    path: str
    role: Role = Role.FORBUNDSCHEF


def looked_at() -> list[Looked]:
    """The pages as the förbundschef sees them, and the start page as the board does."""
    return [
        *(Looked(name, path) for name, path in pages().items()),
        Looked(BOARD_PAGE, f"/{KEY}/{YEAR}/", Role.LEDAMOT),
    ]


def pages(key: str = KEY) -> dict[str, str]:
    """The förbundschef's pages that are measured, by what they are called."""
    within = f"/{key}/{YEAR}"
    return {
        "start page": f"{within}/",
        "reconciliation": f"{within}/avstamning/",
        "document": f"{within}/dokument/{report_key()}/visa/",
        "facts": f"{within}/uppgifter/",
        FOLLOW_UP: f"{within}/budget/uppfoljning/12/",
    }


def pdf(key: str = KEY) -> str:
    """Where the årsredovisning is as a PDF."""
    return f"/{key}/{YEAR}/dokument/{report_key()}/pdf/"
