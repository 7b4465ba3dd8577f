"""Books are read in whole or not at all, whatever moment the process is killed at; on PostgreSQL, with real commits."""

import os
import random
import signal
import time
from decimal import Decimal
from itertools import count

import pytest
from django.db import connection

from budget.ledger.services import ReadFile, read_in
from budget.ledger.snapshot import Snapshot
from budget.models import Amount, LedgerImport, Series
from finsam.core.audit import SYSTEM
from finsam.core.models import AuditEntry, FiscalYear
from finsam.core.tenancy.scope import inside
from finsam.facts.book import Book
from tests import clients
from tests.clients import OWN, YEAR
from tests.processes import own_database

KILLS = 10
ACCOUNTS = 400


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    """A database of the module's own, for what is really committed."""
    yield from own_database(django_db_blocker, "killed")


def books(number: int) -> Snapshot:
    """Many accounts of as many kronor as the number: what is whole comes to a sum that nothing half does."""
    return Snapshot(amounts={(f"4{n:03}", "", 1 + n % 12): Decimal(number) for n in range(ACCOUNTS)})


def import_for_ever(year: FiscalYear, numbers) -> None:
    """One set of books after another, until somebody kills the process."""
    for number in numbers:
        file = ReadFile("bok.se", f"{number:064}", "vouchers", 12)
        read_in(fiscal_year=year, snapshot=books(number), file=file, by=SYSTEM)


def test_a_kill_at_any_moment_leaves_nothing_half(database):
    year = clients.fiscal_year(OWN, YEAR)
    chance, numbers = random.Random(2024), count(1)  # noqa: S311 - moments, not secrets
    with inside(year.forbund):
        for _ in range(KILLS):
            connection.close()  # a child has a connection of its own
            child = os.fork()
            if child == 0:
                try:
                    import_for_ever(year, numbers)
                finally:
                    os._exit(1)
            time.sleep(chance.uniform(0.05, 0.4))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            whole = check(year)
            numbers = count(whole + 1)
    assert whole > 0, "nothing was ever read in"


def check(year: FiscalYear) -> int:
    """Everything that is there is whole, and the log tells of each; how many kronor an account of those in force has."""
    rows = list(LedgerImport.objects.filter(fiscal_year=year))
    told = AuditEntry.objects.filter(verb="läste in", kind="budget.ledgerimport", forbund_key=OWN)
    assert {row.reference() for row in rows} == {entry.reference for entry in told}
    for row in rows:
        assert len(row.snapshot.amounts) == ACCOUNTS
        assert len(set(row.snapshot.amounts.values())) == 1
    current = [row for row in rows if row.standing == "gallande"]
    assert len(current) == min(len(rows), 1)
    if not rows:
        return 0
    assert Series.objects.filter(kind="utfall", about=YEAR).count() == 1
    assert not Amount.objects.filter(series__kind="utfall", series__about=YEAR).exists()
    kronor = -current[0].snapshot.result() / ACCOUNTS
    assert Book(year.forbund, YEAR)[f"utfall.resultat@{YEAR}"].value == -kronor * ACCOUNTS
    return int(kronor)
