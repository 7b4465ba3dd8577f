"""Block `aret-i-korthet`: four key figures, how the goals went, five years, and where each krona went."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from finsam.documents.gaps import MISSING, filled
from finsam.documents.options import CaptionOptions, KeysField
from finsam.documents.registry import Group, block
from finsam.facts.book import Book, Fact
from finsam.facts.tables import POSITIVE, Cell, Chart, Column, Piece, Row, Table
from followup.accounts.schemes import scheme
from followup.goals.judging.judging import GoalVerdict
from followup.goals.judging.verdicts import Status
from followup.reporting.brief.facts import CHANGE, JUDGED, verdicts_of
from plans.blocks.common import teach
from plans.texts.wording import HTML

FIGURES, YEARS = 4, 5  # that stand beside each other
# Figures that every förbund has, the first four of which are shown until others are chosen.
USUAL = {
    "bidrag.totalt": "Medlemsbidrag",
    "utfall.kostnader": "Verksamhetens kostnader",
    "bokslut.arets-resultat": "Årets resultat",
    "bokslut.eget-kapital": "Eget kapital",
    "utfall.intakter": "Verksamhetens intäkter",
    "bokslut.nettokostnad.summa": "Nettokostnad",
    "personal.anstallda": "Antal anställda",
}
_WHOLE_COUNT = re.compile(r"stat\.[\w-]+\.[\w-]+\.[\w-]+@\d+")  # of a population, not of a part of it
PARTS = (
    ("nyckeltal", "Nyckeltal"),
    ("mal", "Målen"),
    ("ar", "Åren"),
    ("kronor", "Vart varje krona gick"),
)


def _offered(book: Book) -> list[tuple[str, str]]:
    """The figures to choose among: the usual ones, and whole counts of the year's statistics."""
    counts = [
        (key.partition("@")[0], fact.label)
        for key, fact in book.facts("stat", book.year).items()
        if fact.unit == "st" and _WHOLE_COUNT.fullmatch(key)
    ]
    return [*USUAL.items(), *counts]


class BriefOptions(CaptionOptions):
    """Which figures stand first, and what follows them."""

    figures = KeysField(
        label="Nyckeltal",
        help_text="Högst fyra visas. Inga valda: bidrag, kostnader, resultat och eget kapital.",
    )
    parts = KeysField(label="Delar", help_text="Inga valda: alla.")

    offered = {"figures": _offered, "parts": lambda book: PARTS}


@block(
    "aret-i-korthet",
    label="Året i korthet",
    group=Group.RESULTS,
    options=BriefOptions,
    help="Fyra nyckeltal mot förra året, hur målen gick, fem år i ett diagram och vart varje krona gick. Ett uppslag.",
    edit_url="books",
)
def brief(book: Book, options: dict, _) -> list[Piece]:
    """The spread; each part only where something is known."""
    makers = {"nyckeltal": _key_figures(book, options["figures"]), "mal": _goals(book), "ar": _years(book)}
    makers["kronor"] = _money(book)
    wanted = [name for name, _ in PARTS if not options["parts"] or name in options["parts"]]
    pieces = [piece for name in wanted for piece in makers[name]]
    words = "Här visas året i korthet när utfallet är inskrivet eller resultat för målen är inlämnade."
    return pieces or [*teach("tom", words)]


def _key_figures(book: Book, chosen: list[str]) -> Iterator[Table]:
    """Figures of the year, and how much more they are than the year before: one column each."""
    names = dict(_offered(book)) if chosen else USUAL
    known = [
        (name, label, fact)
        for name, label in ((name, names[name]) for name in (chosen or USUAL) if name in names)
        if (fact := book.get(f"{name}@{book.year}")) is not None and fact.value is not None
    ][:FIGURES]
    if not known:
        return
    columns = tuple(Column(name, label, unit="tkr", sign=POSITIVE, suffix=True) for name, label, _ in known)
    now = Row("ar", str(book.year), {name: Cell(fact) for name, _, fact in known})
    changes = {name: book.get(f"{CHANGE}.{name}@{book.year}") for name, *_ in known}
    rows = [now]
    if any(changes.values()):
        cells = {name: Cell(fact) for name, fact in changes.items() if fact is not None}
        rows.append(Row("forandring", f"Mer än {book.year - 1}", cells))
    table = Table("korthet-nyckeltal", f"Nyckeltal {book.year}", columns, tuple(rows), "År", shape="list")
    yield filled(table, MISSING)


