"""Lines changed in the sheet: added, renamed, moved, indented and removed, with the tables that print them."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from budget.models import Amount, Layout, LayoutRow, Line, RowKind
from budget.services import DEEPEST, add_line
from finsam.core import removal, services
from finsam.core.models import FiscalYear
from finsam.core.services import Child
from finsam.core.text.prose import listed

UP, DOWN, IN, OUT = "upp", "ned", "in", "ut"


@transaction.atomic
def add_beside(*, fiscal_year: FiscalYear, name: str, side: str, after: Line | None = None, by) -> Line:
    """Add a line after another, on its level, or last of its side; it stands in the year's tables where its neighbours do.

    Raises ValidationError as `finsam.core.services.save` does.
    """
    forbund = fiscal_year.forbund
    services.turn(forbund.pk)
    parent = after.parent if after is not None else None
    line = Line(forbund=forbund, name=name, side=after.side if after is not None else side, parent=parent)
    beside = siblings(line)
    at = beside.index(after) + 1 if after in beside else len(beside)
    later = beside[at:]
    line.order = beside[at - 1].order + 1 if at else 1
    moved = _pushed(line.order, later)
    add_line(line, by=by, layouts=Layout.objects.filter(fiscal_year=fiscal_year), after=after, moved=moved)
    return line


@transaction.atomic
def rename(*, fiscal_year: FiscalYear, line: Line, name: str, by) -> Line:
    """Give a line another name, and the headings that have its name in the year's tables too."""
    services.turn(line.forbund_id)
    if line.name == name:
        return line
    heads = LayoutRow.objects.filter(
        layout__fiscal_year=fiscal_year, kind=RowKind.HEADING, label=line.name
    ).select_related("layout")
    children = []
    for head in heads:
        head.label = name
        children.append(Child(head))
    line.name = name
    if children:
        _changed(head.layout for head in heads)
    services.save(line, by=by, children=children)
    return line


@transaction.atomic
def move(*, fiscal_year: FiscalYear, line: Line, way: str, by) -> Line:
    """Move a line past its neighbour, into the one above it, or out of the one that it is part of.

    What is part of it goes with it, and so do its rows in the year's tables. Raises ValidationError where it can't go there.
    """
    services.turn(line.forbund_id)
    beside = siblings(line)
    at = beside.index(line)
    if way in (UP, DOWN):
        other = at + (-1 if way == UP else 1)
        if not 0 <= other < len(beside):
            raise ValidationError(f"”{line}” står redan {'först' if way == UP else 'sist'}.")
        children = _swapped(fiscal_year, line, beside, at, other)
    elif way == IN:
        if at == 0:
            raise ValidationError(
                f"”{line}” har ingen rad ovanför sig att ingå i. Flytta den under en först."
            )
        children = _into(fiscal_year, line, beside[at - 1])
    else:
        if line.parent is None:
            raise ValidationError(f"”{line}” ingår inte i någon annan rad.")
        children = _out(fiscal_year, line)
    _changed(child.obj.layout for child in children if isinstance(child.obj, LayoutRow))
    services.save(line, by=by, children=children, verb="flyttade")
    return line


@transaction.atomic
def remove(*, fiscal_year: FiscalYear, line: Line, by) -> None:
    """Remove a line with its amounts, and its rows in tables of any year. Raises ValidationError where others lean on it."""
    services.turn(line.forbund_id)
    rows = list(LayoutRow.objects.filter(line=line).select_related("layout"))
    children = [*(Child(row, remove=True) for row in rows), Child(line, remove=True)]
    _changed(row.layout for row in rows)
    services.save(fiscal_year, by=by, children=children)


def leaning(line: Line) -> list[str]:
    """What goes with a line when it is removed, as sentences. Raises ValidationError where others lean on it.

    To be asked on one's turn to write: the rows that print the line are taken away for the while.
    """
    rows = LayoutRow.objects.filter(line=line).select_related("layout__fiscal_year")
    tables = list(dict.fromkeys(f"”{row.layout}” {row.layout.fiscal_year}" for row in rows))
    printed = [f"Raden försvinner ur {listed(tables)}."] if tables else []
    with transaction.atomic():
        rows.delete()
        told = removal.said_of(line)
        transaction.set_rollback(True)
    return [*printed, *told]


def siblings(line: Line) -> list[Line]:
    """The lines on a line's level, itself among them when it is stored, in order."""
    same = Line.objects.filter(
        forbund=line.forbund_id, parent=line.parent_id, side=line.side, common=line.common
    )
    return list(same.select_related("parent"))


def within(line: Line) -> set[int]:
    """The numbers of a line and of all that is part of it."""
    parents = dict(Line.objects.filter(forbund=line.forbund_id).values_list("pk", "parent_id"))
    below, more = {line.pk}, True
    while more:
        new = {pk for pk, parent in parents.items() if parent in below} - below
        below, more = below | new, bool(new)
    return below


