"""Rules that need nothing but resolved documents and the members' contributions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finsam import queries
from finsam.documents.facts import Fact, total
from finsam.documents.reconciliation import ERROR, INFO, WARNING, Case, Figure, Finding, compare, rule
from finsam.documents.resolve import Resolved
from finsam.documents.tables import POSITIVE, Table
from finsam.money import in_unit, number, rounded, show
from finsam.prose import listed


@rule(
    "R1",
    "Summor är lika med sina rader",
    lacks="Inget dokument för {year} har en tabell med summor.",
    at="dokument/",
)
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
        difference = number(shown - printed, column.decimals)
        yield Finding("R1", INFO, f"{subject}/avrundning", message, figures, difference, about=table.title)


@rule(
    "R2",
    "Samma uppgift är ett och samma värde",
    lacks="Ingen uppgift står i mer än ett av dokumenten för {year}.",
    at="dokument/",
)
def one_value(case: Case) -> Iterator[Finding]:
    """A fact printed in several places, or in several documents of the year, says the same everywhere."""
    seen: dict[str, Fact] = {}
    for _, resolved in case.documents:
        for fact in resolved.facts.values():
            if fact.key not in seen:
                seen[fact.key] = fact
                continue
            first = seen[fact.key]
            if first.value is None and fact.value is None:
                continue
            yield from compare(
                case,
                "R2",
                first,
                fact,
                message=f"”{fact.label}” skrivs med två olika värden.",
                subject=fact.key,
            )


@rule(
    "R10",
    "Avrundade andelar summerar till 100 %",
    lacks="Det finns inga medlemsbidrag för {year}.",
    at="bidrag/",
)
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


QUARTER, HALF = Decimal("0.25"), Decimal("0.5")
LAW_SHARES = {"stat": HALF, "region": QUARTER, "kommun": QUARTER}
NO_REGION = {"stat": HALF, "kommun": HALF}  # a kommun that is in no region pays the region's part too (5 a §)
PART_NAMES = {"stat": "Staten", "region": "Regionen", "kommun": "Kommunerna"}
WHOLE_KRONOR = Decimal("0.5")  # contributions are agreed in whole kronor


@rule(
    "R11",
    "Bidragen följer 50, 25 och 25 procent (5 och 5 a §§ lagen 2003:1210)",
    lacks="Det finns inga medlemsbidrag för {year}.",
    at="bidrag/",
)
def law_shares(case: Case) -> Iterator[Finding]:
    """The state half, the region a quarter, the kommuner a quarter; the kommuner by their own key. To the krona."""
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
        message = f"Medlemsbidragen {year} är inte uppdelade på medlemmar."
        case.lacks("R11", message, case.place("bidragsgivare/"))
        return
    regions = [one for one in case.book.read(queries.members) if one.kind == "region" and one.is_in(year)]
    for part, share in (LAW_SHARES if regions or "region" in parts else NO_REGION).items():
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
            tolerance=WHOLE_KRONOR,
            href=href,
        )
    yield from _kommun_key(case, by_payer, href)


def _kommun_key(case: Case, by_payer: dict, href: str) -> Iterator[Finding]:
    """Each kommun pays its agreed share of what the kommuner pay."""
    year = case.fiscal_year.year
    shares = {share.member_id: share.share for share in case.book.read(queries.kommun_shares, year)}
    kommuner = {payer: fact for payer, fact in by_payer.items() if payer.part == "kommun"}
    agreed = {
        payer: shares[members[0].pk]
        for payer in kommuner
        if len(members := list(payer.members.all())) == 1 and members[0].pk in shares
    }
    if len(kommuner) > 1 and len(agreed) < len(kommuner):
        names = listed([payer.name for payer in kommuner if payer not in agreed])
        message = f"Hur kommunerna delar på sin del {year} är inte inskrivet för {names}."
        case.lacks("R11", message, case.place("kommunandelar/"))
    together = sum((fact.value for fact in kommuner.values()), Decimal(0))
    slack = _slack([kommuner[payer].value / together * 100 for payer in agreed], list(agreed.values()))
    for payer, share in agreed.items():
        due = Fact(
            f"bidrag.nyckel.{payer.key}@{year}",
            f"Enligt fördelningen, {show(share / 100, '%', 2)}",
            together * share / 100,
        )
        message = f"{payer.name} betalar inte sin överenskomna del av kommunernas bidrag {year}."
        tolerance = max(WHOLE_KRONOR, together * slack / 100)
        yield from compare(
            case,
            "R11",
            kommuner[payer],
            due,
            message=message,
            severity=WARNING,
            tolerance=tolerance,
            href=href,
        )


def _slack(paid: list[Decimal], agreed: list[Decimal]) -> Decimal:
    """How far (in percentage points) what is paid may lie from shares that are rounded.

    Half their last decimal, and what rounding leaves over: three kommuner that pay as much are 33,33, 33,33 and
    33,34 %. Shares in whole percent are what was agreed, and are exact.
    """
    decimals = max((-one.normalize().as_tuple().exponent for one in agreed), default=0)
    if decimals <= 0:
        return Decimal(0)
    left_over = abs(100 - sum((rounded(one, decimals) for one in paid), Decimal(0)))
    return Decimal(1).scaleb(-decimals) / 2 + left_over


@rule(
    "R26",
    "En tabell har ett sätt att visa tecken",
    lacks="Inget dokument för {year} har en tabell.",
    at="dokument/",
)
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
