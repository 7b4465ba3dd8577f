"""Rules that need nothing but resolved documents and the members' contributions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from finsam import queries
from finsam.documents.facts import Fact, total
from finsam.documents.figures import MISSING
from finsam.documents.reconciliation import ERROR, INFO, WARNING, Case, Figure, Finding, compare, rule
from finsam.documents.resolve import Part, Resolved
from finsam.documents.tables import POSITIVE, Html, Table
from finsam.money import AmountError, in_unit, number, parse_amount, rounded, show
from finsam.prose import plain

# Laws and bills that a förbund's documents cite (domain sources: the statutes' own numbers).
KNOWN_LAWS = {
    "2003:1210": "lag om finansiell samordning av rehabiliteringsinsatser",
    "2018:597": "lag om kommunal bokföring och redovisning",
    "2017:725": "kommunallag",
    "2009:400": "offentlighets- och sekretesslag",
    "1990:782": "arkivlag",
    "2018:1937": "lag om tillgänglighet till digital offentlig service",
    "2018:1938": "förordning om tillgänglighet till digital offentlig service",
    "2018:218": "lag med kompletterande bestämmelser till EU:s dataskyddsförordning",
    "2017:900": "förvaltningslag",
    "1999:1078": "bokföringslag",
}


@rule("R1", "Summor är lika med sina rader")
def sums(case: Case) -> Iterator[Finding]:
    """Every sum that names its rows equals them, per column, to the öre."""
    for _, resolved in case.documents:
        for table in resolved.tables():
            yield from _table_sums(case, resolved, table)


def _table_sums(case: Case, resolved: Resolved, table: Table) -> Iterator[Finding]:
    for row in table.rows:
        for column in table.columns if row.sums else ():
            cell = row.cells.get(column.key)
            if cell is None or cell.fact is None or cell.fact.value is None:
                continue
            terms = [table.row(key).cells.get(column.key) for key in row.sums]
            facts = [term.fact for term in terms if term is not None and term.fact is not None]
            if not _addable(cell.fact, facts):
                continue
            added = total(
                f"{cell.fact.key}#rader", f"Summan av {len(facts)} rader", facts, unit=cell.fact.unit
            )
            subject = f"{resolved.kind}/{table.key}/{row.key}/{column.key}"
            if added.value is None and cell.fact.op != "given" and cell.fact.value:
                case.tally["R1"] += 1
                message = f"”{row.label}” i tabellen ”{table.title}” kan inte prövas: raderna som den är summan av är tomma."
                yield Finding("R1", WARNING, subject, message, (Figure.of(cell.fact),), show(cell.fact.value))
                continue
            message = f"”{row.label}” i tabellen ”{table.title}” är inte summan av sina rader."
            yield from compare(case, "R1", cell.fact, added, message=message, subject=subject)
            yield from _rounded_sum(case, table, column, row, facts, cell.fact, subject)


def _addable(fact: Fact, terms: list[Fact]) -> bool:
    """Whether the rows can be added: shares only where they are shares of one and the same whole."""
    if fact.op != "ratio":
        return True
    return {term.parts[1][1].key for term in terms if term.op == "ratio"} == {fact.parts[1][1].key}


def _rounded_sum(case, table, column, row, facts: list[Fact], fact: Fact, subject: str) -> Iterator[Finding]:
    """Printed rows may add up to another figure than the printed sum: information, for both are right."""
    unit = column.unit_of(fact)
    values = [in_unit(column.signed(one), unit) for one in facts if one.value is not None]
    if column.sign == POSITIVE and len({one.side for one in facts}) > 1:
        return
    printed = sum((rounded(value, column.decimals) for value in values), Decimal(0))
    shown = rounded(in_unit(column.signed(fact), unit), column.decimals)
    if printed != shown and rounded(sum(values, Decimal(0)), column.decimals) == shown:
        figures = (Figure("Summan som den skrivs", number(shown, column.decimals), fact.key),)
        figures += (Figure("De avrundade raderna tillsammans", number(printed, column.decimals)),)
        message = (
            f"”{row.label}” i ”{table.title}” skiljer sig från sina avrundade rader. Beloppen bakom stämmer."
        )
        yield Finding(
            "R1", INFO, f"{subject}/avrundning", message, figures, number(shown - printed, column.decimals)
        )


@rule("R2", "Samma uppgift är ett och samma värde")
def one_value(case: Case) -> Iterator[Finding]:
    """A fact printed in several places, or in several documents of the year, says the same everywhere."""
    seen: dict[str, tuple[Fact, str]] = {}
    for _, resolved in case.documents:
        for fact in resolved.facts.values():
            first = seen.setdefault(fact.key, (fact, resolved.name))[0]
            yield from compare(
                case,
                "R2",
                first,
                fact,
                message=f"”{fact.label}” skrivs med två olika värden.",
                subject=fact.key,
            )


@rule("R10", "Avrundade andelar summerar till 100 %")
def rounded_shares(case: Case) -> Iterator[Finding]:
    """A contribution's shares as printed should add up to 100; when they don't, the reader may wonder."""
    year = case.fiscal_year.year
    shares = [
        fact
        for key, fact in case.book.facts("bidrag", year).items()
        if key.startswith("bidrag.andel.") and fact.value is not None
    ]
    if not shares:
        return
    case.tally["R10"] += 1
    printed = sum((rounded(fact.value * 100, fact.decimals) for fact in shares), Decimal(0))
    if printed != 100:
        figures = tuple(Figure.of(fact) for fact in shares)
        message = f"Medlemmarnas andelar avrundade till en decimal blir {number(printed, 1)} %, inte 100 %."
        yield Finding("R10", INFO, f"bidrag@{year}", message, figures, number(printed - 100, 1))


LAW_SHARES = {"stat": Decimal("0.5"), "region": Decimal("0.25"), "kommun": Decimal("0.25")}
PART_NAMES = {"stat": "Staten", "region": "Regionen", "kommun": "Kommunerna"}


@rule("R11", "Bidragen följer 50, 25 och 25 procent (5 § lagen 2003:1210)")
def law_shares(case: Case) -> Iterator[Finding]:
    """The state half, the region a quarter, the kommuner a quarter; the kommuner by their own key."""
    year = case.fiscal_year.year
    everything = case.book.get(f"bidrag.totalt@{year}")
    if everything is None or not everything.value:
        return
    parts: dict[str, list[Fact]] = {}
    by_payer = {}
    for payer in case.book.read(queries.payers):
        fact = case.book.get(f"bidrag.{payer.key}@{year}")
        if fact is not None:
            parts.setdefault(payer.part, []).append(fact)
            by_payer[payer] = fact
    href = case.place("bidrag/")
    if "" in parts:
        message = f"Medlemsbidragen {year} är inte uppdelade på medlemmar, så fördelningen kan inte prövas."
        yield Finding("R11", INFO, f"bidrag@{year}", message, (Figure.of(everything),), href=href)
        return
    for part, share in LAW_SHARES.items():
        paid = total(f"bidrag.del.{part}@{year}", f"{PART_NAMES[part]} betalar", parts.get(part, []))
        due = Fact(f"bidrag.lag.{part}@{year}", f"Enligt lagen, {show(share, '%')}", everything.value * share)
        message = f"{PART_NAMES[part]} betalar inte {show(share, '%')} av medlemsbidragen {year}."
        paid_or_nothing = paid if paid.value is not None else Fact(paid.key, paid.label, Decimal(0))
        yield from compare(
            case,
            "R11",
            paid_or_nothing,
            due,
            message=message,
            severity=WARNING,
            subject=f"{part}@{year}",
            href=href,
        )
    yield from _kommun_key(case, by_payer, href)


def _kommun_key(case: Case, by_payer: dict, href: str) -> Iterator[Finding]:
    """Each kommun pays its agreed share of the kommuner's quarter, to the krona."""
    year = case.fiscal_year.year
    shares = {share.member_id: share for share in case.book.read(queries.kommun_shares, year)}
    kommuner = {payer: fact for payer, fact in by_payer.items() if payer.part == "kommun"}
    quarter = sum((fact.value for fact in kommuner.values()), Decimal(0))
    for payer, fact in kommuner.items():
        members = list(payer.members.all())
        if len(members) != 1 or members[0].pk not in shares:
            continue
        share = shares[members[0].pk].share / 100
        due = Fact(
            f"bidrag.nyckel.{payer.key}@{year}",
            f"Enligt fördelningen, {show(share, '%', 2)}",
            quarter * share,
        )
        message = f"{payer.name} betalar inte sin överenskomna del av kommunernas bidrag {year}."
        tolerance = Decimal("0.5")
        yield from compare(
            case, "R11", fact, due, message=message, severity=WARNING, tolerance=tolerance, href=href
        )


