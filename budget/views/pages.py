"""The year's budget as on paper, and the grid where its amounts are written."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from budget.checks import lines_shown
from budget.equity_checks import deficits, equity_level
from budget.facts import series_facts
from budget.grid import TOTALS, AmountGrid
from budget.models import Layout, Line, Series, SeriesKind
from budget.queries import layouts, money
from budget.services import show_line
from finsam.checks.reconciliation import Case, explained
from finsam.core.states import lock_of
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.money import exact
from finsam.documents import queries as documents
from finsam.documents.books import open_book
from finsam.facts.book import Book
from finsam.web.screen import on_screen

WRITE = Permission.EDIT_BUDGET


def warnings(tenant: TenantContext, book: Book) -> list:
    """What the rules say of rows, deficits and capital, each with its explanation when there is one."""
    case = Case(book, tenant.fiscal_year, [])
    findings = (*lines_shown(case), *deficits(case), *equity_level(case))
    return list(explained(findings, documents.explanations(tenant.fiscal_year)))


@require_permission()
def budget(request):
    """The year's layouts as on paper, with the result, the capital and what to think of on top."""
    tenant = request.tenant
    book = open_book(tenant.forbund, tenant.fiscal_year.year)
    data = book.read(money)
    by_key = book.read(layouts, book.year)
    wanted = request.GET.get("visa", "")
    chosen = by_key.get(wanted) or next(iter(by_key.values()), None)
    own = data.canonical.get(("budget", book.year, 0))
    made = [series for series in data.series.values() if series.fiscal_year_id == tenant.fiscal_year.pk]
    revised = [series for series in made if series.kind == SeriesKind.REVISED and not series.decided]
    context = {
        "section": "budget",
        "layouts": by_key.values(),
        "chosen": chosen,
        "figures": [
            {"label": TOTALS[name], "fact": fact, "text": exact(fact.natural)}
            for name in TOTALS
            if own and (fact := series_facts(book, own).measure(name)).value is not None
        ],
        "own": own,
        "written": revised[-1] if revised else own,
        "warnings": warnings(tenant, book),
        "series": made,
        "has_lines": bool(data.lines),
        "refusal": tenant.refusal(WRITE),
        "locked": lock_of(own) if own and not revised else "",
    }
    if chosen is not None:
        context |= on_screen(tenant, book, "budget", {"layout": chosen.key, "show_title": True})
    return render(request, "budget/budget.html", context)


@require_permission(write=WRITE)
def amounts(request, series):
    """All lines and one series: what is written is saved together, or not at all."""
    return AmountGrid(request.tenant, request.tenant.get(Series, key=series)).page(request)


@require_POST
@require_permission(write=WRITE)
def amounts_sums(request, series):
    """What the amounts in the form would come to; nothing is saved."""
    return AmountGrid(request.tenant, request.tenant.get(Series, key=series)).live(request)


@require_POST
@require_permission(write=WRITE)
def layout_show_line(request, layout, line):
    """Give a line its row in a layout, where the lines beside it stand."""
    tenant = request.tenant
    chosen, shown = tenant.get(Layout, key=layout), tenant.get(Line, key=line)
    show_line(layout=chosen, line=shown, by=request.user)
    messages.success(request, f"”{shown}” har fått en rad i ”{chosen}”.")
    return HttpResponseRedirect(f"{address(tenant, 'budget')}?visa={chosen.key}")
