"""A förbund with books, and those who audit and are audited."""

from decimal import Decimal

import pytest

from budget.ledger.services import ReadFile, read_in
from budget.ledger.snapshot import LedgerAccount, LedgerVoucher, Snapshot
from budget.ledger.taking import Choice
from tests import clients

MONTHS = range(1, 13)


def books(**changed: str) -> Snapshot:
    """A year of four accounts; `changed` are amounts by `account_object_month`."""
    amounts = {}
    for month in MONTHS:
        amounts["3010", "", month] = Decimal(-250_000)
        amounts["4510", "10", month] = Decimal(f"{100_000 + month * 1000}.25")
        amounts["4510", "20", month] = Decimal(f"{40_000 + month}.50")
        amounts["6110", "", month] = Decimal(f"{900 + month * 10}.10")
    for place, amount in changed.items():
        account, number, month = place.removeprefix("k").split("_")
        amounts[account, number, int(month)] = Decimal(amount)
    names = {"3010": "Bidrag", "4510": "Köpt verksamhet", "6110": "Kontorsmaterial"}
    return Snapshot(
        {number: LedgerAccount(name) for number, name in names.items()},
        {"10": "Samkraft", "20": "STEGSAM"},
        amounts,
        vouchers=[LedgerVoucher("A", str(at), f"2024-{at:02}-15", Decimal(at * 1000)) for at in MONTHS],
    )


def read(snapshot: Snapshot, name: str = "bok.se", *, vouchers: bool = False):
    """The books read in for Kramfors 2024; without a yes, no voucher is kept."""
    if not vouchers:
        snapshot.vouchers = []
    with clients.in_scope(clients.OWN):
        return read_in(
            fiscal_year=clients.fiscal_year(),
            snapshot=snapshot,
            file=ReadFile(name, f"{len(name):064}", "vouchers", 12, choice=Choice(keeps_vouchers=vouchers)),
            by=clients.user(f"ekonom.{name}"),
        )


@pytest.fixture
def auditor(db):
    """A browser with the auditor."""
    return clients.signed_in(clients.let_in(clients.user("revisorn"), "revisor"))


@pytest.fixture
def office(db):
    """A browser with the förbundschef."""
    return clients.signed_in(clients.let_in(clients.user("chefen"), "forbundschef"))
