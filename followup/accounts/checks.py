"""Rules over the statements: that they balance, follow on each other, tie, and hold what the law asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from finsam.checks.reconciliation import INFO, WARNING, Case, Figure, Finding, compare, rule
from finsam.core.addresses import year_address
from finsam.core.models import FiscalYear
from finsam.core.text.prose import listed, not_a_reason, plain
from finsam.core.values.money import show
from finsam.core.values.periods import long_date
from finsam.documents import registry
from finsam.documents.models import Document, Section
from finsam.documents.queries import printed
from finsam.facts.book import Fact, split_key, total
from finsam.organisation.equity import ceiling
from followup.accounts.blocks.notes import note_lines
from followup.accounts.facts.statement_builder import StatementBuilder
from followup.accounts.facts.statements import balance_address
from followup.accounts.models import EXPLAINABLE, Note, NoteContent
from followup.accounts.queries import records_of, year_end
from followup.accounts.statutory_requirements import statutory_requirements

# Which blocks are the parts that 4 kap. 1 § and 13 kap. 2 § lagen (2018:597) demand
PARTS = {
    "arsredovisning": {
        "resultatrakning": "resultaträkning",
        "balansrakning": "balansräkning",
        "kassaflode": "kassaflödesanalys",
        "noter": "noter",
        "driftredovisning": "driftredovisning",
        "investeringar": "investeringsredovisning",
        "balanskrav": "balanskravsutredning",
    },
    "delarsrapport": {"resultatrakning": "resultaträkning", "balansrakning": "balansräkning"},
}


def _fact(case: Case, name: str, back: int = 0) -> Fact | None:
    """A row's fact when it has a figure."""
    fact = case.book.get(f"bokslut.{name}@{case.fiscal_year.year - back}")
    return fact if fact is not None and fact.value is not None else None


# What a comparison may lack: the fact's name, what it is called, and where it is entered
LACKING = {
    "bokslut.arets-resultat": ("Årets resultat i resultaträkningen", "series"),
    "bokslut.ek-ingaende": ("Eget kapital vid årets början", "series"),
    "bokslut.eget-kapital": ("Eget kapital i balansräkningen", "balance"),
    "bokslut.bk.resultat": ("Balanskravsutredningen", "books"),
    "bokslut.kf.resultat": ("Kassaflödesanalysen", "balance"),
    "bokslut.kf.likvida": ("Kassaflödesanalysen", "balance"),
    "bokslut.kassa": ("Kassa och bank i balansräkningen", "balance"),
    "bokslut.drift.summa.netto": ("Driftredovisningen", "lines"),
    "bokslut.drift.summa.budget": ("Driftredovisningens budget", "lines"),
    "utfall.resultat": ("Årets resultat i utfallet", "series"),
    "utfall.utgaende": ("Utgående eget kapital i utfallet", "series"),
}


def _equal(case: Case, rule_id: str, left: str, right: str, message: str, **fields) -> Iterator[Finding]:
    """A comparison of two facts by their keys; where only one is known it says which is missing."""
    sides = {key: case.book.get(key) for key in (left, right)}
    known = {key: fact for key, fact in sides.items() if fact is not None and fact.value is not None}
    if len(known) == 2:
        yield from compare(case, rule_id, known[left], known[right], message=message, **fields)
    for key in (left, right) if len(known) == 1 else ():
        if key not in known:
            name, year = split_key(key, case.fiscal_year.year)
            what, page = LACKING[name]
            (other,) = known.values()
            sentence = f"{what} {year} saknas, så ”{other.label}” kan inte jämföras med något."
            opened = year in case.book.read(_years)
            href = year_address(case.book.forbund, year, page) if opened else case.address("years")
            case.lacks(rule_id, sentence, href)


def _years(forbund) -> set[int]:
    """The years that are open, so that nobody is sent to one that isn't."""
    return set(FiscalYear.objects.filter(forbund=forbund).values_list("year", flat=True))


@rule("R3", lacks="Det finns ingen balansräkning för {year}.", at="balance")
def balances(case: Case) -> Iterator[Finding]:
    """Assets are equity, provisions and debts: at year-end, a year before, and at each interim period's end.

    The balance that the year is compared with is printed beside it, and may be the first that was ever entered.
    """
    year = case.fiscal_year.year
    books = records_of(case.book)
    interim = StatementBuilder(case.book, year).closings
    for prefix, back, when, end in (
        ("", 0, "vid årets slut", None),
        ("", 1, f"vid slutet av {year - 1}", None),
        *((key, 0, f"per {long_date(day)}", day) for key, day in interim.items() if books.has_balance(day)),
    ):
        href = balance_address(case.book.forbund, year - back, end)  # an amount needs its year to be open
        subject = f"{prefix}balans@{year - back}" if back else f"{prefix}balans"
        assets, rest = _fact(case, f"{prefix}tillgangar", back), _fact(case, f"{prefix}passiva", back)
        if assets is not None and rest is not None:
            message = f"Balansräkningen {when} balanserar inte: tillgångarna är inte lika stora som eget kapital, avsättningar och skulder."
            yield from compare(case, "R3", assets, rest, message=message, subject=subject, href=href)
        elif assets is not None:
            case.tally["R3"] += 1
            message = (
                f"Balansräkningen {when} kan inte prövas: årets resultat eller ingående eget kapital saknas."
            )
            yield Finding(WARNING, subject, message, (Figure.of(assets),), href=href)


