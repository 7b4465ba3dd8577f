"""The year's budget as on paper, and the grid where its amounts are written."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from budget.checks import lines_shown
from budget.equity_checks import deficits, equity_level
from budget.facts import series_facts
from budget.grid import TOTALS, Grid, kronor
from budget.models import Layout, Line, Series
from budget.queries import layouts, money
from budget.services import set_amounts, show_line, signed
from finsam.checks.reconciliation import Case, explained
from finsam.core import services
from finsam.core.crud.comparison import compare
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.documents import queries as documents
from finsam.facts.book import Book
from finsam.web.screen import on_screen

WRITE = Permission.EDIT_BUDGET


def warnings(tenant: TenantContext, book: Book) -> list:
    """What the rules say of rows, deficits and capital, each with its explanation when there is one."""
    case = Case(book, tenant.fiscal_year, [])
    found = (*lines_shown(case), *deficits(case), *equity_level(case))
    return list(explained(found, documents.explanations(tenant.fiscal_year)))


@require_permission()
def budget(request):
    """The year's layouts as on paper, with the result, the capital and what to think of on top."""
    tenant = request.tenant
    book = Book(tenant.forbund, tenant.fiscal_year.year)
    data = book.read(money)
    found = book.read(layouts, book.year)
    wanted = request.GET.get("visa", "")
    chosen = found.get(wanted) or next(iter(found.values()), None)
    own = data.canonical.get(("budget", book.year, 0))
    made = [one for one in data.series.values() if one.fiscal_year_id == tenant.fiscal_year.pk]
    context = {
        "section": "budget",
        "layouts": found.values(),
        "chosen": chosen,
        "figures": [
            {"label": TOTALS[name], "fact": fact, "text": kronor(fact.natural)}
            for name in TOTALS
            if own and (fact := series_facts(book, own).measure(name)).value is not None
        ],
        "own": own,
        "warnings": warnings(tenant, book),
        "series": made,
        "has_lines": bool(data.lines),
        "refusal": tenant.refusal(WRITE),
    }
    if chosen is not None:
        context |= on_screen(tenant, book, "budget", {"layout": chosen.key, "show_title": True})
    return render(request, "budget/budget.html", context)


def _grid(tenant: TenantContext, series: Series) -> Grid:
    return Grid(Book(tenant.forbund, tenant.fiscal_year.year), series)


@require_permission(write=WRITE)
def amounts(request, series):
    """All lines and one series: what is written is saved together, or not at all."""
    tenant = request.tenant
    one = tenant.get(Series, key=series)
    grid = _grid(tenant, one)
    form = grid.form(request.POST or None, tenant=tenant)
    stale = None
    if request.method == "POST" and form.is_valid():
        written = form.written()
        try:
            set_amounts(
                series=one,
                amounts={line: signed(line, value) for line, value in written.items()},
                by=request.user,
                version=form.cleaned_data["version"],
            )
        except ValidationError as error:
            blame(form, error)
        except services.StaleSave as error:
            stale = both(form, grid, error.current)
        else:
            messages.success(request, saved_sentence(one, len(written)))
            return HttpResponseRedirect(address(tenant, "budget-amounts", series=one.key))
    context = {
        "section": "budget",
        "series": one,
        "form": form,
        "stale": stale,
        "sections": grid.sections(form),
        "totals": grid.totals(),
        "beside": grid.beside,
        "refusal": tenant.refusal(WRITE),
    }
    return render(request, "budget/amounts.html", context, status=422 if request.method == "POST" else 200)


def saved_sentence(series: Series, count: int) -> str:
    """What was saved, in a sentence."""
    if not count:
        return "Inget var ändrat."
    return f"{count} belopp i {series} har sparats. Summor, tabeller och texter följer med."


def blame(form, error: ValidationError) -> None:
    """Put each of the action's sentences beside the line's field, or at the top where there is none."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for key, sentences in error.message_dict.items():
        name = f"belopp-{key}"
        form.add_error(name if name in form.fields else None, sentences)


def both(form, grid: Grid, current: Series) -> list[dict]:
    """What the visitor wrote and what is saved now; the form goes on from the version that is."""
    return compare(
        form, current, ((line.name, value, grid.stored(line)) for line, value in form.written().items())
    )


@require_POST
@require_permission(write=WRITE)
def amounts_sums(request, series):
    """What the amounts in the form would come to; nothing is saved."""
    tenant = request.tenant
    grid = _grid(tenant, tenant.get(Series, key=series))
    form = grid.form(request.POST, tenant=tenant)
    form.is_valid()  # an amount that can't be read yet is left out
    grid.imagine(form.written())
    context = {"sections": grid.sections(form), "totals": grid.totals()}
    return render(request, "budget/sums.html", context)


@require_POST
@require_permission(write=WRITE)
def layout_show_line(request, layout, line):
    """Give a line its row in a layout, where the lines beside it stand."""
    tenant = request.tenant
    one, shown = tenant.get(Layout, key=layout), tenant.get(Line, key=line)
    show_line(layout=one, line=shown, by=request.user)
    messages.success(request, f"”{shown}” har fått en rad i ”{one}”.")
    return HttpResponseRedirect(f"{address(tenant, 'budget')}?visa={one.key}")
