"""The panel Håller pengarna? of a year that is under way: outcome to date against the budget, the forecast, and what deviates and why."""

from __future__ import annotations

from budget.variance.comments import of_month
from budget.variance.judging import Status, judge, worst
from budget.variance.standing import Held, Standing, standing
from finsam.core.tenancy.access import TenantContext
from finsam.core.values.money import at_a_glance
from finsam.core.values.periods import MONTHS
from finsam.facts.book import Book
from finsam.web.dashboard import Panel, only_reads, panel

MOST = 5  # deviations that are told of


def _verdict(here: Standing) -> Status:
    """The gravest of what is said of income and of costs."""
    rows = [here.totals["intakter"], here.totals["kostnader"]]
    return worst(*(judge(row.deviation, row.period, here.limits) for row in rows),
                 *(judge(row.ahead, row.budget, here.limits) for row in rows))  # fmt: skip


def _figures(here: Standing) -> list[dict]:
    costs, result = here.totals["kostnader"], here.totals["resultat"]
    wanted = [
        ("Kostnader hittills", costs.outcome),
        ("Budget hittills", costs.period),
        ("Avvikelse i resultatet", result.deviation),
        ("Prognos för årets resultat", result.forecast),
        ("Budgeterat resultat", result.budget),
        ("Eget kapital vid årets slut", (here.forecast or here.budget).measure("utgaende")),
    ]
    return [
        {"label": label, "key": fact.key, "text": at_a_glance(fact.natural)}
        for label, fact in wanted
        if fact is not None and fact.value is not None
    ]


def _deviation(row: Held, said: dict) -> dict:
    fact = row.deviation if row.deviation is not None and row.deviation.value else row.ahead
    known = said.get(row.line.pk)
    return {
        "label": row.label,
        "key": fact.key if fact else "",
        "text": at_a_glance(fact.natural) if fact else "",
        "way": row.way,
        "comment": known.text if known else "",
    }


def under_way(book: Book) -> Standing | None:
    """The year as it stands when its outcome is known to a month before December; None otherwise."""
    here = standing(book, book.year)
    return here if here is not None and here.budget is not None and here.month < len(MONTHS) else None


@panel(4)
def holds_the_budget(tenant: TenantContext, book: Book) -> Panel | None:
    """Whether the budget holds so far and for the year; nothing where no outcome is known."""
    here = under_way(book)
    if here is None and not only_reads(tenant):
        here = standing(book, book.year)
    if here is None or here.budget is None:
        return None
    said = of_month(here)
    rows = sorted(here.deviating, key=lambda row: -abs((row.deviation and row.deviation.value) or 0))
    context = {
        "verdict": _verdict(here),
        "until": here.until,
        "preliminary": here.preliminary,
        "figures": _figures(here),
        "deviations": [_deviation(row, said) for row in rows[:MOST]],
        "more": max(len(rows) - MOST, 0),
    }
    return Panel(f"Håller pengarna {book.year}?", "budget/followup_panel.html", context)
