"""What the budget puts on the start page: a few figures; for those who read, how the year comes out against them."""

from __future__ import annotations

from budget.facts.against_budget import PREFIX, expected, of_budget
from budget.models import Category
from budget.variance.dashboard import under_way
from finsam.core.tenancy.access import TenantContext
from finsam.core.values.money import at_a_glance
from finsam.facts.book import Book, Fact
from finsam.web.dashboard import Audience, Panel, panel
from plans.facts import in_force

FIGURES = {
    "intakter": "Intäkter",
    "kostnader": "Kostnader",
    "resultat": "Resultat",
    "utgaende": "Eget kapital vid årets slut",
}


MOST = 3  # deviations that are told of


@panel(20, Audience.OFFICE, Audience.INSATS)
def budget_at_a_glance(tenant: TenantContext, book: Book) -> Panel:
    """Income, costs, result and capital, and what the costs are for."""
    facts = {label: in_force(book, f"{name}@0") for name, label in FIGURES.items()}
    figures = [
        {"label": label, "key": fact.key, "text": at_a_glance(fact.natural)}
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
            "text": at_a_glance(fact.natural),
            "width": f"{float(max(fact.natural, 0) / largest) * 100:.1f}",
        }
        for category, fact in shown.items()
        if largest > 0
    ]
    return Panel(f"Budget {book.year}", "budget/panel.html", {"figures": figures, "bars": bars})


def _told(fact: Fact | None) -> dict | None:
    return {"key": fact.key, "text": at_a_glance(fact.natural)} if fact is not None else None


def _deviation(book: Book, name: str) -> Fact | None:
    return book.get(f"{PREFIX}.{name}@{book.year}")


@panel(5, Audience.BOARD, Audience.AUDITORS)
def does_the_money_hold(tenant: TenantContext, book: Book) -> Panel | None:
    """The whole year against its budget: income, costs, result and equity, and what deviates most.

    Nothing while the year is under way with a known outcome: its own panel tells of the months.
    """
    if under_way(book) is not None:
        return None
    rows = []
    for name, label in FIGURES.items():
        planned, ahead = of_budget(book, name, book.year), expected(book, name, book.year)
        if planned is not None or ahead is not None:
            rows.append({
                "label": label, "planned": _told(planned), "ahead": _told(ahead), "deviation": _signed(_deviation(book, name)),
            })  # fmt: skip
    known = (expected(book, name, book.year) for name in FIGURES)
    ahead, result = next(filter(None, known), None), _deviation(book, "resultat")
    deviations = [(category, _deviation(book, f"kategori.{category.value}")) for category in Category]
    deviating = [(category, fact) for category, fact in deviations if fact is not None and fact.value]
    deviating.sort(key=lambda pair: -abs(pair[1].value))
    context = {
        "rows": rows,
        "ahead": _said_of(ahead),
        "result": _signed(result),
        "deviations": [
            {"label": category.label, **(_signed(fact) or {})} for category, fact in deviating[:MOST]
        ],
    }
    return Panel(f"Håller pengarna {book.year}?", "budget/panel_holds.html", context)


def _said_of(ahead: Fact | None) -> str:
    """What the year's whole is called: its outcome, or what is forecast; "" where nobody knows."""
    if ahead is None:
        return ""
    return "Utfall" if ahead.key.startswith("utfall") else "Prognos"


def _signed(fact: Fact | None) -> dict | None:
    """A deviation with its sign, and in words whether it is better or worse than the budget."""
    if fact is None or fact.value is None:
        return None
    text = at_a_glance(fact.natural)
    if not fact.value:
        return {"key": fact.key, "text": text, "holds": True, "words": "enligt budget"}
    words = "bättre än budget" if fact.value > 0 else "sämre än budget"
    return {
        "key": fact.key,
        "text": f"+{text}" if fact.value > 0 else text,
        "size": text.lstrip("\u2212-"),
        "holds": fact.value > 0,
        "words": words,
    }
