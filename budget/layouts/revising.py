"""A revision of the plan: a budget of its own beside the original, and tables and figures that show it instead."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.db.models import QuerySet

from budget.blocks import BudgetOptions
from budget.models import Amount, Layout, LayoutColumn, LayoutRow, Series, SeriesKind, Spread
from budget.models.series import ORIGINAL, REVISIONS
from finsam.documents import registry
from finsam.documents.books import open_book
from finsam.documents.models import Document, Section
from finsam.editions.deciding import KNOWN_AS, WHEN_REVISED

_WORD = re.compile(r"\bbudget", re.IGNORECASE)
Revised = dict[int | None, Series]  # the new series by the number of the one that it revises
_AHEAD = re.compile(r"\b(?:budget|plan|prognos)", re.IGNORECASE)


@WHEN_REVISED.function
def begin_revised_budget(before: Document, revision: Document) -> None:
    """The revision's amounts begin as those that hold, in series of their own, which its tables and figures show.

    So do those of the years after it, for each begins with the equity that the year before it leaves.
    """
    if revision.kind != registry.plan_kind().key:
        return
    made = Series.objects.filter(forbund=revision.forbund_id, fiscal_year=revision.fiscal_year_id)
    if made.filter(kind__in=REVISIONS, decided=False).exists():
        return
    holding = _holding(made, revision.fiscal_year.year)
    if revision.fiscal_year.year not in {series.about for series in holding}:
        return
    new: Revised = {}
    for series in holding:
        new[series.pk] = _series(series, revision, new)
    _show(revision, new)


def _holding(made: QuerySet[Series], year: int) -> list[Series]:
    """The budget of a year and the plan of each year after it, as last revised or as first decided, by year."""
    holds: dict[int, Series] = {}
    for kinds in (ORIGINAL, REVISIONS):
        for series in made.filter(kind__in=kinds, about__gte=year).order_by("date", "pk"):
            holds[series.about] = series
    return [holds[about] for about in sorted(holds)]


def _series(holds: Series, revision: Document, new: Revised) -> Series:
    """A series with the amounts of the one that holds, not decided yet; it begins where the new one before it ends."""
    ahead = holds.about > revision.fiscal_year.year
    kind = SeriesKind.REVISED_PLAN if ahead else SeriesKind.REVISED
    last = Series.objects.filter(fiscal_year=revision.fiscal_year_id).order_by("order").last()
    series = _copy(
        holds,
        key="",
        kind=kind,
        decided=False,
        decision="",
        date=None,
        name=f"{kind.label} {holds.about}" + (f" ({revision.revision})" if revision.revision > 1 else ""),
        opening_from=new.get(holds.opening_from_id, holds.opening_from),
        order=last.order + 1 if last else 1,
    )
    for part in (Amount, Spread):
        for row in part.objects.filter(series=holds):
            _copy(row, key="", series=series)
    return series


def _show(revision: Document, new: Revised) -> None:
    """Let the revision's sections tell of the new series where they told of those that hold."""
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
                copies[key] = _layout(layouts[key], new)
            section.options = {**section.options, "layout": copies.get(key, key)}
        section.prose, section.after = (
            revised(text, revision.fiscal_year.year) for text in (section.prose, section.after)
        )
        section.save()


def revised(prose: str, year: int) -> str:
    """Prose whose figures of the year's budget and of the plans made with it are bound to the revised ones."""
    prose = re.sub(rf'(<data value=")budget(\.[^"@]+@(?:0|{year})")', r"\1reviderad\2", prose)
    return re.sub(rf'(<data value=")(plan\d\.[^"@]+@(?:0|{year})")', r"\1rev\2", prose)


def original(prose: str, year: int) -> str:
    """Prose whose figures of the year's revised budget and plans are bound to the first, for a year without revision."""
    prose = re.sub(rf'(<data value=")reviderad(\.[^"@]+@(?:0|{year})")', r"\1budget\2", prose)
    return re.sub(rf'(<data value=")rev(plan\d\.[^"@]+@(?:0|{year})")', r"\1\2", prose)


@KNOWN_AS.function
def known_by_the_original(document: Document) -> Callable[[str], str]:
    """A table of a revised budget is known as the one that it is a copy of, a figure of it as the budget's."""
    rows = Layout.objects.filter(fiscal_year=document.fiscal_year_id, revises__isnull=False)
    originals = dict(rows.values_list("key", "revises__key"))

    def known(key: str) -> str:
        key = re.sub(r"^reviderad\.", "budget.", key)
        key = re.sub(r"^revplan(?=\d)", "plan", key)
        key = re.sub(r"(?<=\.layout\.)[^.]+", lambda layout: originals.get(layout[0], layout[0]), key)
        return originals.get(key, key)

    return known


def _layout(layout: Layout, new: Revised) -> str:
    """The key of a copy of the layout that shows the new series where it shows those that hold; its own if it nowhere does."""
    columns, rows = list(layout.columns.all()), list(layout.rows.all())
    shows = {getattr(each, name, None) for each in (*columns, *rows) for name in ("series_id", "against_id")}
    if not shows & new.keys():
        return layout.key

    def shown(its: Series | None) -> Series | None:
        return its and new.get(its.pk, its)

    first = layout.revises or layout
    copy = _copy(layout, key="", revises=first, name=_named(first.name), title=_named(first.title))
    made: dict[type, dict[int, LayoutColumn | LayoutRow]] = {LayoutColumn: {}, LayoutRow: {}}
    for column in columns:
        series, against = shown(column.series), shown(column.against)
        label = column.label if series == column.series else _column(column.label, series)
        made[LayoutColumn][column.pk] = _copy(
            column, layout=copy, label=label, series=series, against=against
        )
    for row in rows:
        terms, only = list(row.terms.all()), list(row.only_columns.all())
        made[LayoutRow][row.pk] = _copy(row, layout=copy, series=shown(row.series))
        made[LayoutRow][row.pk].only_columns.set([made[LayoutColumn][column.pk] for column in only])
        row.kept_terms = terms
    for row in rows:
        made[LayoutRow][row.pk].terms.set([made[LayoutRow][term.pk] for term in row.kept_terms])
    return copy.key


def _column(label: str, series: Series) -> str:
    """What the column of a revised series is called; a year's number says enough of a plan beside the revised budget."""
    return _named(label) if series.kind == SeriesKind.REVISED else _said(label, _AHEAD.search(label))


def _named(text: str) -> str:
    """A name that says that the budget is revised: `Reviderad budget 2024` of `Budget 2024`."""
    word = _WORD.search(text)
    if not text or word or "reviderad" in text.lower():
        return _said(text, word)
    return f"{text}, reviderad budget"


def _said(text: str, word: re.Match[str] | None) -> str:
    """The text with `reviderad` before a word of it, once; as it is when there is no such word."""
    if word is None or "reviderad" in text.lower():
        return text
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
