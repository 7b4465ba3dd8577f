"""A revision of the plan: a budget of its own beside the original, and tables and figures that show it instead."""

from __future__ import annotations

import re
from collections.abc import Callable

from budget.blocks import BudgetOptions
from budget.models import Amount, Layout, LayoutColumn, LayoutRow, Series, SeriesKind
from finsam.documents import registry
from finsam.documents.books import open_book
from finsam.documents.models import Document, Section
from finsam.editions.deciding import KNOWN_AS, WHEN_REVISED

_WORD = re.compile(r"\bbudget", re.IGNORECASE)


@WHEN_REVISED.function
def begin_revised_budget(before: Document, revision: Document) -> None:
    """The revision's amounts begin as those that hold, in a series of their own, which its tables and figures show."""
    if revision.kind != registry.plan_kind().key:
        return
    year = revision.fiscal_year.year
    rows = Series.objects.filter(forbund=revision.forbund_id, fiscal_year=revision.fiscal_year_id, about=year)
    if rows.filter(kind=SeriesKind.REVISED, decided=False).exists():
        return
    holds = rows.filter(kind=SeriesKind.REVISED).order_by("date", "pk").last()
    holds = holds or rows.filter(kind=SeriesKind.BUDGET).first()
    if holds is None:
        return
    series = _series(holds, revision)
    _show(revision, holds, series)


def _series(holds: Series, revision: Document) -> Series:
    """A series with the amounts of the one that holds, not decided yet."""
    last = Series.objects.filter(fiscal_year=revision.fiscal_year_id).order_by("order").last()
    series = _copy(
        holds,
        key="",
        kind=SeriesKind.REVISED,
        decided=False,
        decision="",
        date=None,
        name=f"Reviderad budget {holds.about}" + (f" ({revision.revision})" if revision.revision > 1 else ""),
        order=last.order + 1 if last else 1,
    )
    for amount in Amount.objects.filter(series=holds):
        _copy(amount, key="", series=series)
    return series


def _show(revision: Document, holds: Series, series: Series) -> None:
    """Let the revision's sections tell of the new series where they told of the one that holds."""
    book = open_book(revision.forbund, revision.fiscal_year.year)
    kept = Layout.objects.filter(fiscal_year=revision.fiscal_year_id)
    layouts = {layout.key: layout for layout in kept.prefetch_related("columns", "rows")}
    copies: dict[str, str] = {}
    for section in Section.objects.filter(document=revision):
        block = registry.find_block(section.block)
        if block is not None and issubclass(block.options, BudgetOptions):
            chosen = section.options.get("layout") or next(iter(layouts), "")
            key = BudgetOptions.settled(book, {"layout": chosen})["layout"]
            if key in layouts and key not in copies:
                copies[key] = _layout(layouts[key], holds, series)
            section.options = {**section.options, "layout": copies.get(key, key)}
        section.prose, section.after = (revised(text, holds.about) for text in (section.prose, section.after))
        section.save()


def revised(prose: str, year: int) -> str:
    """Prose whose figures of the year's budget are bound to the revised one."""
    return re.sub(rf'(<data value=")budget(\.[^"@]+@(?:0|{year})")', r"\1reviderad\2", prose)


def original(prose: str, year: int) -> str:
    """Prose whose figures of the year's revised budget are bound to the budget, for a year that has no revision."""
    return re.sub(rf'(<data value=")reviderad(\.[^"@]+@(?:0|{year})")', r"\1budget\2", prose)


@KNOWN_AS.function
def known_by_the_original(document: Document) -> Callable[[str], str]:
    """A table of a revised budget is known as the one that it is a copy of, a figure of it as the budget's."""
    rows = Layout.objects.filter(fiscal_year=document.fiscal_year_id, revises__isnull=False)
    originals = dict(rows.values_list("key", "revises__key"))

    def known(key: str) -> str:
        key = re.sub(r"^reviderad\.", "budget.", key)
        key = re.sub(r"(?<=\.layout\.)[^.]+", lambda layout: originals.get(layout[0], layout[0]), key)
        return originals.get(key, key)

    return known


def _layout(layout: Layout, holds: Series, series: Series) -> str:
    """The key of a copy of the layout that shows the new series where it shows the one that holds; its own if it nowhere does."""
    columns, rows = list(layout.columns.all()), list(layout.rows.all())
    if not any(holds.pk in (each.series_id, getattr(each, "against_id", None)) for each in (*columns, *rows)):
        return layout.key

    def shown(its: Series | None) -> Series | None:
        return series if its is not None and its.pk == holds.pk else its

    first = layout.revises or layout
    copy = _copy(
        layout, key="", revises=first, name=_named(first.name, series), title=_named(first.title, series)
    )
    new: dict[type, dict[int, LayoutColumn | LayoutRow]] = {LayoutColumn: {}, LayoutRow: {}}
    for column in columns:
        label = _named(column.label, series) if column.series_id == holds.pk else column.label
        shows = {"series": shown(column.series), "against": shown(column.against)}
        new[LayoutColumn][column.pk] = _copy(column, layout=copy, label=label, **shows)
    for row in rows:
        terms, only = list(row.terms.all()), list(row.only_columns.all())
        new[LayoutRow][row.pk] = _copy(row, layout=copy, series=shown(row.series))
        new[LayoutRow][row.pk].only_columns.set([new[LayoutColumn][column.pk] for column in only])
        row.kept_terms = terms
    for row in rows:
        new[LayoutRow][row.pk].terms.set([new[LayoutRow][term.pk] for term in row.kept_terms])
    return copy.key


def _named(text: str, series: Series) -> str:
    """A name that says that the budget is revised: `Reviderad budget 2024` of `Budget 2024`."""
    if not text or "reviderad" in text.lower():
        return text
    word = _WORD.search(text)
    if word is None:
        return f"{text}, reviderad budget"
    lead = "Reviderad " if word.start() == 0 else "reviderad "
    return f"{text[: word.start()]}{lead}{word[0].lower()}{text[word.end() :]}"


def _copy(row, **given):
    """A new row like one that is stored, with other values where they are given."""
    fields = {
        its.name: getattr(row, its.name)
        for its in row._meta.concrete_fields
        if not its.primary_key and its.name != "version"
    }
    copy = type(row)(**{**fields, **given})
    copy.full_clean()
    copy.save()
    return copy