def _pushed(order: int, later: Iterable[Line]) -> list[Child]:
    """The lines after a new place, each given a later order where it hasn't one."""
    moved = []
    for line in later:
        if line.order > order:
            break
        line.order = order = order + 1
        moved.append(Child(line))
    return moved


def _swapped(fiscal_year: FiscalYear, line: Line, beside: list[Line], at: int, other: int) -> list[Child]:
    """A line and its neighbour in each other's place: what is saved with it."""
    neighbour = beside[other]
    beside[at], beside[other] = beside[other], beside[at]
    for order, each in enumerate(beside, 1):
        each.order = order
    line.order = other + 1
    touched = [
        child
        for layout in Layout.objects.filter(fiscal_year=fiscal_year)
        for child in _blocks_swapped(layout, line, neighbour)
    ]
    return [*(Child(each) for each in beside if each.pk != line.pk), *touched]


def _blocks_swapped(layout: Layout, line: Line, other: Line) -> list[Child]:
    """The rows of two neighbours in a table, each with what stands under it, in each other's place."""
    rows = list(layout.rows.select_related("line", "layout"))
    spans = sorted(span for each in (line, other) if (span := _span(rows, each)) is not None)
    if len(spans) < 2 or spans[0][1] != spans[1][0]:
        return []  # one of them isn't printed, or something stands between them
    (start, middle), (_, end) = spans
    turned = [*rows[middle:end], *rows[start:middle]]
    orders = sorted(row.order for row in turned)
    if len(set(orders)) < len(orders):
        orders = list(range(orders[0], orders[0] + len(orders)))
    for row, order in zip(turned, orders, strict=True):
        row.order = order
    return [Child(row) for row in turned]


def _span(rows: list[LayoutRow], line: Line) -> tuple[int, int] | None:
    """From where to where a line and those below it stand in a table, with the heading over them; None where not together."""
    below = within(line)
    own = [at for at, row in enumerate(rows) if row.line_id in below]
    if not own:
        return None
    start, end = own[0], own[-1] + 1
    if end - start != len(own) and any(
        rows[at].kind != RowKind.HEADING for at in set(range(start, end)) - set(own)
    ):
        return None
    above = rows[start - 1] if start else None
    if len(own) > 1 and above is not None and above.kind == RowKind.HEADING and above.label == line.name:
        start -= 1
    return start, end


def _into(fiscal_year: FiscalYear, line: Line, group: Line) -> list[Child]:
    """A line as the last of a group: what is saved with it."""
    _refuse_two_amounts(line, group)
    last = Line.objects.filter(parent=group).order_by("order", "pk").last()
    line.parent, line.order = group, last.order + 1 if last else 1
    return _levelled(fiscal_year, line, group, 1)


def _out(fiscal_year: FiscalYear, line: Line) -> list[Child]:
    """A line right after the group that it was part of: what is saved with it."""
    group = line.parent
    line.parent = group.parent
    beside = [each for each in siblings(line) if each.pk != line.pk]
    at = beside.index(group) + 1
    line.order = group.order + 1
    moved = _pushed(line.order, beside[at:])
    return [*moved, *_levelled(fiscal_year, line, group, -1)]


def _levelled(fiscal_year: FiscalYear, line: Line, group: Line, step: int) -> list[Child]:
    """The rows of a line that has gone into a group or out of it: indented so, and counted once in each sum."""
    touched: list[LayoutRow] = []
    many: dict[int, dict] = {}
    below = within(line)
    for layout in Layout.objects.filter(fiscal_year=fiscal_year):
        rows = list(layout.rows.select_related("line", "layout").prefetch_related("terms"))
        own = {row.pk for row in rows if row.line_id == line.pk}
        groups = {row.pk for row in rows if row.line_id == group.pk}
        for row in rows:
            if row.line_id in below:
                row.level = min(max(row.level + step, 0), DEEPEST)
                touched.append(row)
            terms = {term.pk for term in row.terms.all()}
            if terms & groups and own:
                kept = terms - own if step > 0 else terms | own
                if kept != terms:
                    many[row.pk] = {"terms": [each for each in rows if each.pk in kept]}
                    touched.append(row)
    return [Child(row, many.get(row.pk, {})) for row in dict.fromkeys(touched)]


def _refuse_two_amounts(line: Line, group: Line) -> None:
    """A group is an amount or the sum of its lines, never both."""
    below = within(line)
    above = [group.pk, *(each.pk for each in group.above("parent"))]
    both = set(Amount.objects.filter(line__in=below).values_list("series__name", flat=True)) & set(
        Amount.objects.filter(line__in=above).values_list("series__name", flat=True)
    )
    if both:
        raise ValidationError(
            f"”{group}” har egna belopp i {listed(sorted(both))} och kan inte samtidigt vara summan av andra rader. "
            f"Ta bort dem, eller låt ”{line}” stå kvar bredvid."
        )


def _changed(layouts: Iterable[Layout]) -> None:
    """Tell whoever has a table open that its rows are others now; before the action's row in the log, which is last."""
    for layout in {layout.pk: layout for layout in layouts}.values():
        services.raise_version(layout)
