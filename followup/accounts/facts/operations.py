"""The drift by category: income, cost and net against the budget, and what the activity costs net of its income."""

from __future__ import annotations

from budget.facts import SeriesFacts
from budget.models import CostType, Line, RrRow, Side
from finsam.facts.book import Fact
from followup.accounts.facts.parts import NO_CATEGORY, Leaf, both_sides, grouped, leaves, summed
from followup.accounts.facts.statement_builder import StatementBuilder
from followup.accounts.schemes import scheme

COLUMNS = {
    "intakt": "intäkter", "kostnad": "kostnader", "netto": "netto", "budget": "budget", "reviderad": "reviderad budget",
}  # fmt: skip
ACTIVITY = ("individ", "struktur", "administration", NO_CATEGORY)  # what the contributions pay for


def operations(builder: StatementBuilder) -> None:
    """Driftredovisning: outcome per category as income, cost and net, the budget's net, and the difference.

    The outcome is held against the budget as first decided (10 kap. 1 § lagen (2018:597)); as last revised it stands beside.

    One sign rule: income and surplus +, cost and deficit −; a difference is outcome minus budget.
    """
    parts = {side: leaves(builder.outcome, side) for side in ("intakt", "kostnad")}
    planned = _planned(builder.budget)
    revised = _planned(builder.revised)
    rows = scheme("drift", builder.year).rows
    href = builder.outcome.amounts_href
    for row in rows[:-1]:
        name, label = f"drift.{row.key}", row.label
        both = [
            _side(builder, name, label, side, _of(parts[side], row.key), href)
            for side in ("intakt", "kostnad")
        ]
        net = builder.total(f"{name}.netto", f"{label}, netto", both, definition="Intäkter minus kostnader.")
        budget = _budget(builder, f"{name}.budget", f"{label}, budget", builder.budget, planned, row.key)
        if revised is not None:
            words = f"{label}, reviderad budget"
            _budget(builder, f"{name}.reviderad", words, builder.revised, revised, row.key)
        _difference(builder, name, label, net, budget)
    terms = rows[-1].terms
    for column, word in COLUMNS.items():
        if column == "reviderad" and revised is None:
            continue
        facts = [builder.made[f"drift.{term}.{column}"] for term in terms]
        side = column if column in parts else ""
        builder.total(f"drift.summa.{column}", f"Driftredovisning: {word}", facts, side=side)
    _difference(
        builder,
        "drift.summa",
        "Driftredovisning",
        builder.made["drift.summa.netto"],
        builder.made["drift.summa.budget"],
    )


def _planned(facts: SeriesFacts | None) -> list[Leaf] | None:
    """Every line of a budget that has an amount in any; None where none has."""
    parts = both_sides(facts) if facts else []
    return None if all(part.fact.value is None for part in parts) else parts


def _side(builder: StatementBuilder, name: str, label: str, side: str, facts: list[Fact], href: str) -> Fact:
    """Income or cost of a category; none at all is zero."""
    word = "intäkter" if side == "intakt" else "kostnader"
    if all(fact.value is None for fact in facts):
        return builder.zero(f"{name}.{side}", f"{label}, {word}", href, side=side)
    definition = f"{word.capitalize()} vars kategori är {label.lower()}."
    return builder.total(f"{name}.{side}", f"{label}, {word}", facts, side=side, definition=definition)


def _budget(
    builder: StatementBuilder, name: str, label: str, budget: SeriesFacts | None, parts: list[Leaf] | None, category: str
) -> Fact:  # fmt: skip
    """The net of a category in a budget; blank when there is no budget."""
    if budget is None or parts is None:
        return builder.given(name, label, href=builder.address("series"))
    facts = _of(parts, category)
    if all(fact.value is None for fact in facts):
        return builder.zero(name, label, budget.amounts_href)
    definition = f"Intäkter minus kostnader i {str(budget.series).lower()}."
    return builder.total(name, label, facts, definition=definition)


def _difference(builder: StatementBuilder, name: str, label: str, net: Fact, budget: Fact) -> None:
    """Outcome minus budget, blank when there is no budget."""
    label = f"{label}, avvikelse"
    if budget.value is None:
        builder.given(f"{name}.avvikelse", label)
        return
    definition = "Utfallets netto minus budgetens. Plus är bättre för resultatet."
    builder.total(f"{name}.avvikelse", label, [net, (-1, budget)], definition=definition)


