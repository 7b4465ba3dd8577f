"""The page Pengarnas regler: who pays what, where equity goes, what covers a deficit, and what the rules say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.shortcuts import render

from budget.checks import years_follow
from budget.equity_checks import begins_where_the_last_ended, deficits, equity_level
from finsam.checks.reconciliation import INFO, Case, Finding, explained
from finsam.core.tenancy.access import address, require_permission
from finsam.documents import queries as documents
from finsam.documents.books import open_book
from finsam.organisation.checks import law_shares
from finsam.web.screen import on_screen


@dataclass(frozen=True, slots=True)
class Rule:
    """A part of the page: its heading, what is asked, the block that tells, its rules, and where its figures are written."""

    key: str
    title: str
    asked: str
    block: str
    checks: tuple[Callable[[Case], Iterable[Finding]], ...]
    links: tuple[tuple[str, str], ...]  # (name of a page, words)


RULES = (
    Rule(
        "bidrag",
        "Vem betalar vad",
        "Staten betalar hälften, regionen en fjärdedel och kommunerna en fjärdedel. Kommunerna delar sin del som de kommer överens om.",
        "bidragsregeln",
        (law_shares,),
        (("contributions", "Medlemsbidrag"), ("kommun-shares", "Kommunernas fördelning")),
    ),
    Rule(
        "kapital",
        "Eget kapital",
        "Varje år börjar där det förra slutade. Vid årets slut är kapitalet varken mer än vad som rekommenderas eller mindre än förbundets egen lägsta nivå.",
        "kapitalbana",
        (years_follow, begins_where_the_last_ended, equity_level),
        (("series", "Budgetar och ingående kapital"), ("equity-levels", "Högsta nivå"), ("forbund", "Lägsta nivå")),
    ),
    Rule(
        "underskott",
        "Underskott",
        "Ett underskott är tillåtet när sparat kapital täcker det, men någon ska ha skrivit varför.",
        "underskott",
        (deficits,),
        (("series", "Budgetar och motivering"),),
    ),
)  # fmt: skip


@require_permission()
def money_rules(request):
    """Each rule with its figures, what Avstämning says of it, and the way to where they are written. It warns, and never stops anybody."""
    tenant = request.tenant
    book = open_book(tenant.forbund, tenant.fiscal_year.year)
    explanations = documents.explanations(tenant.fiscal_year)
    parts = []
    for rule in RULES:
        case = Case(book, tenant.fiscal_year, [])
        findings = list(explained((each for check in rule.checks for each in check(case)), explanations))
        graver = [each for each in findings if each.severity != INFO]
        remarks = [each for each in graver if each.explanation is None]
        parts.append({
            "rule": rule,
            "verdict": _verdict(len(remarks), tried=bool(case.tally)),
            "findings": graver,  # what is only told, the block tells
            "untried": list(case.untried),
            "links": [(address(tenant, name), words) for name, words in rule.links],
            **on_screen(tenant, book, rule.block),
        })  # fmt: skip
    return render(request, "budget/money_rules.html", {"section": "budget", "parts": parts})


def _verdict(remarks: int, *, tried: bool) -> str:
    """What the rules said, in a word and a shape."""
    if remarks:
        return f"✕ {remarks} att se över" if remarks > 1 else "✕ En sak att se över"
    return "✓ Utan anmärkning" if tried else "– Inget att pröva än"
