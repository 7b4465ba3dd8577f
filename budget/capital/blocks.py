"""Blocks `kapitalbana` and `underskott`: how equity goes over the years, and what covers a deficit."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import format_html

from budget.capital.path import Step, equity_path
from budget.facts import SeriesFacts, series_facts
from budget.models.series import ORIGINAL, REVISIONS
from budget.queries import money
from finsam.core.text.prose import listed, not_a_reason
from finsam.core.values.money import number, places
from finsam.documents.options import CaptionOptions
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import Cell, Chart, Column, Html, Row, Table, Takeaway
from finsam.organisation.equity_levels import base_year, level_of
from plans.blocks.common import teach

COLUMNS = (
    Column("ingaende", "När året börjar"),
    Column("resultat", "Resultat"),
    Column("utgaende", "När året slutar"),
    Column("andel", "Andel av bidragen", unit="%", decimals=1, suffix=True),
    Column("golv", "Lägsta nivå"),
    Column("tak", "Högsta nivå"),
    Column("lage", "Läge", kind="text"),
)
OUTCOME = "utfall"  # the kind of step that has happened
DRAWN = ("utgaende", "golv", "tak")
OUTSIDE = Takeaway(
    "levels",
    (
        "Det egna kapitalet håller sig inom nivåerna",
        "Större än den högsta nivån {rows}",
        "Mindre än den lägsta nivån {rows}",
    ),
    column="tak",
    before="golv",
)


def figure(key: str, form: str = "kr") -> str:
    """A bound figure of prose, to be filled by the book."""
    return format_html('<data value="{}" data-format="{}"></data>', key, form)


@block(
    "kapitalbana",
    label="Eget kapital år för år",
    group=Group.BUDGET,
    options=CaptionOptions,
    help="Det egna kapitalet över de år som är kända, budgetåret och planåren, mot högsta och lägsta nivå.",
    edit_url="series",
)
def equity_path_block(book: Book, options: dict, _):
    """A sentence, a chart and its table: equity by year, with the levels that it is held against."""
    steps = equity_path(book)
    if not steps:
        yield from teach(
            "kapitalbana", "Det egna kapitalet visas när budgeten har ett ingående eget kapital."
        )
        return
    yield Html("kapitalbana-ord", "".join(_sentences(book, steps)))
    table = path_table(steps)
    if len(steps) > 1:
        planned = tuple(str(step.year) for step in steps if step.kind != OUTCOME)
        yield Chart(
            "kapitalbana", table.title, table, "levels", _drawn(table), takeaway=OUTSIDE, planned=planned
        )
    yield table


def path_table(steps: list[Step]) -> Table:
    """The steps as rows; a column that nothing fills is left out."""
    rows = tuple(
        Row(str(step.year), f"{step.year}, {step.kind}", {
            "ingaende": Cell(step.opening), "resultat": Cell(step.result), "utgaende": Cell(step.closing),
            **{name: Cell(fact) for name, fact in _held_against(step).items() if fact is not None},
            "lage": Cell(text=step.standing),
        })
        for step in steps
    )  # fmt: skip
    used = tuple(column for column in COLUMNS if any(column.key in row.cells for row in rows))
    title = f"Eget kapital {steps[0].year}–{steps[-1].year}"
    return Table("kapitalbana", title, used, rows, row_label="År")


def _held_against(step: Step) -> dict:
    return {"andel": step.share, "golv": step.floor, "tak": step.ceiling}


def _drawn(table: Table) -> tuple[str, ...]:
    known = {column.key for column in table.columns}
    return tuple(name for name in DRAWN if name in known)


def _sentences(book: Book, steps: list[Step]) -> Iterator[str]:
    """Where equity is and goes, and what the levels say of the year and of the last year known."""
    here = next((step for step in steps if step.year == book.year), steps[-1])
    told = []
    if here.opening.value is not None:
        told.append(
            format_html(
                "Det egna kapitalet är {} när {} börjar och {} när det slutar ({}).",
                figure(here.opening.key), here.year, figure(here.closing.key), here.kind,
            )
        )  # fmt: skip
    else:
        told.append(
            format_html(
                "Det egna kapitalet är {} när {} slutar ({}).", figure(here.closing.key), here.year, here.kind
            )
        )
    if steps[-1].year > here.year:
        told.append(format_html("Efter {} är det {}.", steps[-1].year, figure(steps[-1].closing.key)))
    yield format_html("<p>{}</p>", _joined(told))
    levels = [*_ceiling(book, here), *_floor(here)]
    if levels:
        yield format_html("<p>{}</p>", _joined(levels))
    outside = [str(step.year) for step in steps if step.standing[0] == "✕" and step is not here]
    if outside:
        yield format_html("<p>Utanför nivåerna ligger också {}.</p>", listed(outside))


def _joined(parts: list[str]) -> str:
    return format_html(" ".join(["{}"] * len(parts)), *parts)


def _ceiling(book: Book, step: Step) -> Iterator[str]:
    base = base_year(book, step.year)
    level = level_of(book, step.year)
    if level is None or step.ceiling is None or step.room is None:
        yield f"Någon högsta nivå kan inte räknas ut för {step.year}: medlemsbidragen för {base} är inte inskrivna, eller så gäller ingen nivå."
        return
    percent = number(level.percent, places(level.percent))
    way = "✕ Det egna kapitalet är {} större." if step.room.value < 0 else "✓ Till den nivån är det {}."
    yield format_html(
        "Den högsta nivå som rekommenderas är {} ({} % av bidragen {}; {}).",
        figure(step.ceiling.key), percent, base, level.source.rstrip("."),
    )  # fmt: skip
    yield format_html(way, figure(step.room.key, "kr abs"))


def _floor(step: Step) -> Iterator[str]:
    if step.floor is None or step.above is None:
        return
    way = "✕ Det egna kapitalet är {} mindre." if step.above.value < 0 else "✓ Det är {} mer än så."
    yield format_html("Förbundets egen lägsta nivå är {}.", figure(step.floor.key))
    yield format_html(way, figure(step.above.key, "kr abs"))


@block(
    "underskott",
    label="Underskott och vad som täcker dem",
    group=Group.BUDGET,
    options=CaptionOptions,
    help="Budgetens och planårens underskott, vad som täcker dem, och skälet (11 kap. 5 § kommunallagen).",
    edit_url="series",
)
def deficits_block(book: Book, options: dict, _):
    """Each budget and plan of the year: its result, and of a deficit what covers it and why."""
    made = [facts for facts in _made(book) if facts.measure("resultat").value is not None]
    if not made:
        yield from teach("underskott", "Resultatet visas när årets budget har belopp.")
        return
    law = "Intäkterna ska vara större än kostnaderna (11 kap. 5 § kommunallagen, som gäller enligt 21 § lagen (2003:1210))."
    yield Html("underskott", "".join([format_html("<p>{}</p>", law), *map(_outcome, made)]))


def _made(book: Book) -> Iterator[SeriesFacts]:
    """The year's budgets and plans that hold: the newest revision beside what was first decided."""
    for series in book.read(money).series.values():
        if series.fiscal_year.year == book.year and series.kind in (*ORIGINAL, *REVISIONS):
            facts = series_facts(book, series)
            if not facts.prefix.startswith("serie."):
                yield facts


