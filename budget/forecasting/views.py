"""The pages of forecasts: proposals and the year's forecasts beside each other, and the grid where one is written."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from budget.facts import SeriesFacts, series_facts
from budget.forecasting.grid import ForecastGrid
from budget.forecasting.proposals import Proposal, proposals
from budget.forecasting.services import make_forecast
from budget.models import Line, Method, Series, SeriesKind, Side
from budget.queries import Money, money
from budget.variance.standing import Standing, standing
from budget.variance.to_date import sources
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.money import number
from finsam.core.values.periods import MONTHS, last_day
from finsam.documents.books import open_book
from finsam.facts.book import Book, Fact

WRITE = Permission.EDIT_BUDGET
WAYS = {Method.PLAN: "Resten av budgeten", Method.SHAPE: "Förra årets fördelning", Method.PACE: "Samma takt", Method.GRANTED: "Det beviljade"}  # fmt: skip
TOTALS = (("intakter", "Intäkter"), ("kostnader", "Kostnader"), ("resultat", "Resultat"), ("utgaende", "Eget kapital vid årets slut"))  # fmt: skip


def _figure(fact: Fact | None) -> tuple[str, str]:
    """What is printed of a fact, and its key."""
    return (number(fact.natural, 0), fact.key) if fact is not None and fact.value is not None else ("", "")


@require_permission(write=WRITE)
def forecasts(request):
    """What is proposed of the year to a month, and the forecasts that are made; a post makes one of the proposals."""
    tenant = request.tenant
    book = open_book(tenant.forbund, tenant.here.year)
    asked = (request.POST if request.method == "POST" else request.GET).get("till", "")
    known = sources(book, book.year)
    here = standing(
        book,
        book.year,
        int(asked) if asked.isascii() and asked.isdigit() and int(asked[:3]) in known else None,
    )
    made = proposals(book, book.year, here.month) if here else []
    refused = ""
    if request.method == "POST":
        try:
            day = last_day(book.year, here.month if here else 12)
            series = make_forecast(fiscal_year=tenant.here, day=day, proposals=made, by=request.user)
        except ValidationError as error:
            refused = " ".join(error.messages)
        else:
            messages.success(
                request, f"{series} har gjorts av förslagen. Ändra det du vet bättre, och skriv varför."
            )
            return HttpResponseRedirect(address(tenant, "budget-forecast", series=series.key))
    context = {
        "section": "budget",
        "here": here,
        "months": [(month, MONTHS[month - 1]) for month in sorted(known)],
        "ways": [words for method, words in WAYS.items() if any(method in each.ways for each in made)],
        "rows": [
            _row(each, [method for method in WAYS if any(method in other.ways for other in made)])
            for each in made
        ],
        "unplaced": _unplaced(here) if here else [],
        "refused": refused,
        "refusal": tenant.refusal(WRITE),
        **_compared(book),
    }
    return render(request, "budget/forecasts.html", context, status=422 if refused else 200)


def _row(each: Proposal, methods: list[Method]) -> dict:
    """A line with what each method says of it, and how near it has come."""
    cells = [
        {
            "figure": _figure(each.ways.get(method)),
            "chosen": method == each.method,
            "hit": str(each.hits[method]),
        }
        for method in methods
    ]
    return {
        "label": each.line.name,
        "level": each.level,
        "cells": cells,
        "method": f"Följer {each.follows.name.lower()}" if each.follows else WAYS[each.method],
        "note": "Delas upp på andra rader" if each.line.common else "",
        "hit": str(each.hit),
    }


def _unplaced(here: Standing) -> list[tuple[str, str]]:
    """What of the books no rule takes, and so is in no proposal."""
    rows = [
        row for row in here.rows() if row.line is not None and row.line.pk is not None and row.line.pk < 0
    ]
    return [_figure(row.outcome) for row in rows if row.outcome is not None and row.outcome.value]


def _compared(book: Book) -> dict:
    """The year's forecasts beside the budget and the outcome: totals and lines."""
    data = book.read(money)
    here = standing(book, book.year)
    budget = (
        here.budget.series if here and here.budget else data.canonical.get((SeriesKind.BUDGET, book.year, 0))
    )
    outcome = data.canonical.get((SeriesKind.OUTCOME, book.year, 0))
    made = data.of_kind(SeriesKind.FORECAST, book.year)
    shown = [series for series in (budget, *made, outcome) if series is not None]
    facts = [series_facts(book, series) for series in shown]
    totals = [(label, [_figure(each.measure(name)) for each in facts]) for name, label in TOTALS]
    lines = [
        (line.name, level, [_figure(each.line(line)) for each in facts])
        for line, level in _tree(data, None, 0)
        if any(each.line(line).value is not None for each in facts)
    ]
    heads = [(series, _until(each)) for series, each in zip(shown, facts, strict=True)]
    return {"made": made, "shown": heads, "totals": totals, "lines": lines}


def _until(facts: SeriesFacts) -> str:
    """How far the books have come that an outcome is made of, in words; "" for what is of the whole year."""
    if not facts.books or facts.until == len(MONTHS):
        return ""
    return f"till och med {MONTHS[facts.until - 1]} {facts.series.about}"


def _tree(data: Money, parent: int | None, level: int) -> Iterator[tuple[Line, int]]:
    """The lines in the order of their tree, each with how deep it stands; common costs are shared out on others."""
    for line in sorted(
        data.children.get(parent, []), key=lambda line: line.side != Side.INCOME if parent is None else 0
    ):
        if not line.common:
            yield line, level
            yield from _tree(data, line.pk, level + 1)


@require_permission(write=WRITE)
def forecast(request, series):
    """A forecast beside what was proposed; what is written is saved together, or not at all."""
    return ForecastGrid(request.tenant, request.tenant.get(Series, key=series)).page(request)


@require_POST
@require_permission(write=WRITE)
def forecast_sums(request, series):
    """What the amounts in the form would come to; nothing is saved."""
    return ForecastGrid(request.tenant, request.tenant.get(Series, key=series)).live(request)