@rule("R4", lacks="Det finns ingen balansräkning för {year}.", at="balance")
def continues(case: Case) -> Iterator[Finding]:
    """Opening equity is last year's closing, and every balance item goes on being accounted for."""
    message = "Eget kapital vid årets början är inte vad förra årets balansräkning slutade med."
    subject, keys = "eget-kapital", ("bokslut.ek-ingaende@0", "bokslut.eget-kapital@-1")
    yield from _equal(case, "R4", *keys, message, subject=subject)
    yield from _booked_opening(case)
    books, year = records_of(case.book), case.fiscal_year.year
    if not books.has_balance(year_end(year)):
        return
    for item in books.items:
        case.tally["R4"] += 1
        if books.amount(item, year_end(year - 1)) and books.amount(item, year_end(year)) is None:
            message = f"”{item}” fanns i förra årets balansräkning men saknar belopp i år. Skriv 0 om posten är avslutad."
            href = f"{case.address('balance')}#{item.key}"
            yield Finding(WARNING, f"post/{item.key}", message, href=href)


def _booked_opening(case: Case) -> Iterator[Finding]:
    """What the books began the year with is what the year before ended with, item by item and of equity."""
    year = case.fiscal_year.year
    records_ = records_of(case.book)
    books = records_.booked.get(year)
    if books is None:
        return
    href = case.address("balance-rules")
    for item in records_.items:
        opening, before = books.opening(item), records_.amount(item, year_end(year - 1))
        if opening is not None and before is not None:
            message = (
                f"”{item}”: bokföringens ingående balans är inte vad förra årets balansräkning slutade med."
            )
            sides = (
                Fact(f"bok.ib.{item.key}@{year}", "Ingående i bokföringen", opening),
                Fact(f"bokslut.post.{item.key}@{year - 1}", f"31 december {year - 1}", before),
            )
            yield from compare(
                case, "R4", *sides, message=message, subject=f"ib/{item.key}", severity=WARNING, href=href
            )
    equity, opening = books.equity, case.book.get("bokslut.ek-ingaende@0")
    if equity is not None and opening is not None and opening.value is not None:
        message = "Bokföringens ingående eget kapital är inte vad förra året slutade med."
        booked = Fact(f"bok.ib.eget-kapital@{year}", "Ingående i bokföringen", equity)
        yield from compare(
            case, "R4", booked, opening, message=message, subject="ib/eget-kapital", severity=WARNING
        )


@rule("R29", lacks="Bokföringen ger inga balansposter {year}.", at="ledger")
def whole_balance(case: Case) -> Iterator[Finding]:
    """Every balance account of the books belongs to an item."""
    books = records_of(case.book).booked.get(case.fiscal_year.year)
    if books is None or not books.accounts:
        return
    case.tally["R29"] += 1
    if books.unplaced:
        accounts = listed([books.ledger.snapshot.label(account) for account in books.unplaced])
        message = f"Konton med saldo är inte kopplade till någon balanspost: {accounts}."
        yield Finding(WARNING, "balans/ej-kopplat", message, href=case.address("balance-rules"))


@rule("R5", lacks="Det finns inget utfall för {year}.", at="series")
def one_result(case: Case) -> Iterator[Finding]:
    """The resultaträkning's rows make the outcome's result; equity is opening and result."""
    outcome = case.book.get("utfall.resultat@0")
    if outcome is None or outcome.value is None:
        return
    result = "bokslut.arets-resultat@0"
    message = "Resultaträkningens rader blir inte årets resultat i utfallet."
    yield from _equal(case, "R5", result, "utfall.resultat@0", message, subject="arets-resultat")
    message = "Intäkterna och kostnaderna i utfallet blir inte årets resultat."
    parts = [case.book.get(f"utfall.{name}@0") for name in ("intakter", "kostnader")]
    added = total(f"{outcome.key}#rader", "Intäkter minus kostnader", [part for part in parts if part])
    yield from compare(case, "R5", outcome, added, message=message, subject="utfall")
    for name, label in (("bk.resultat", "Balanskravsutredningen"), ("kf.resultat", "Kassaflödesanalysen")):
        message = f"{label} börjar inte med årets resultat."
        yield from _equal(case, "R5", f"bokslut.{name}@0", result, message, subject=name)
    message = "Eget kapital i balansräkningen är inte utgående eget kapital i utfallet."
    keys = ("bokslut.eget-kapital@0", "utfall.utgaende@0")
    yield from _equal(case, "R5", *keys, message, subject="eget-kapital")


