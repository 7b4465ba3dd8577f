"""Writing amounts: a whole series at once, one transaction, one audit row."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from budget.facts import amount_name
from budget.ledger.queries import is_fed
from budget.models import Amount, Layout, LayoutColumn, LayoutRow, Line, RowKind, Series, SeriesKind, Side
from budget.models.series import ORIGINAL, REVISIONS
from budget.queries import tree
from finsam.core import cells, services
from finsam.core.states import locks
from finsam.documents import registry
from finsam.documents.models import Document
from finsam.editions.deciding import WHEN_SETTLED

DEEPEST = 3  # levels that a printed table indents


def signed(line: Line, amount: Decimal | None) -> Decimal | None:
    """An amount as people write it (a cost without minus) with the stored sign (income +, cost −), or back."""
    return -amount if amount is not None and line.side == Side.COST else amount


def reads_elsewhere(line: Line, series: Series) -> str | None:
    """Why a line's amount can't be typed in a series, or None when it can."""
    if is_fed(series):
        return "Hämtas från bokföringen."
    if line.payer_id and series.reads_contributions:
        return "Hämtas från medlemsbidragen."
    if line.share_of_id:
        return "Räknas ut som en andel av en gemensam kostnad."
    return None


@transaction.atomic
def set_amounts(
    *,
    series: Series,
    amounts: dict[Line, Decimal | None],
    by,
    version: int | None = None,
    own: dict[str, Decimal | None] | None = None,
    beside: tuple[dict, dict] = ({}, {}),
) -> Series:
    """Store a series' amounts, signed (income +, cost −); None takes a line's amount away.

    Lines that aren't named keep theirs; `own` are values of the series itself, such as its `opening`, and
    `beside` what the caller has changed together with them (before, after), told in the same row of the log. A group has either one lump or amounts on its lines. Raises
    ValidationError with one sentence per line key, and StaleSave when somebody else has saved since.
    """
    stored = services.fresh(series, version)
    existing = {row.line_id: row for row in Amount.objects.filter(series=series).select_related("line")}
    errors: dict[str, str] = {}
    for line in amounts:
        if line.forbund_id != series.forbund_id:
            raise ValidationError("Raden hör inte till det här förbundet.")
        reason = reads_elsewhere(line, series)
        if reason and amounts[line] is not None:
            errors[line.key] = f"{reason} Beloppet kan inte skrivas in här."
    errors.update(_lumps_and_lines(series, amounts, existing))
    if (own or {}).get("opening") is not None and stored.opening_from_id is not None:
        errors["ingaende"] = "Ingående kapital hämtas från ett annat år. Det kan inte skrivas in här."
    if errors:
        raise ValidationError(errors)
    before, after = cells.change(
        {amount.line: amount for amount in existing.values()},
        {line: None if value is None else {"amount": value} for line, value in amounts.items()},
        new=lambda line: Amount(forbund=series.forbund, series=series, line=line, key=line.key),
        name=amount_name,
        # The log tells amounts as people write them: a cost without minus.
        told=lambda amount: {"amount": str(signed(amount.line, amount.amount))},
    )
    before, after = before | beside[0], after | beside[1]
    cells.record(series, stored, before, after, by=by, verb="skrev in belopp", **(own or {}))
    return series


def start_layout(layout: Layout, *, by, children: list[services.Child]) -> Layout:
    """Save a new layout with a row for every line and total, and the year's budget as a column unless there is one.

    Raises ValidationError as `finsam.core.services.save` does.
    """
    forbund, year = layout.forbund, layout.fiscal_year
    if not any(isinstance(child.obj, LayoutColumn) and not child.remove for child in children):
        budget = Series.objects.filter(forbund=forbund, kind=SeriesKind.BUDGET, about=year.year).last()
        if budget is not None:
            column = LayoutColumn(forbund=forbund, layout=layout, label="Budget {år}", series=budget, order=1)
            children = [*children, services.Child(column)]
    rows = []
    for side, measure in ((Side.INCOME, "intakter"), (Side.COST, "kostnader")):
        for line, depth in tree(forbund):
            if line.side == side and not line.common:
                rows.append(LayoutRow(kind=RowKind.LINE, line=line, level=min(depth, DEEPEST)))
        rows.append(LayoutRow(kind=RowKind.MEASURE, measure=measure))
    rows.append(LayoutRow(kind=RowKind.MEASURE, measure="resultat"))
    for order, row in enumerate(rows, 1):
        row.forbund, row.layout, row.order = forbund, layout, order
    return services.save(layout, by=by, children=[*children, *map(services.Child, rows)])


@transaction.atomic
def add_line(
    line: Line,
    *,
    by,
    many: dict | None = None,
    layouts: Iterable[Layout] = (),
    after: Line | None = None,
    moved: Iterable[services.Child] = (),
) -> list[Layout]:
    """Save a new line, and put it in the layouts where the lines beside it stand. Returns those.

    It is printed after the line `after`, or last; `moved` are the lines that it pushes down.
    Raises ValidationError as `finsam.core.services.save` does.
    """
    services.turn(line.forbund_id)
    standing = [layout for layout in layouts if _stands(layout, line)]
    rows = [child for layout in standing for child in _new_row(layout, line, after)]
    for layout in standing:
        services.raise_version(layout)
    services.save(line, by=by, many=many, children=[*moved, *rows])
    return standing


def _stands(layout: Layout, line: Line) -> bool:
    """Whether a new line is printed in a layout: where those beside it or its group are, or as the first of its side."""
    if beside(layout, line):
        return True
    side = [
        row.line_id
        for row in layout.rows.select_related("line")
        if row.line_id and row.line.side == line.side
    ]
    return line.parent_id in side if line.parent_id else not side


def beside(layout: Layout, line: Line) -> list[LayoutRow]:
    """A layout's rows for the lines that stand beside a line in the tree."""
    return [
        row
        for row in layout.rows.select_related("line")
        if row.kind == RowKind.LINE
        and row.line_id != line.pk
        and (row.line.parent_id, row.line.side, row.line.common) == (line.parent_id, line.side, line.common)
    ]


