"""The year's books written anew, without texts and names of vouchers, and which line each account's money belongs to."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from archive.packing.handlings import fields_of
from archive.state.written import canonical
from budget.ledger.queries import YearLedger, ledgers
from budget.ledger.sie.writing import YEAR, Head, type_of, write_sie
from budget.ledger.sie.writing import told as told_of
from budget.ledger.snapshot import NO_MONTH
from budget.models import LedgerImport, Line, Standing
from finsam.core.models import FiscalYear, Forbund
from finsam.core.values.money import plain
from finsam.core.views.csvfile import csv_file
from followup.accounts.models import BalanceRule

FOLDER = "bokforing"
BOOKS = f"{FOLDER}/bokforing.json"
OUTCOME = "utfall"  # how the keys of the year's outcome begin
FREE_DIMENSION = "20"
NOT_TOLD = ("forbund", "fiscal_year", "content", "settings", "version")


def books(forbund: Forbund, year: int) -> dict[str, bytes]:
    """The books of the year: one file for the snapshot in force, and what is told of every one that was read in."""
    rows = list(LedgerImport.objects.filter(forbund=forbund, fiscal_year__year=year).order_by("pk"))
    current = next((row for row in rows if row.standing == Standing.CURRENT), None)
    files = {}
    told: dict[str, Any] = {
        "imports": [fields_of(row, but=NOT_TOLD) for row in rows],
        "file": "",
        "of": current.key if current else "",
        "sie_type": None,
        "note": [],
        "without_month": [],
    }
    if current is not None:
        snapshot = current.snapshot
        told["file"] = f"bokforing-{year}.se"
        told["sie_type"], told["note"] = type_of(snapshot), told_of(snapshot)
        if told["sie_type"] != YEAR:
            told["without_month"] = [
                [account, code, plain(amount)]
                for (account, code, month), amount in sorted(snapshot.amounts.items())
                if month == NO_MONTH
            ]
        files[f"{FOLDER}/{told['file']}"] = write_sie(snapshot, head_of(current, forbund))
        files[f"{FOLDER}/kontoregler.json"] = canonical(mapping(forbund, year, ledgers(forbund)[year]))
        if current.keeps_vouchers:
            files[f"{FOLDER}/verifikationer-{year}.csv"] = _vouchers(current)
    return {BOOKS: canonical(told), **files}


def head_of(row: LedgerImport, forbund: Forbund) -> Head:
    """What the head of the written file says."""
    number = str(row.settings.get("dimension", ""))
    if (
        number and not number.isdecimal()
    ):  # a table's objects have a name and no number; from 20 they are free to take
        number = FREE_DIMENSION
    return Head(
        forbund.name,
        forbund.org_nr,
        row.fiscal_year.year,
        row.to_month,
        timezone.localdate(row.read_at),
        dimension=(number, row.dimension or f"Dimension {number}"),
    )


def mapping(forbund: Forbund, year: int, ledger: YearLedger) -> dict[str, Any]:
    """The rules of the year as they were written, and where each account and object that has moved comes by them."""
    fiscal_year = FiscalYear.objects.get(forbund=forbund, year=year)
    names = {line.pk: line for line in Line.objects.filter(forbund=forbund)}

    def shares(rule: Any) -> list[dict[str, str]]:
        return [
            {"line": names[line].key, "name": names[line].name, "percent": f"{percent:f}"}
            for line, percent in rule.shares
        ]

    accounts, objects = ledger.slugs
    placed = []
    for (account, number), at in sorted(ledger.placed.items()):
        rule = at.rule
        taken = shares(rule) if rule else []
        slug = f"{accounts[account]}.{objects[number]}@{year}"
        placed.append(
            {
                "account": account,
                "object": number,
                "rule": ledger.rows[rule.name].key if rule else "",
                "shares": taken,
                "figures": [f"{OUTCOME}.{share['line']}.{slug}" for share in taken],
            }
        )
    balance = BalanceRule.objects.filter(fiscal_year=fiscal_year).select_related("item").order_by("pk")
    return {
        "rules": [
            {
                "key": ledger.rows[rule.name].key,
                "accounts": ledger.rows[rule.name].accounts,
                "objects": ledger.rows[rule.name].objects_in,
                "shares": shares(rule),
            }
            for rule in sorted(ledger.rules, key=lambda each: ledger.rows[each.name].key)
        ],
        "placed": placed,
        "balance": [
            {"accounts": rule.accounts, "item": rule.item.key, "name": rule.item.name} for rule in balance
        ],
    }


def _vouchers(row: LedgerImport) -> bytes:
    """The vouchers by number, day and amount; nothing else of them is kept."""
    told = ((each.series, each.number, each.day, each.amount) for each in row.snapshot.vouchers)
    return csv_file(("serie", "nummer", "dag", "belopp"), told)
