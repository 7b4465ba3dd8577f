"""The sheet for Uppföljning Finsam: what the förbundsadministratör keys in there, in that system's order.

The system has no import that we know of, so this is read beside it. An insats of both national kinds is keyed in as
two, each with its share. What can't be changed there afterwards is said before it is keyed in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from finsam.core.text import prose
from finsam.core.text.prose import listed
from finsam.core.values.grouping import grouped
from finsam.core.values.periods import long_date
from finsam.facts.book import Book, Fact, product
from finsam.facts.tables import POSITIVE, Cell, Column, Row, Table
from followup.statistics.facts import statistics
from followup.statistics.models import Population, Sex
from plans import queries
from plans.models.insatser import InsatsYear, NationalKind
from plans.texts.wording import participants_text

ENTER, WHERE = "skriv", "stalle"
NOT_HERE = "Uppgift saknas"
COLUMNS = (
    Column(ENTER, "Skriv in", sign=POSITIVE, suffix=True),
    Column(WHERE, "Att tänka på", kind="text"),
)
FIXED = "Kan inte ändras i efterhand. Kontrollera innan du sparar."
UNDECIDED = "Bestäm den och skriv in den i insatsen först."


@dataclass(frozen=True, slots=True)
class Section:
    """A step in Uppföljning Finsam: a heading, what to beware of first, and what to key in."""

    title: str
    table: Table
    warning: str = ""

    @property
    def rows(self) -> list[dict]:
        """The rows as they read on a page."""
        return [
            {
                "label": row.label,
                "text": COLUMNS[0].text(row.cells[ENTER].fact)
                if row.cells[ENTER].fact
                else row.cells[ENTER].text,
                "note": row.cells[WHERE].text,
            }
            for row in self.table.rows
        ]


def _row(key: str, label: str, fact: Fact | None = None, text: str = "", note: str = "") -> Row:
    if fact is not None and fact.value is not None:
        cell = Cell(fact=fact)
    else:
        cell = Cell(text=text or NOT_HERE)
    return Row(key, label, {ENTER: cell, WHERE: Cell(text=note)})


def _fixed(key: str, label: str, text: str) -> Row:
    """A field that can't be changed there; while it is unknown here, where to decide it first."""
    return _row(key, label, text=text, note=FIXED if text else UNDECIDED)


def _table(key: str, title: str, rows: list[Row]) -> Table:
    return Table(f"uf-{key}", title, COLUMNS, tuple(rows), row_label="Fält")


def _first(book: Book, *names: str) -> Fact | None:
    """The first of the facts that says something."""
    candidates = (book.get(f"{name}@{book.year}") for name in names)
    return next((fact for fact in candidates if fact is not None and fact.value is not None), None)


def sections(book: Book) -> list[Section]:
    """The whole sheet: the förbund, its administration, and each insats in the plan's order."""
    return [_forbund(book), _administration(book), *_insatser(book)]


def _forbund(book: Book) -> Section:
    rows = [
        _row(
            "medel",
            "Tilldelade medel",
            _first(book, "bidrag.totalt"),
            note="Alla medlemmars bidrag tillsammans.",
        ),
        _row(
            "kapital",
            "Eget kapital",
            _first(book, "bokslut.eget-kapital", "utfall.utgaende"),
            note="Vid årets slut, enligt bokslutet.",
        ),
    ]
    return Section("1. Förbundet", _table("forbund", "1. Förbundet", rows))


def _administration(book: Book) -> Section:
    rows = [
        _row("budget", "Budget", _first(book, "budget.kategori.administration")),
        _row("utfall", "Utfall", _first(book, "utfall.kategori.administration")),
    ]
    title = "2. Administrativa kostnader"
    return Section(title, _table("administration", title, rows))


def _insatser(book: Book) -> Iterator[Section]:
    number = 2
    for row in book.read(queries.insatser, book.year).values():
        kinds = grouped(row.shares.all(), by=lambda share: share.kind.national)
        several = len(kinds) > 1
        for national, shares in (kinds or {"": []}).items():
            number += 1
            yield _insats(book, row, national, shares if several else [], number)