@transaction.atomic
def show_line(*, layout: Layout, line: Line, by) -> LayoutRow:
    """Give a line its row in a layout: after the last line beside it, looking alike and counted in the same sums.

    Where none stands there it goes under its group or before the total of its side, and else last. A row that was
    limited to some columns is shown in all. Nothing changes when the line has its row.
    """
    services.turn(layout.forbund_id)
    rows = list(layout.rows.select_related("line").prefetch_related("terms", "only_columns"))
    own = next((row for row in rows if row.line_id == line.pk and row.series_id is None), None)
    if own is not None:
        if own.only_columns.all():
            services.save(layout, by=by, children=[services.Child(own, {"only_columns": []})], verb="ändrade")
        return own
    row, *others = _new_row(layout, line)
    services.save(layout, by=by, children=[row, *others], verb="ändrade")
    return row.obj


def _new_row(layout: Layout, line: Line, after: Line | None = None) -> list[services.Child]:
    """A line's row in a layout, unsaved, and the rows that it pushes down or is counted in."""
    rows = list(layout.rows.select_related("line").prefetch_related("terms", "only_columns"))
    standing = beside(layout, line)
    named = [row for row in standing if after is not None and row.line_id == after.pk]
    last = max(named or standing, key=lambda row: (row.order, row.pk), default=None)
    at = _place(rows, line, last)
    row = LayoutRow(forbund=layout.forbund, layout=layout, kind=RowKind.LINE, line=line)
    if last is not None:
        row.level, row.dress = last.level, last.dress
    elif at and rows[at - 1].line_id == line.parent_id is not None:
        row.level = min(rows[at - 1].level + 1, DEEPEST)
    row.order = rows[at - 1].order + 1 if at else 0
    moved, order = [], row.order
    for later in rows[at:]:
        if later.order > order:
            break
        later.order = order = order + 1
        moved.append(services.Child(later))
    sums = [
        services.Child(total, {"terms": [*total.terms.all(), row]})
        for total in rows
        if last is not None and last.pk in {term.pk for term in total.terms.all()}
    ]
    return [services.Child(row), *moved, *sums]


def _place(rows: list[LayoutRow], line: Line, last: LayoutRow | None) -> int:
    """Where among the rows a new line's row goes: after `last` and what stands under it, or by its group or total."""
    if last is not None:
        at = next(n for n, row in enumerate(rows, 1) if row.pk == last.pk)
        while at < len(rows) and rows[at].kind == RowKind.LINE and last.line in rows[at].line.above("parent"):
            at += 1
        return at
    measure = "intakter" if line.side == Side.INCOME else "kostnader"
    for at, row in enumerate(rows):
        if row.line_id is not None and row.line_id == line.parent_id:
            return at + 1
        if row.measure == measure and row.series_id is None:
            return at
    return len(rows)


def _lumps_and_lines(series: Series, amounts: dict, existing: dict) -> dict[str, str]:
    """Groups that would have both a lump and amounts on their lines, with the sentence for each."""
    result = {pk: amount.amount for pk, amount in existing.items()}
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


@locks("budget.series")
def series(series: Series) -> str:
    """Why a series can't be changed or removed."""
    if not series.decided:
        return ""
    return (
        f"”{series}” är beslutad med verksamhetsplanen och ändras inte mer. Behöver beloppen ändras reviderar du planen: "
        "välj Revidera på planens sida, så får revideringen en egen budget att skriva i."
    )


@locks("budget.amount")
def amount(amount: Amount) -> str:
    """Why an amount can't be changed: its series' reason."""
    return series(Series._base_manager.get(pk=amount.series_id))


def _is_plan(document: Document) -> bool:
    return document.kind == registry.plan_kind().key


@WHEN_SETTLED.function
def decide_series(document: Document) -> None:
    """The budget and the years after it are decided with the plan, the revised budget with its revision."""
    if not _is_plan(document):
        return
    kinds = REVISIONS if document.revision else ORIGINAL
    for row in Series.objects.filter(
        forbund=document.forbund_id, fiscal_year=document.fiscal_year_id, kind__in=kinds, decided=False
    ):
        row.decided, row.version = True, row.version + 1
        if row.kind in REVISIONS and row.date is None:
            row.date = document.decided_on
        row.save()