def net_costs(builder: StatementBuilder) -> None:
    """What the activity that the contributions pay for costs, net of its own income, by category and line."""
    totals = []
    for row in scheme("drift", builder.year).rows[:-1]:
        if row.key not in ACTIVITY:
            continue
        definition = "Kategorins kostnader minus dess egna intäkter."
        totals.append(
            builder.total(
                f"nettokostnad.{row.key}",
                row.label,
                [builder.made[f"drift.{row.key}.netto"]],
                side="kostnad",
                definition=definition,
            )
        )
        _lines(builder, row.key)
    whole = builder.total(
        "nettokostnad.summa",
        "Totala kostnader",
        totals,
        side="kostnad",
        definition="Vad den verksamhet som medlemsbidragen finansierar har kostat netto.",
    )
    for fact in totals:
        key = fact.key.partition("nettokostnad.")[2].partition("@")[0]
        builder.share(f"andel.nettokostnad.{key}", f"{fact.label}: andel av kostnaderna", fact, whole)


def _of(parts: list[Leaf], category: str) -> list[Fact]:
    """The pieces of a category."""
    return [part.fact for part in parts if part.category == category]


def _lines(builder: StatementBuilder, category: str) -> None:
    """A category's net costs, line by line (`rad`) and as the fewest groups (`grupp`)."""
    facts = builder.outcome
    parts = [part for part in leaves(facts, Side.COST) if part.category == category]
    running = [part for part in parts if part.row == RrRow.COSTS]
    incomes = [part for part in leaves(facts, Side.INCOME) if part.category == category]
    groups = grouped(facts, running)
    if len(groups) == 1:  # a single group is opened, for its name is the category's
        line, fact = groups[0]
        below = summed(facts, line) if fact.key == facts.line(line).key else []
        groups = [(child, facts.line(child)) for child in below] if len(below) > 1 else groups
    for form, shown in (("rad", [(part.line, part.fact) for part in running]), ("grupp", groups)):
        _net_lines(
            builder, f"nettokostnad.{form}.{category}", shown, incomes, [p for p in parts if p not in running]
        )


def _net_lines(
    builder: StatementBuilder,
    name: str,
    shown: list[tuple[Line, Fact]],
    incomes: list[Leaf],
    others: list[Leaf],
) -> None:
    """Costs with the income that reduces them, and with depreciation and interest: on the insats's row, else on ”övrigt”.

    What belongs to no row stands by itself.
    """
    added: dict[int, list[Fact]] = {line.pk: [] for line, _ in shown}
    for part in [*incomes, *others]:
        home = _home(builder, part, shown)
        if home is None:
            builder.total(f"{name}.{part.line.key}", part.line.name, [part.fact], side="kostnad")
        else:
            added[home.pk].append(part.fact)
    for line, fact in shown:
        builder.total(f"{name}.{line.key}", line.name, [fact, *added[line.pk]], side="kostnad")


def _home(builder: StatementBuilder, part: Leaf, shown: list[tuple[Line, Fact]]) -> Line | None:
    """The row that something which isn't a running cost is counted on."""
    if part.line.side == Side.INCOME:
        known = {line.pk: line for line, _ in shown}
        lines = builder.outcome.data.lines
        reduced = lines.get(part.line.offsets_id)
        while reduced is not None and reduced.pk not in known:  # a row of a group stands for the lines in it
            reduced = lines.get(reduced.parent_id)
        return reduced
    used = [line for line, fact in shown if fact.value]
    own = [line for line in used if part.line.insats_id and line.insats_id == part.line.insats_id]
    rest = [line for line in used if line.cost_type == CostType.OTHER and not line.insats_id]
    return (own or rest or [None])[0]


def audit_cost(builder: StatementBuilder) -> None:
    """What the auditors' examination cost (9 kap. 13 §)."""
    facts = [
        part.fact for part in leaves(builder.outcome, Side.COST) if part.line.cost_type == CostType.AUDIT
    ]
    definition = "Kostnader av slaget revision: granskning av bokföring, delårsrapport och årsredovisning."
    builder.total("revision", "Kostnad för revision", facts, side="kostnad", definition=definition)