@rule(
    "R6",
    lacks="Det finns ingen kassaflödesanalys för {year}: den behöver balansräkningen för året och året före.",
    at="balance",
)
def cash_moves(case: Case) -> Iterator[Finding]:
    """The three sectors make what the bank has changed by; investments are those accounted for."""
    message = "Kassaflödet leder inte fram till vad som finns i kassa och bank."
    href = case.address("balance")
    keys = ("bokslut.kf.likvida@0", "bokslut.kassa@0")
    yield from _equal(case, "R6", *keys, message, subject="kassa", href=href)
    derived = _fact(case, "kf.investering")
    if derived is None:
        return
    key, label = f"{derived.key}#redovisade", "Investeringar i investeringsredovisningen"
    bought = _fact(case, "investeringar")
    spent = total(key, label, [(-1, bought)]) if bought else Fact(key, label, Decimal(0))
    message = "Investeringarna i kassaflödet är inte de som står i investeringsredovisningen. De räknas ut ur balansräkningen och avskrivningarna."
    place = case.address("investments")
    yield from compare(case, "R6", derived, spent, message=message, subject="investering", href=place)


@rule("R7", lacks="Det finns inga noter för {year}.", at="notes")
def notes_explain(case: Case) -> Iterator[Finding]:
    """Each note adds up to its rows, both years; references go both ways, in the order of the rows."""
    of_year = records_of(case.book).notes.get(case.fiscal_year.year, [])
    for note in of_year:
        yield from _note(case, note)
    if not of_year:
        return
    places = [key for key, _ in EXPLAINABLE]
    first = [min(places.index(row) for row in note.explains) for note in of_year if note.explains]
    case.tally["R7"] += 1
    if first != sorted(first):
        message = "Noterna står inte i samma ordning som raderna de förklarar (9 kap. 2 §)."
        yield Finding(INFO, "ordning", message, href=case.address("notes"))
    explained = {row for note in of_year for row in note.explains}
    for row, label in EXPLAINABLE:
        fact = _fact(case, row)
        sums = row in ("nettokostnader", "finansiella-intakter", "finansiella-kostnader", "extraordinara")
        if fact is not None and fact.value and row not in explained and not sums:
            case.tally["R7"] += 1
            message = f"”{label}” har ingen not."
            yield Finding(INFO, f"utan-not/{row}", message, (Figure.of(fact),), href=case.address("notes"))


def _note(case: Case, note: Note) -> Iterator[Finding]:
    """A note against its rows, this year and last."""
    href = case.address("notes-edit", key=note.key)
    if note.form == NoteContent.TEXT:
        return
    if note.form != NoteContent.AUDIT and not note.explains:
        case.tally["R7"] += 1
        message = f"Noten ”{note}” förklarar ingen rad, så ingen rad hänvisar till den."
        yield Finding(WARNING, f"ingen-rad/{note.key}", message, href=href)
    lines, sums = note_lines(case.book, note)
    for year, fact in sums.items():
        facts = [values[year] for *_, values in lines if year in values]
        added = total(f"{fact.key}#not", f"Raderna i noten ”{note}”, {year}", facts, side=fact.side)
        message = f"Noten ”{note}” blir inte vad den förklarar, {year}."
        yield from compare(
            case, "R7", fact, added, message=message, subject=f"not/{note.key}/{year}", href=href
        )


