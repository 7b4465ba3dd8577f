"""The drift by category: income, cost and net against the budget, and what the activity costs net of its income."""

from __future__ import annotations

from budget.models import CostType, Line, RrRow, Side
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
    """A category's net costs, line by line (`rad`) and as the fewest groups (`grupp`)."""
    facts = desk.outcome
    parts = [part for part in leaves(facts, "kostnad") if part.category == category]
    running = [part for part in parts if part.row == RrRow.COSTS]
    incomes = [part for part in leaves(facts, "intakt") if part.category == category]
    groups = grouped(facts, running)
    if len(groups) == 1:  # a single group is opened, for its name is the category's
        line, fact = groups[0]
        below = summed(facts, line) if fact.key == facts.line(line).key else []
        groups = [(child, facts.line(child)) for child in below] if len(below) > 1 else groups
    for form, shown in (("rad", [(part.line, part.fact) for part in running]), ("grupp", groups)):
        _net_lines(
            desk, f"nettokostnad.{form}.{category}", shown, incomes, [p for p in parts if p not in running]
        )


def _net_lines(
    desk: Desk, name: str, shown: list[tuple[Line, Fact]], incomes: list[Part], others: list[Part]
) -> None:
    """Costs with the income that reduces them, and with depreciation and interest: on the insats's row, else on ”övrigt”.

    What belongs to no row stands by itself.
    """
    added: dict[int, list[Fact]] = {line.pk: [] for line, _ in shown}
    for part in [*incomes, *others]:
        home = _home(desk, part, shown)
        if home is None:
            desk.total(f"{name}.{part.line.key}", part.line.name, [part.fact], side="kostnad")
        else:
            added[home.pk].append(part.fact)
    for line, fact in shown:
        desk.total(f"{name}.{line.key}", line.name, [fact, *added[line.pk]], side="kostnad")


def _home(desk: Desk, part: Part, shown: list[tuple[Line, Fact]]) -> Line | None:
    """The row that something which isn't a running cost is counted on."""
    if part.line.side == Side.INCOME:
        known = {line.pk: line for line, _ in shown}
        lines = desk.outcome.data.lines
        reduced = lines.get(part.line.offsets_id)
        while reduced is not None and reduced.pk not in known:  # a row of a group stands for the lines in it
            reduced = lines.get(reduced.parent_id)
        return reduced
    used = [line for line, fact in shown if fact.value]
    own = [line for line in used if part.line.insats_id and line.insats_id == part.line.insats_id]
    rest = [line for line in used if line.cost_type == CostType.OTHER and not line.insats_id]
    return (own or rest or [None])[0]


def audit_cost(desk: Desk) -> None:
    """What the auditors' examination cost (9 kap. 13 §)."""
    facts = [part.fact for part in leaves(desk.outcome, "kostnad") if part.line.cost_type == CostType.AUDIT]
    definition = "Kostnader av slaget revision: granskning av bokföring, delårsrapport och årsredovisning."
    desk.total("revision", "Kostnad för revision", facts, side="kostnad", definition=definition)
