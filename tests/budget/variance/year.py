"""A small year with a budget of 1,2 mnkr, and books to March."""

from decimal import Decimal

from budget.ledger.services import ReadFile, read_in
from budget.ledger.snapshot import LedgerAccount, Snapshot
from budget.models import AccountRule, RuleShare
from plans.models import Insats

# Account, object, month: as the books have it, debit plus.
BOOKED = {
    ("3010", "", 1): Decimal(-300000),
    ("4010", "100", 1): Decimal("60000.10"),
    ("4010", "100", 2): Decimal("60000.20"),
    ("4010", "100", 3): Decimal("99999.70"),
    ("4010", "200", 2): Decimal(30000),
    ("5010", "", 3): Decimal(26000),
    ("6110", "", 2): Decimal(5000),
}
ACCOUNTS = {
    "3010": LedgerAccount("Bidrag"),
    "4010": LedgerAccount("Köpt verksamhet"),
    "5010": LedgerAccount("Hyra"),
    "6110": LedgerAccount("Kontorsmaterial"),
}


def books(amounts=None) -> Snapshot:
    return Snapshot(ACCOUNTS, {"100": "Coachteamet", "200": "Unga"}, dict(amounts or BOOKED))


def file(sha="a", to_month=3) -> ReadFile:
    return ReadFile("norra.se", sha * 64, "vouchers", to_month)


def made(budget, by):
    """Income 1 200 000; Coachteamet 600 000 and Unga 240 000 under Insatser; Hyra 120 000. 6110 has no rule."""
    budget.by = by
    budget.income = budget.line("Bidrag", "intakt")
    budget.group = budget.line("Insatser", category="individ", cost_type="tjanster")
    insats = Insats.objects.create(forbund=budget.forbund, name="Coachteamet", key="coachteamet")
    budget.coach = budget.line("Coachteamet", parent=budget.group, insats=insats)
    budget.unga = budget.line("Unga", parent=budget.group)
    budget.rent = budget.line("Hyra", category="administration", cost_type="lokal")
    budget.own = budget.series()
    for line, amount in (
        (budget.income, 1200000), (budget.coach, -600000), (budget.unga, -240000), (budget.rent, -120000),
    ):  # fmt: skip
        budget.amount(budget.own, line, amount)
    for order, (accounts, objects, line) in enumerate(
        [
            ("3*", "", budget.income),
            ("4*", "100", budget.coach),
            ("4*", "200", budget.unga),
            ("5*", "", budget.rent),
        ]
    ):
        rule = AccountRule.objects.create(accounts=accounts, objects_in=objects, order=order, **budget.year)
        RuleShare.objects.create(forbund=budget.forbund, rule=rule, line=line, percent=100)
    read_in(fiscal_year=budget.fiscal_year, snapshot=books(), file=file(), by=by)
    return budget
