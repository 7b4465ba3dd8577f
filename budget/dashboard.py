"""What the budget puts on the start page: a few figures, and what is left to do."""

from __future__ import annotations

from collections.abc import Iterator

from budget.models import Category
from budget.queries import layouts, money
from finsam.core.tenancy.access import TenantContext, address
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.money import show
from finsam.facts.book import Book, Fact
from finsam.web.dashboard import DONE, NOT_STARTED, STARTED, Panel, Task, panel, tasks

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
    facts = {label: book.get(f"budget.{name}@0") for name, label in FIGURES.items()}
    figures = [
        {"label": label, "key": fact.key, "text": _mnkr(fact)}
        for label, fact in facts.items()
        if fact is not None and fact.value is not None
    ]
    costs = {one: book.get(f"budget.kategori.{one.value}@0") for one in Category}
    shown = {one: fact for one, fact in costs.items() if fact is not None and fact.natural}
    largest = max((fact.natural for fact in shown.values()), default=0)
    bars = [
        {
            "label": one.label,
            "key": fact.key,
            "text": _mnkr(fact),
            "width": f"{float(max(fact.natural, 0) / largest) * 100:.1f}",
        }
        for one, fact in shown.items()
        if largest > 0
    ]
    return Panel(f"Budget {book.year}", "budget/panel.html", {"figures": figures, "bars": bars})


@tasks(Permission.EDIT_BUDGET)
def make_the_budget(tenant: TenantContext, book: Book) -> Iterator[Task]:
    """The year's budget has amounts and is printed; the plan covers the two years after it."""
    data = book.read(money)
    year = book.year
    own = data.canonical.get(("budget", year, 0))
    label = f"Gör budgeten för {year}"
    if own is None:
        yield Task(label, NOT_STARTED, address(tenant, "budget"), "Årets budget är inte tillagd.")
        return
    href = address(tenant, "budget-amounts", series=own.key)
    costs, closing = book.get("budget.kostnader@0"), book.get("budget.utgaende@0")
    if costs is None or costs.value is None:
        yield Task(label, NOT_STARTED, href, "Inga kostnader är inskrivna.")
    elif closing is None or closing.value is None:
        place = address(tenant, "series-edit", key=own.key)
        yield Task(label, STARTED, place, "Ingående eget kapital är inte angivet.")
    elif not book.read(layouts, year):
        yield Task(label, STARTED, address(tenant, "layouts"), "Ingen uppställning skriver ut den.")
    else:
        yield Task(label, DONE, href)
    if tenant.fiscal_year.decided_before:
        return
    left = [
        ahead
        for ahead in (1, 2)
        if (plan := book.get(f"plan{ahead}.kostnader@0")) is None or plan.value is None
    ]
    years = " och ".join(str(year + ahead) for ahead in left)
    state = DONE if not left else STARTED if len(left) == 1 else NOT_STARTED
    detail = f"Det saknas belopp för {years}." if left else ""
    yield Task("Planera två år till", state, address(tenant, "series"), detail)