@rule("R8", lacks="Det finns inget utfall rad för rad för {year}.", at="series")
def operations_tie(case: Case) -> Iterator[Finding]:
    """Net is the result, costs are those of the resultaträkning, the budget is the one decided."""
    if _fact(case, "drift.summa.netto") is None:
        return
    message = "Driftredovisningens netto är inte årets resultat."
    keys = ("bokslut.drift.summa.netto@0", "bokslut.arets-resultat@0")
    yield from _equal(case, "R8", *keys, message, subject="netto")
    cost = _fact(case, "drift.summa.kostnad")
    parts = [_fact(case, row) for row in ("kostnader", "avskrivningar", "finansiella-kostnader")]
    extra = _fact(case, "extraordinara")
    costs = [*parts, extra if extra is not None and extra.value < 0 else None]
    if cost is not None and all(parts):
        added = total(f"{cost.key}#rr", "Kostnader i resultaträkningen", [fact for fact in costs if fact])
        message = "Driftredovisningens kostnader är inte kostnaderna i resultaträkningen."
        yield from compare(case, "R8", cost, added, message=message, subject="kostnader")
    planned = StatementBuilder(case.book, case.fiscal_year.year).budget
    decided = planned.measure("resultat") if planned else None
    accounted = _fact(case, "drift.summa.budget")
    if decided is None or decided.value is None or accounted is None:
        sentence = f"Det finns ingen budget med belopp för {case.fiscal_year.year}."
        case.lacks("R8", sentence, case.address("series"))
    else:
        message = "Driftredovisningens budget är inte resultatet i den beslutade budgeten."
        yield from compare(case, "R8", accounted, decided, message=message, subject="budget")
    for name in ("netto", "budget"):
        loose = _fact(case, f"drift.utan-kategori.{name}")
        if loose is not None:
            case.tally["R8"] += 1
        if loose is not None and loose.value:
            what = "utfallet" if name == "netto" else "budgeten"
            message = f"Belopp i {what} saknar verksamhetskategori och står för sig i driftredovisningen."
            figures, href = (Figure.of(loose),), case.address("lines")
            yield Finding(WARNING, f"utan-kategori/{name}", message, figures, show(loose.value), href)


@rule(
    "R14",
    lacks="Det egna kapitalet vid årets slut {year} är inte känt: balansräkningen eller utfallet saknas.",
    at="books",
)
def closing_equity(case: Case) -> Iterator[Finding]:
    """The year's actual equity against the recommended ceiling and the förbund's own floor."""
    equity = _fact(case, "eget-kapital")
    if equity is None:
        return
    forbund, year = case.book.forbund, case.fiscal_year.year
    limits = []
    highest = ceiling(case, year)
    if highest is not None:
        message = "Det egna kapitalet vid årets slut är större än vad Nationella rådet rekommenderar. Det kan minska kommande års tilldelning."
        limits.append(("utfall-tak", highest.figure, highest.amount, equity.value > highest.amount, message))
    if forbund.equity_floor is not None:
        floor = forbund.equity_floor
        message = "Det egna kapitalet vid årets slut är mindre än den lägsta nivå som förbundet har bestämt."
        figure = Figure("Förbundets lägsta nivå", show(floor))
        limits.append(("utfall-golv", figure, floor, equity.value < floor, message))
    for subject, figure, limit, broken, message in limits:
        case.tally["R14"] += 1
        if broken:
            figures = (Figure.of(equity), figure)
            yield Finding(WARNING, subject, message, figures, show(equity.value - limit), equity.href)


@rule("R27", lacks="Det finns ingen årsredovisning eller delårsrapport för {year}.", at="documents")
def demanded_parts(case: Case) -> Iterator[Finding]:
    """Every part has its section, or a section that says why it doesn't apply."""
    for document, _ in case.documents:
        sections = list(printed(document.sections.all()))
        kind = registry.kinds().get(document.kind)
        outline = kind.outline if kind else ()
        for key, label in PARTS.get(document.kind, {}).items():
            case.tally["R27"] += 1
            places = {item.key for item in outline if item.block == key}
            if any(section.block == key or _not_applicable(section, places | {key}) for section in sections):
                continue
            message = f"{document} saknar {label}. Lägg till den, eller skriv i ett avsnitt varför den inte är tillämplig."
            yield Finding(WARNING, f"{document.key}/{key}", message, href=_document(case, document))


def _document(case: Case, document: Document) -> str:
    return case.address("document", key=document.key)


def _not_applicable(section: Section, places: set[str]) -> bool:
    """Whether a section that stands in the part's place says ”ej tillämpligt” and why, in its field or in words."""
    if section.not_applicable:
        return section.key in places
    said = plain(section.prose)
    why, told = re.subn(r"\b(ej|inte) tillämplig\w*", "", said, flags=re.IGNORECASE)
    return section.key in places and told > 0 and not_a_reason(why) is None


@rule("R27", lacks="Utfallet rad för rad och balansräkningen för {year} är inte inskrivna.", at="books")
def demanded_of_the_books(case: Case) -> Iterator[Finding]:
    """The rows, notes and sentences that the law asks of a year whose outcome is entered."""
    builder = StatementBuilder(case.book, case.fiscal_year.year)
    if not builder.has_lines or not builder.has_balance:
        return
    if case.only_compared:
        sentence = f"{builder.year} är ett år som andra jämförs med: det har ingen årsredovisning här."
        case.lacks("R27", sentence, case.address("documents"))
        return
    for item in statutory_requirements(builder):
        case.tally["R27"] += 1
        if not item.done:
            yield Finding(WARNING, f"bokslut/{item.subject}", item.what, href=item.href)
