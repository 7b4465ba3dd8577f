"""What the budget puts on the start page: a few figures."""

from __future__ import annotations

from budget.models import Category
from finsam.core.tenancy.access import TenantContext
from finsam.core.values.money import show
from finsam.facts.book import Book, Fact
from finsam.web.dashboard import Panel, panel
from plans.facts import in_force

FIGURES = {
    "intakter": "Intäkter",
    "kostnader": "Kostnader",
    "resultat": "Resultat",
    "utgaende": "Eget kapital vid årets slut",
}


def _mnkr(fact: Fact) -> str:
    """Large amounts in millions, small ones in thousands: to be read from four metres."""
    unit, decimals = ("mnkr", 2) if abs(fact.natural) >= 1_000_000 else ("tkr", 0)
    return show(fact.natural, unit, decimals)


@panel(20)
def budget_at_a_glance(tenant: TenantContext, book: Book) -> Panel:
    """Income, costs, result and capital, and what the costs are for."""
    facts = {label: in_force(book, f"{name}@0") for name, label in FIGURES.items()}
    figures = [
        {"label": label, "key": fact.key, "text": _mnkr(fact)}
        for label, fact in facts.items()
        if fact is not None and fact.value is not None
    ]
    costs = {category: in_force(book, f"kategori.{category.value}@0") for category in Category}
    shown = {category: fact for category, fact in costs.items() if fact is not None and fact.natural}
    largest = max((fact.natural for fact in shown.values()), default=0)
    bars = [
        {
            "label": category.label,
            "key": fact.key,
            "text": _mnkr(fact),
            "width": f"{float(max(fact.natural, 0) / largest) * 100:.1f}",
        }
        for category, fact in shown.items()
        if largest > 0
    ]
    return Panel(f"Budget {book.year}", "budget/panel.html", {"figures": figures, "bars": bars})