def _insats(book: Book, plan: InsatsYear, national: str, shares: list, number: int) -> Section:
    """One registration; `shares` are its part of an insats that is keyed in as two."""
    key = plan.insats.key
    kind = str(NationalKind(national).label) if national else ""
    name = f"{plan}, {kind.lower()}" if shares else str(plan)
    rows = [
        _row(
            "namn", "Namn", text=name, note="Registreras som två insatser med olika namn." if shares else ""
        ),
        _fixed("inriktning", "Insatsinriktning", kind),
        _fixed("metod", "Uppföljningsmetod", plan.insats.national_method),
        _fixed("esf", "ESF-finansiering", {True: "Ja", False: "Nej"}.get(plan.insats.esf, "")),
        _row("malgrupp", "Målgrupp", text=prose.plain(plan.target_group)),
        _row("agare", "Ägare", text=plan.owner),
        _row("start", "Startdatum", text=str(plan.start or "")),
        _row(
            "slut",
            "Slutdatum",
            text=str(plan.end or ""),
            note="" if plan.end else "Lämna tomt om insatsen löper vidare.",
        ),
        _row("budget", "Budget", _share(_first(book, f"budget.insats.{key}"), book, plan, shares, national)),
        _row("utfall", "Utfall", _share(_first(book, f"utfall.insats.{key}"), book, plan, shares, national)),
    ]
    if national != NationalKind.STRUKTUR:
        rows.append(
            _row(
                "planerat",
                "Budgeterat antal deltagare",
                _first(book, f"insats.{key}.deltagare"),
                participants_text(plan),
            )
        )
        rows += _by_sex(book, key)
    else:
        people, note = participants(book, key)
        rows.append(_row("deltagare", "Antal deltagare", people.get(""), note=note))
    title = f"{number}. {name}"
    warning = (
        "Insatsinriktning, uppföljningsmetod och ESF-finansiering kan inte ändras när insatsen är skapad. "
        "Bestäm dem innan du börjar."
    )
    return Section(title, _table(f"{key}-{national or 'utan'}", title, rows), warning)


_BY_WHOM = "Registreras av den deltagaransvariga i insatsen."


def _share(fact: Fact | None, book: Book, plan: InsatsYear, shares: list, national: str) -> Fact | None:
    """The part of an insats's money that belongs to a national kind."""
    if fact is None or not shares:
        return fact
    name, year = fact.key.split("@")
    part = Fact(
        f"uf.{plan.insats.key}.{national}@{year}",
        f"{plan}: andel {NationalKind(national).label.lower()}",
        sum((share.share for share in shares), Decimal(0)) / 100,
        unit="%",
    )
    return product(f"uf.{name}.{national}@{year}", f"{fact.label}, {part.label}", fact, part, side=fact.side)


def _by_sex(book: Book, key: str) -> list[Row]:
    """The participants as they are keyed in, by sex; all together where nobody knows how they divide."""
    people, note = participants(book, key)
    note = f"{_BY_WHOM} {note}".strip()
    words = {Sex.WOMEN: "kvinnor", Sex.MEN: "män", Sex.OTHER: str(Sex.OTHER.label).lower()}
    if "" in people and len(people) == 1:
        note = f"{note} Hur de fördelar sig på kvinnor och män saknas i statistiken."
        return [_row("deltagare", "Deltagare", people[""], note=note)]
    return [
        _row(f"deltagare-{sex}", f"Deltagare, {word}", people.get(sex), note=note)
        for sex, word in words.items()
        if sex != Sex.OTHER or (sex in people and people[sex].value)
    ]


# Who took part, the likeliest first: what else is counted is only some of them.
TOOK_PART = (Population.ENROLLED, Population.ALL, Population.APPLICANTS, Population.VISITORS)


def participants(book: Book, key: str) -> tuple[dict[str, Fact], str]:
    """How many took part in an insats, by sex ("" is all of them), and who they are in words.

    They are found by being counted, undivided: what the förbund calls the measure doesn't matter. Where the whole
    year isn't known, the last period is told, with its day.
    """
    known = statistics(book, book.year)
    tables = {scope: head.table for (insats, scope), head in known.heads.items() if insats == key}

    def heads(scope: str) -> dict[str, Fact]:
        facts = {sex: known.head(key, scope, sex) for sex in ("", *Sex.values)}
        return {sex: fact for sex, fact in facts.items() if fact is not None and fact.value is not None}

    for population in TOOK_PART:
        if people := heads(population):
            return people, f"{population.label}."
        parts = [scope for scope, table in tables.items() if table.population == population]
        for scope in sorted(parts, key=lambda each: tables[each].until, reverse=True):
            if people := heads(scope):
                return people, f"{population.label}, till och med {long_date(tables[scope].until)}."
    others = dict.fromkeys(str(Population(table.population).label).lower() for table in tables.values())
    return {}, f"Statistiken har bara {listed(list(others))}, inte alla deltagare." if others else ""
