"""The budget a step on: the first planned year becomes the budget, and the layouts show the new series."""

from __future__ import annotations

from budget.layouts.revising import original
from budget.models import AccountRule, Amount, Layout, LayoutColumn, LayoutRow, RuleShare, Series, Spread
from budget.models.series import ORIGINAL, SeriesKind
from finsam.core.rollover import YEAR, Kind, NotCarried, Rollover, carries, whole
from finsam.core.values.grouping import grouped
from finsam.documents.models import Section


@carries(YEAR)
def series(rollover: Rollover) -> None:
    """Budget and plan years, each with the amounts that last year planned for its year; the last one is empty.

    Months are spread as they were planned, else as in the year before.
    """
    kind = rollover.kind(str(Series._meta.verbose_name_plural))
    standing = rollover.standing(Series)
    if standing:
        kind.there = len(standing)
        return
    made = list(whole(Series).filter(fiscal_year=rollover.old).order_by("about", "order", "pk"))
    amounts = grouped(rollover.of_year(Amount), by=lambda amount: amount.series_id)
    spread = grouped(rollover.of_year(Spread), by=lambda row: row.series_id)
    revised = {row.about: row for row in _revised(made)}  # the newest of each year
    planned = {row.about: row for row in made if row.kind == SeriesKind.PLAN} | revised
    new: dict[int, Series] = {}
    for row in made:
        about = row.about + rollover.step
        if row is revised.get(row.about):  # its amounts are those that the plan of its year gets
            continue
        if row.kind not in ORIGINAL or row.about < rollover.old.year:
            kind.told.append(f"”{row}” följer inte med, för beloppen är gjorda för {row.about}.")
            continue
        source = planned.get(about)
        copy = rollover.copied(
            row, kind, name=rollover.ahead(row.name), key=rollover.ahead(row.key), about=about, date=None,
            decision="", decided=False, deficit_reason="", stated_result=source and source.stated_result,
            opening=source and source.opening, opening_from=_opening(source, new, about),
            reads_contributions=(source or row).reads_contributions,
        )  # fmt: skip
        new[about] = copy
        rollover.add(row, copy, kind)
        if source is None:
            kind.told.append(f"”{copy}” är tom: {rollover.old} planerade inte för {about}.")
        else:
            for amount in amounts.get(source.pk, ()):
                rollover.add(amount, rollover.copied(amount, kind, series=copy))
        for months in spread.get(source.pk if source else None) or spread.get(row.pk, ()):
            rollover.add(months, rollover.copied(months, kind, series=copy))


def _revised(made: list[Series]) -> list[Series]:
    """The plans of coming years that a decided revision made, the newest last."""
    plans = [row for row in made if row.kind == SeriesKind.REVISED_PLAN and row.decided]
    return sorted(plans, key=lambda row: (row.date, row.pk))


def _opening(source: Series | None, new: dict[int, Series], about: int) -> Series | None:
    """The series whose closing is the opening: last year's budget for the new one, else the new year before it."""
    if source is None:
        return new.get(about - 1)
    before = source.opening_from
    return None if before is None else new.get(before.about, before)


@carries(YEAR)
def layouts(rollover: Rollover) -> None:
    """The ways of printing the money, with their columns over the series of a year later."""
    kind = rollover.kind(str(Layout._meta.verbose_name_plural))
    standing = rollover.standing(Layout)
    newest = _newest(rollover)
    parts = [
        [row for row in rollover.of_year(part) if row.layout.revises_id is None]
        for part in (LayoutColumn, LayoutRow)
    ]
    if standing:
        kind.there = len(standing)
        for part in (*parts[0], *parts[1]):  # what had no series then may have none yet
            try:
                _series(part, newest, rollover)
            except NotCarried as left:
                kind.told.append(_lacking(part, left, rollover))
        return
    columns, rows = (grouped(part, by=lambda row: row.layout_id) for part in parts)
    for row in whole(Layout).filter(fiscal_year=rollover.old, revises=None):
        labels = {name: rollover.ahead(getattr(row, name)) for name in ("name", "title", "row_label")}
        copy = rollover.copied(row, kind, **labels)
        rollover.add(row, copy, kind)
        for column in columns.get(row.pk, ()):
            _shown(rollover, column, newest, kind, group=rollover.ahead(column.group))
        for line in rows.get(row.pk, ()):
            _shown(rollover, line, newest, kind)


@carries(YEAR)
def account_rules(rollover: Rollover) -> None:
    """The rules that place the books' money; they are to be confirmed, since accounts may be numbered anew."""
    rollover.carry(AccountRule, parts=(RuleShare,), change=_unconfirmed)


def _unconfirmed(row: AccountRule, copy: AccountRule) -> None:
    copy.confirmed = False


@carries(YEAR)
def sections(rollover: Rollover) -> None:
    """What a revised plan tells of its revised budget is told of the new year's budget, which nobody has revised."""
    copies = Layout.objects.filter(fiscal_year=rollover.old, revises__isnull=False)
    first = dict(copies.values_list("key", "revises__key"))
    for section, _ in rollover.rows:
        if isinstance(section, Section):
            texts = (original(text, rollover.new.year) for text in (section.prose, section.after))
            section.prose, section.after = texts
            if section.options.get("layout") in first:
                section.options = {**section.options, "layout": first[section.options["layout"]]}


def _newest(rollover: Rollover) -> dict[tuple[str, int], Series]:
    """The series by kind and year about, as the new year will see them: its own come first."""
    stored = (
        whole(Series)
        .filter(forbund=rollover.old.forbund, fiscal_year__year__lte=rollover.new.year)
        .order_by("fiscal_year__year", "date", "pk")
    )
    newest = {(row.kind, row.about): row for row in stored}
    return newest | {(copy.kind, copy.about): copy for copy, _ in rollover.rows if isinstance(copy, Series)}


def _shown(
    rollover: Rollover, row: LayoutColumn | LayoutRow, newest: dict, kind: Kind, **given: object
) -> None:
    """Carry a column or a row with the series of a year later; without one it stays, and that is told."""
    only = list(row.only_columns.all()) if isinstance(row, LayoutRow) else []
    try:
        given |= _series(row, newest, rollover)
        if only and not any(rollover.follows(column) for column in only):
            raise NotCarried(f"raden ”{row}” stod bara i kolumner som inte följer med")
        copy = rollover.copied(row, kind, label=rollover.ahead(row.label), **given)
    except NotCarried as left:
        lacking = _lacking(row, left, rollover)
        if lacking not in kind.told:  # several columns may have shown the same
            kind.told.append(lacking)
        return
    rollover.add(row, copy)


def _lacking(row: LayoutColumn | LayoutRow, why: NotCarried, rollover: Rollover) -> str:
    return f"I ”{rollover.ahead(row.layout.name)}” saknas något: {why}."


def _series(row: LayoutColumn | LayoutRow, newest: dict, rollover: Rollover) -> dict[str, Series | None]:
    """The series that a column or a row shows a year later. Raises NotCarried where there is none yet."""
    names = ("series", "against") if isinstance(row, LayoutColumn) else ("series",)
    return {name: _later(getattr(row, name), newest, rollover) for name in names}


def _later(series: Series | None, newest: dict, rollover: Rollover) -> Series | None:
    if series is None:
        return None
    about = series.about + rollover.step
    later = newest.get((series.kind, about))
    if later is None:
        raise NotCarried(f"det som visade ”{series}” har ingen motsvarighet för {about} än")
    return later