def _goals(book: Book) -> Iterator[Piece]:
    """A sign for each goal by how it went, and under them which goals they are; a row is called as its sign is."""
    by_status: dict[Status, list[GoalVerdict]] = {}
    for verdict in verdicts_of(book, book.year):
        by_status.setdefault(verdict.status, []).append(verdict)
    rows = []
    for status in Status:
        fact = book.get(f"{JUDGED}.{status.value}@{book.year}")
        if status in by_status and fact is not None:
            cells = {
                "antal": Cell(fact),
                "mal": Cell(html=f"<p>{', '.join(map(_named, by_status[status]))}</p>"),
            }
            rows.append(Row(status.mark, status.word, cells))
    if not any(status.judged for status in by_status):
        return
    columns = (Column("antal", "Antal", unit="st"), Column("mal", "Mål", kind="text"))
    table = Table("korthet-mal", f"Målen {book.year}", columns, tuple(rows), "Bedömning", shape="list")
    yield Chart("korthet-mal", table.title, table, kind="tally", columns=("antal",))
    yield table


def _named(verdict: GoalVerdict) -> str:
    """A goal by its name, with what came out in brackets where that is one figure."""
    among = [each.figures.value for judged in verdict.parts for each in judged.among]
    name = mark_safe(HTML.text(verdict.goal.name))
    if len(among) != 1 or among[0] is None:
        return name
    return format_html("{} ({})", name, HTML.figure(among[0], "tkr" if among[0].unit == "kr" else ""))


def _years(book: Book) -> Iterator[Chart]:
    """Income and costs, year by year as far back as they are known; the caption says which years they are."""
    rows = []
    for year in range(book.year - YEARS + 1, book.year + 1):
        facts = {
            "intakter": book.get(f"utfall.intakter@{year}"),
            "kostnader": book.get(f"utfall.kostnader@{year}"),
        }
        cells = {
            name: Cell(fact) for name, fact in facts.items() if fact is not None and fact.value is not None
        }
        if cells:
            rows.append(Row(str(year), str(year), cells))
    if len(rows) < 2:
        return
    columns = (
        Column("intakter", "Intäkter", unit="tkr", sign=POSITIVE),
        Column("kostnader", "Kostnader", unit="tkr", sign=POSITIVE),
    )
    title = f"Intäkter och kostnader {rows[0].label}–{rows[-1].label}"
    table = Table("korthet-ar", title, columns, tuple(rows), "År")
    yield Chart("korthet-ar", title, table, kind="columns", columns=("intakter", "kostnader"))


def _money(book: Book) -> Iterator[Piece]:
    """Net costs by category as parts of each krona."""
    rows = []
    for row in scheme("drift", book.year).rows:
        cost = book.get(f"bokslut.nettokostnad.{row.key}@{book.year}")
        share = book.get(f"bokslut.andel.nettokostnad.{row.key}@{book.year}")
        if row.kind != "sum" and _some(cost) and _some(share):
            rows.append(Row(row.key, row.label, {"andel": Cell(share), "belopp": Cell(cost)}))
    whole = book.get(f"bokslut.nettokostnad.summa@{book.year}")
    if len(rows) < 2 or whole is None:
        return
    names = tuple(row.key for row in rows)
    columns = (
        Column("andel", "Del av varje krona", unit="%", suffix=True),
        Column("belopp", "Belopp", unit="tkr", sign=POSITIVE),
    )
    rows.append(Row("summa", "Totala kostnader", {"belopp": Cell(whole)}, kind="sum", sums=names))
    title = f"Vart varje krona gick {book.year}"
    note = "Kostnader minus verksamhetens egna intäkter."
    table = Table("korthet-kronor", title, columns, tuple(rows), "Verksamhet", note=note)
    yield Chart("korthet-kronor", title, table, kind="shares", columns=("andel",), rows=names)
    yield table


def _some(fact: Fact | None) -> bool:
    return fact is not None and bool(fact.value)
