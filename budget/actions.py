"""Writing amounts: a whole series at once, one transaction, one audit row."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from budget.facts import amount_name
from budget.models import Amount, Layout, LayoutColumn, LayoutRow, Line, RowKind, Series, SeriesKind, Side
from budget.queries import tree
from finsam import actions, audit

DEEPEST = 3  # levels that a printed table indents


def signed(line: Line, amount: Decimal | None) -> Decimal | None:
    """An amount as people write it (a cost without minus) with the stored sign (income +, cost −), or back."""
    return -amount if amount is not None and line.side == "kostnad" else amount


def reads_elsewhere(line: Line, series: Series) -> str | None:
    """Why a line's amount can't be typed in a series, or None when it can."""
    if line.payer_id and series.reads_contributions:
        return "Hämtas från medlemsbidragen."
    if line.share_of_id:
        return "Räknas ut som en andel av en gemensam kostnad."
    return None


@transaction.atomic
def set_amounts(
    *, series: Series, amounts: dict[Line, Decimal | None], by, version: int | None = None
) -> Series:
    """Store a series' amounts, signed (income +, cost −); None takes a line's amount away.

    Lines that aren't named keep theirs. A group has either one lump or amounts on its lines. Raises
    ValidationError with one sentence per line key, and StaleSave when somebody else has saved since.
    """
    stored = Series._base_manager.select_for_update(of=("self",)).get(pk=series.pk)
    if version is not None and stored.version != version:
        raise actions.StaleSave(stored)
    existing = {one.line_id: one for one in Amount.objects.filter(series=series).select_related("line")}
    errors: dict[str, str] = {}
    for line in amounts:
        if line.forbund_id != series.forbund_id:
            raise ValidationError("Raden hör inte till det här förbundet.")
        reason = reads_elsewhere(line, series)
        if reason and amounts[line] is not None:
            errors[line.key] = f"{reason} Beloppet kan inte skrivas in här."
    errors.update(_lumps_and_lines(series, amounts, existing))
    if errors:
        raise ValidationError(errors)
    before, after = {}, {}  # the log tells amounts as people write them: a cost without minus
    for line, value in amounts.items():
        old = existing.get(line.pk)
        if (old.amount if old else None) == value:
            continue
        if old:
            before[amount_name(line)] = {"amount": str(signed(line, old.amount))}
        if value is None:
            old.delete()
            continue
        one = old or Amount(forbund=series.forbund, series=series, line=line, key=line.key)
        one.amount = value
        one.full_clean()
        one.save()
        after[amount_name(line)] = {"amount": str(signed(line, value))}
    if before or after:
        series.version = stored.version + 1
        Series._base_manager.filter(pk=series.pk).update(version=series.version)
        audit.record(by=by, verb="skrev in belopp", obj=series, before=before, after=after)
    return series


def start_layout(layout: Layout, *, by, children: list[actions.Child]) -> Layout:
    """Save a new layout with a row for every line and total, and the year's budget as a column unless there is one.

    Raises ValidationError as `finsam.actions.save` does.
    """
    forbund, year = layout.forbund, layout.fiscal_year
    if not any(isinstance(child.obj, LayoutColumn) and not child.remove for child in children):
        budget = Series.objects.filter(forbund=forbund, kind=SeriesKind.BUDGET, about=year.year).last()
        if budget is not None:
            column = LayoutColumn(forbund=forbund, layout=layout, label="Budget {år}", series=budget, order=1)
            children = [*children, actions.Child(column)]
    rows = []
    for side, measure in ((Side.INCOME, "intakter"), (Side.COST, "kostnader")):
        for line, depth in tree(forbund):
            if line.side == side and not line.common:
                rows.append(LayoutRow(kind=RowKind.LINE, line=line, level=min(depth, DEEPEST)))
        rows.append(LayoutRow(kind=RowKind.MEASURE, measure=measure))
    rows.append(LayoutRow(kind=RowKind.MEASURE, measure="resultat"))
    for order, row in enumerate(rows, 1):
        row.forbund, row.layout, row.order = forbund, layout, order
    return actions.save(layout, by=by, children=[*children, *map(actions.Child, rows)])


def _lumps_and_lines(series: Series, amounts: dict, existing: dict) -> dict[str, str]:
    """Groups that would have both a lump and amounts on their lines, with the sentence for each."""
    result = {pk: one.amount for pk, one in existing.items()}
    result.update({line.pk: value for line, value in amounts.items()})
    held = {pk for pk, value in result.items() if value is not None}
    lines = {line.pk: line for line in Line.objects.filter(forbund=series.forbund)}
    errors = {}
    for pk in held:
        ancestor = lines[pk].parent_id
        while ancestor is not None:
            if ancestor in held:
                name, group = lines[pk].name, lines[ancestor].name
                errors[lines[ancestor].key] = (
                    f"”{group}” kan antingen ha ett eget belopp eller vara summan av sina rader, inte både och. "
                    f"Ta bort beloppet här, eller det på ”{name}”."
                )
            ancestor = lines[ancestor].parent_id
    return errors