_LAW = re.compile(r"\b((?:19|20)\d{2}:\d{2,4})\b")


def _texts(resolved: Resolved) -> Iterator[tuple[Part, str]]:
    """Every piece of prose in a document, with the section it stands in."""
    for part in resolved.parts:
        yield part, part.prose
        yield part, part.after
        for piece in part.pieces:
            if isinstance(piece, Html):
                yield part, piece.html
            elif isinstance(piece, Table):
                for row in piece.rows:
                    yield from ((part, cell.html) for cell in row.cells.values() if cell.html)


@rule("R22", "Lagar nämns med rätt nummer")
def law_numbers(case: Case) -> Iterator[Finding]:
    """A statute's number that isn't in the list of those a förbund works under is probably mistyped."""
    for _, resolved in case.documents:
        for part, html in _texts(resolved):
            for cited in _LAW.findall(plain(html)):
                case.tally["R22"] += 1
                if cited not in KNOWN_LAWS:
                    message = f"Lagen {cited} nämns i ”{part.title or resolved.name}” men finns inte i listan över lagar. Är numret rätt?"
                    yield Finding(
                        "R22", WARNING, f"{resolved.kind}/{part.key}/{cited}", message, href=part.href
                    )


@rule("R23", "Hänvisningar och uppgifter finns")
def references(case: Case) -> Iterator[Finding]:
    """Every bound figure and every reference to a section leads somewhere."""
    for _, resolved in case.documents:
        case.tally["R23"] += len(resolved.facts)
        for number_, one in enumerate(resolved.missing):
            subject = f"{resolved.kind}/{one.anchor}/{number_}"
            message = f"I ”{one.section}” står det ”{MISSING}”. {one.reason}"
            yield Finding("R23", ERROR, subject, message, href=one.href)
        anchors = resolved.anchors
        for part, html in _texts(resolved):
            for target in re.findall(r'href="#([st]-[a-z0-9-]+)"', html):
                if target not in anchors:
                    message = f"En länk i ”{part.title}” leder till något som inte finns i dokumentet."
                    yield Finding(
                        "R23", ERROR, f"{resolved.kind}/{part.key}/{target}", message, href=part.href
                    )


