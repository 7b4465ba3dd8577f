"""The drift by category: income, cost and net against the budget, and what the activity costs net of its income."""

from __future__ import annotations

from budget.models import CostType
from finsam.documents.facts import Fact
from followup.facts.desk import Desk
from followup.facts.parts import NO_CATEGORY, Part, both_sides, grouped, leaves, summed
from followup.schemes import scheme

ACTIVITY = ("individ", "struktur", "administration", NO_CATEGORY)  # what the contributions pay for


def operations(desk: Desk) -> None:
    """Driftredovisning: outcome per category as income, cost and net, the budget's net, and the difference.

    One sign rule: income and surplus +, cost and deficit −; a difference is outcome minus budget.
    """
    parts = {side: leaves(desk.outcome, side) for side in ("intakt", "kostnad")}
    planned = both_sides(desk.budget) if desk.budget else []
    if all(part.fact.value is None for part in planned):
        planned = None
    rows = scheme("drift", desk.year).rows
    href = desk.outcome.amounts_href
    for row in rows[:-1]:
        name, label = f"drift.{row.key}", row.label
        both = [
            _side(desk, name, label, side, _of(parts[side], row.key), href) for side in ("intakt", "kostnad")
        ]
        net = desk.total(f"{name}.netto", f"{label}, netto", both, definition="Intäkter minus kostnader.")
        budget = _budget(desk, name, label, None if planned is None else _of(planned, row.key))
        _difference(desk, name, label, net, budget)
    terms = rows[-1].terms
    for column, word in (
        ("intakt", "intäkter"),
        ("kostnad", "kostnader"),
        ("netto", "netto"),
        ("budget", "budget"),
    ):
        facts = [desk.made[f"drift.{term}.{column}"] for term in terms]
        side = column if column in parts else ""
        desk.total(f"drift.summa.{column}", f"Driftredovisning: {word}", facts, side=side)
    _difference(
        desk,
        "drift.summa",
        "Driftredovisning",
        desk.made["drift.summa.netto"],
        desk.made["drift.summa.budget"],
    )


def _side(desk: Desk, name: str, label: str, side: str, facts: list[Fact], href: str) -> Fact:
    """Income or cost of a category; none at all is zero."""
    word = "intäkter" if side == "intakt" else "kostnader"
    if all(fact.value is None for fact in facts):
        return desk.zero(f"{name}.{side}", f"{label}, {word}", href, side=side)
    definition = f"{word.capitalize()} vars kategori är {label.lower()}."
    return desk.total(f"{name}.{side}", f"{label}, {word}", facts, side=side, definition=definition)


def _budget(desk: Desk, name: str, label: str, facts: list[Fact] | None) -> Fact:
    """The net of a category in the budget in force; blank when there is no budget."""
    if facts is None:
        return desk.given(f"{name}.budget", f"{label}, budget", href=desk.place("budget/serier/"))
    if all(fact.value is None for fact in facts):
        return desk.zero(f"{name}.budget", f"{label}, budget", desk.budget.amounts_href)
    definition = f"Intäkter minus kostnader i {str(desk.budget.series).lower()}."
    return desk.total(f"{name}.budget", f"{label}, budget", facts, definition=definition)


def _difference(desk: Desk, name: str, label: str, net: Fact, budget: Fact) -> None:
    """Outcome minus budget, blank when there is no budget."""
    label = f"{label}, avvikelse"
    if budget.value is None:
        desk.given(f"{name}.avvikelse", label)
        return
    definition = "Utfallets netto minus budgetens. Plus är bättre för resultatet."
    desk.total(f"{name}.avvikelse", label, [net, (-1, budget)], definition=definition)


def net_costs(desk: Desk) -> None:
    """What the activity that the contributions pay for costs, net of its own income, by category and line."""
    totals = []
    for row in scheme("drift", desk.year).rows[:-1]:
        if row.key not in ACTIVITY:
            continue
        definition = "Kategorins kostnader minus dess egna intäkter."
        totals.append(
            desk.total(
                f"nettokostnad.{row.key}",
                row.label,
                [desk.made[f"drift.{row.key}.netto"]],
                side="kostnad",
                definition=definition,
            )
        )
        _lines(desk, row.key)
    whole = desk.total(
        "nettokostnad.summa",
        "Totala kostnader",
        totals,
        side="kostnad",
        definition="Vad den verksamhet som medlemsbidragen finansierar har kostat netto.",
    )
    for fact in totals:
        key = fact.key.partition("nettokostnad.")[2].partition("@")[0]
        desk.share(f"andel.nettokostnad.{key}", f"{fact.label}: andel av kostnaderna", fact, whole)


def _of(parts: list[Part], category: str) -> list[Fact]:
    """The pieces of a category."""
    return [part.fact for part in parts if part.category == category]


def _lines(desk: Desk, category: str) -> None:
    """A category's costs line by line; income that reduces a cost is counted with it, other income by itself."""
    facts = desk.outcome
    mine = [part for part in leaves(facts, "kostnad") if part.category == category]
    incomes = [part for part in leaves(facts, "intakt") if part.category == category]
    costs = grouped(facts, mine)
    if len(costs) == 1:  # a single group is opened, for its name is the category's
        line, fact = costs[0]
        below = summed(facts, line) if fact.key == facts.line(line).key else []
        costs = [(child, facts.line(child)) for child in below] if len(below) > 1 else costs
    shown = {line.pk for line, _ in costs}
    for line, fact in costs:
        reducing = [part.fact for part in incomes if part.line.offsets_id == line.pk]
        name = f"nettokostnad.rad.{category}.{line.key}"
        desk.total(name, line.name, [fact, *reducing], side="kostnad")
    for part in incomes:
        if part.line.offsets_id not in shown:
            name = f"nettokostnad.rad.{category}.{part.line.key}"
            desk.total(name, part.line.name, [part.fact], side="kostnad")


def audit_cost(desk: Desk) -> None:
    """What the auditors' examination cost (9 kap. 13 §)."""
    facts = [part.fact for part in leaves(desk.outcome, "kostnad") if part.line.cost_type == CostType.AUDIT]
    definition = "Kostnader av slaget revision: granskning av bokföring, delårsrapport och årsredovisning."
    desk.total("revision", "Kostnad för revision", facts, side="kostnad", definition=definition)
