"""The page Budgetuppföljning: the year to a month against its budget, down to accounts and months, with what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render

from budget.models import Line
from budget.queries import money
from budget.variance.blocks import followup_table
from budget.variance.comments import CommentGrid
from budget.variance.forms import LimitsForm
from budget.variance.received import received
from budget.variance.standing import VIEWS, Standing, standing
from budget.variance.to_date import sources
from finsam.core.crud.editor import OnePerYear
from finsam.core.crud.tables import OwnedTable
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.money import exact
from finsam.core.values.periods import MONTHS
from finsam.documents.books import open_book
from finsam.facts.book import Book, Fact
from finsam.facts.tables import Table

limits = OnePerYear(
    "budget-followup-limits",
    "budget/uppfoljning/granser",
    LimitsForm,
    OwnedTable,
    write=Permission.EDIT_BUDGET,
    intro="När en rad ska bevakas, och när den avviker så att den ska ha en kommentar. Både procenten och beloppet ska vara nådda. Gränserna gäller åt båda hållen, för intäkter och kostnader.",
    section="budget",
    back="budget-followup",
    back_label="Budgetuppföljning",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell of the page: what is printed and the fact behind it."""

    text: str = ""
    key: str = ""
    words: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the page. `opens` is the key to fold it out by, `accounts` what is folded out under it."""

    key: str
    label: str
    cells: tuple[Figure, ...]
    strong: bool
    level: int
    opens: str = ""
    accounts: tuple[Shown, ...] = ()


@require_permission()
def latest(request):
    """The year to the last month that is closed, or else known."""
    return _page(request, None)


@require_permission(write=Permission.EXPLAIN)
def followup(request, month):
    """The year to a month; what is said of what deviates is written in place."""
    return _page(request, month)


def _page(request, month: int | None):
    tenant = request.tenant
    book = open_book(tenant.forbund, tenant.here.year)
    here = standing(book, book.year, month)
    told = f"{MONTHS[month - 1]} " if month in range(1, len(MONTHS) + 1) else ""
    title = f"Budgetuppföljning {told}{book.year}"
    if here is None:
        if month is not None and not told:
            raise Http404("Det finns ingen sådan månad.")
        return render(request, "budget/followup_empty.html", {"section": "budget", **_begin(book, title)})
    return CommentGrid(tenant, here, {**_shown(request, here), "title": title}).page(request)


def _begin(book: Book, title: str) -> dict:
    """What the page is of before there is an outcome, and the months to which there is one."""
    known = [(month, MONTHS[month - 1]) for month in sorted(sources(book, book.year))]
    return {"has_lines": bool(book.read(money).lines), "title": title, "months": known}


def _shown(request, here: Standing) -> dict:
    """What the page shows: the table of a view, and the accounts of the line that is folded out."""
    tenant, book = request.tenant, here.book
    view = request.GET.get("visa", "")
    view = view if view in VIEWS else "rader"
    opened = request.GET.get("rad", "")
    table = followup_table(here, view)
    known = sorted(sources(book, here.year))
    return {
        "here": here,
        "table": table,
        "rows": list(_rows(here, table, view, opened)),
        "groups": _groups(table),
        "view": view,
        "views": VIEWS.items(),
        "months": [(month, MONTHS[month - 1].capitalize()) for month in known],
        "until": here.until,
        "month_names": [name[:3] for name in MONTHS[: here.month]],
        "unbudgeted": here.budget is None,
        "counts": _counts(here),
        "received": received(book, here.year, here.month),
        "limit_words": _limit_words(here),
        "page": address(tenant, "budget-followup-month", month=here.month),
    }


def _limit_words(here: Standing) -> str:
    """From when a line is what, in a sentence."""
    limit = here.limits
    watch, deviates = (
        f"{exact(percent)} % och {exact(amount, 'kr')}"
        for percent, amount in (
            (limit.watch_percent, limit.watch_amount),
            (limit.deviates_percent, limit.deviates_amount),
        )
    )
    return f"En rad ska bevakas från {watch}, och avviker från {deviates}, åt vilket håll det än är."


def _groups(table: Table) -> list[tuple[str, int]]:
    """The grouped headings with how many columns each spans."""
    groups: list[tuple[str, int]] = []
    for column in table.columns:
        if groups and groups[-1][0] == column.group:
            groups[-1] = (column.group, groups[-1][1] + 1)
        else:
            groups.append((column.group, 1))
    return groups


def _rows(here: Standing, table: Table, view: str, opened: str) -> Iterator[Shown]:
    lines = {held.name: held.line for held in here.rows(view)}
    for row in table.rows:
        cells = []
        for column in table.columns:
            cell = row.cells.get(column.key)
            if cell is None or cell.fact is None:
                cells.append(Figure(cell.text if cell else "", words=True))
            else:
                text = column.text(cell.fact)
                cells.append(Figure(text, cell.fact.key if text else ""))
        line = lines.get(row.key)
        has_accounts = line is not None and bool(_accounts(here, line))
        accounts = (
            tuple(_account(here, fact) for fact in _accounts(here, line))
            if has_accounts and row.key == opened
            else ()
        )
        yield Shown(
            row.key, row.label, tuple(cells), row.strong, row.level, row.key if has_accounts else "", accounts
        )  # fmt: skip


def _accounts(here: Standing, line: Line) -> list[Fact]:
    """What a line's outcome is made of in the books: an account and object each."""
    if here.outcome is None or not here.outcome.books:
        return []
    below = {here.outcome.line(child).key for child in here.outcome.children(line)}
    parts = [part for _, part in here.outcome.line(line).parts if part.key not in below]
    return [part for part in parts if part.op == "sum" and part.value is not None and part.key.count(".") > 2]


def _account(here: Standing, fact: Fact) -> Shown:
    """An account and object, month by month."""
    months = {part.key.split(".")[3][:2]: part for _, part in fact.parts}
    cells = []
    for number in range(1, here.month + 1):
        part = months.get(f"{number:02}")
        cells.append(Figure(exact(part.natural), part.key) if part is not None else Figure())
    return Shown(fact.key, fact.label, (*cells, Figure(exact(fact.natural), fact.key)), False, 0)


def _counts(here: Standing) -> list[tuple[str, int]]:
    """How many lines there are of each judgement: those that have no judged lines under them, and all that ask for a comment."""
    judged = [row for row in here.rows() if row.line is not None and row.status.weight]
    sums = {group.pk for row in judged for group in here.above(row.line)} - {
        row.line.pk for row in here.deviating
    }
    counts: dict[int, tuple[str, int]] = {}
    for row in judged:
        if row.line.pk in sums:
            continue
        weight = row.status.weight
        counts[weight] = (str(row.status), counts.get(weight, ("", 0))[1] + 1)
    return [counts[weight] for weight in sorted(counts, reverse=True)]