# A figure after "ca" is the writer's own round one.
_TYPED = re.compile(
    r"(?<!\bca[ \u00a0])(?<![\d:/.,§-])(\d{1,3}(?:[ \u00a0]\d{3})+|\d+(?:,\d+)?)[ \u00a0]?(kr|kronor|tkr|mnkr|%|procent)"
)


@rule("R24", "Siffror i löpande text är bundna till uppgifter")
def typed_numbers(case: Case) -> Iterator[Finding]:
    """An amount or share typed into prose won't follow when its source changes."""
    known: dict[str, Fact] = {}
    for _, resolved in case.documents:
        for fact in resolved.facts.values():
            if fact.natural is not None:
                for unit in ("kr", "tkr") if fact.unit == "kr" else (fact.unit,):
                    known.setdefault(show(abs(fact.natural), unit, 0), fact)
    for _, resolved in case.documents:
        for part, html in _texts(resolved):
            free = plain(re.sub(r"<data\b.*?</data>", "", html, flags=re.DOTALL))
            for typed, word in _TYPED.findall(free):
                case.tally["R24"] += 1
                unit = {"kronor": "kr", "procent": "%"}.get(word, word)
                try:
                    value = parse_amount(typed)
                except AmountError:
                    continue
                text = f"{number(value, 0)}\u00a0{unit}"
                fact = known.get(text)
                if fact is not None:
                    message = f"{text} är inskrivet för hand i ”{part.title}”, men finns som uppgiften ”{fact.label}”. Infoga den så följer den med."
                    subject = f"{resolved.kind}/{part.key}/{text}"
                    yield Finding("R24", INFO, subject, message, (Figure.of(fact),), href=part.href)


@rule("R26", "En tabell har ett sätt att visa tecken")
def signs(case: Case) -> Iterator[Finding]:
    """Rows and sums of a table follow one convention: what is printed adds up as printed."""
    for _, resolved in case.documents:
        for table in resolved.tables():
            ways = {column.sign for column in table.columns if column.kind == "number" and column.unit != "%"}
            case.tally["R26"] += 1
            if len(ways - {"natural"}) > 1:
                message = f"Tabellen ”{table.title}” blandar två sätt att visa plus och minus."
                yield Finding("R26", ERROR, f"{resolved.kind}/{table.key}", message)
            for row in table.rows:
                for column in table.columns if row.sums else ():
                    yield from _sign_of_sum(resolved, table, row, column)


def _sign_of_sum(resolved: Resolved, table: Table, row, column) -> Iterator[Finding]:
    """A sum of one side is printed with the sign of its rows."""
    cell = row.cells.get(column.key)
    terms = [table.row(key).cells.get(column.key) for key in row.sums]
    facts = [term.fact for term in terms if term is not None and term.fact is not None and term.fact.value]
    if cell is None or cell.fact is None or not facts or len({fact.side for fact in facts}) != 1:
        return
    printed = sum((column.signed(fact) for fact in facts), Decimal(0))
    if column.signed(cell.fact) == -printed and printed:
        message = f"”{row.label}” i ”{table.title}” skrivs med annat tecken än sina rader."
        subject = f"{resolved.kind}/{table.key}/{row.key}/{column.key}"
        yield Finding("R26", ERROR, subject, message, (Figure.of(cell.fact),))