def _outcome(facts: SeriesFacts) -> str:
    """A budget's or plan's result, what the equity is before and after, and of a deficit what covers it and why."""
    result, opening, closing = (facts.measure(name) for name in ("resultat", "ingaende", "utgaende"))
    told = [format_html("<strong>{}</strong>: resultatet är {}.", facts.series, figure(result.key))]
    if opening.value is not None:
        words = "Det egna kapitalet är {} när året börjar och {} när det slutar."
        told.append(format_html(words, figure(opening.key), figure(closing.key)))
    told += _deficit(facts) if result.value < 0 else ["✓ Inget underskott."]
    return format_html("<p>{}</p>", _joined(told))


def _deficit(facts: SeriesFacts) -> Iterator[str]:
    """What covers a deficit, and why there is one."""
    closing, reason = facts.measure("utgaende").value, facts.series.deficit_reason.strip()
    if closing is None:
        yield "✕ Det framgår inte vad som täcker underskottet: ingående eget kapital saknas."
    elif closing < 0:
        yield "✕ Det egna kapitalet räcker inte till underskottet."
    else:
        yield "✓ Det egna kapitalet täcker underskottet."
    if not_a_reason(reason):
        yield "✕ Skälet är inte skrivet."
    else:
        yield format_html("Skälet: {}", reason if reason.endswith((".", "!", "?")) else f"{reason}.")
