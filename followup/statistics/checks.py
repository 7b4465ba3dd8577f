"""Rules over statistics: sums by sex and group, bins, derived measures, and small counts in documents."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import slugify

from finsam.checks.reconciliation import ERROR, INFO, WARNING, Case, Figure, Finding, compare, rule
from finsam.disclosure.publishing import plan_of
from finsam.facts.book import Fact
from followup.statistics import queries
from followup.statistics.facts import statistics
from followup.statistics.models import TableStatus
from followup.statistics.stated import stated_shares
from followup.statistics.statistics_table import Place, overlaps


@rule(
    "R16",
    lacks="Ingen statistik för {year} är skriven både totalt och uppdelad.",
    at="statistics",
    people=True,
)
def parts_are_all(case: Case) -> Iterator[Finding]:
    """The sexes, the groups and the kommuner are all; the same people are as many in every table; the flow holds."""
    year = statistics(case.book, case.fiscal_year.year)
    checks = [check for facts in year.tables.values() for check in facts.checks()]
    for check in (*checks, *year.checks()):
        yield from compare(
            case, "R16", check.left, check.right, message=check.message, subject=check.subject,
            href=check.left.href or check.right.href,
        )  # fmt: skip
    for facts in year.tables.values():
        people = facts.fact(Place())
        if facts.table.multi_response and people is not None:
            for each in facts.bins:
                fact = facts.fact(Place(bin=each.key))
                case.tally["R16"] += 1
                if fact is not None and None not in (fact.value, people.value) and fact.value > people.value:
                    message = f"Fler har svarat ”{each}” än det antal personer som har svarat."
                    figures = (Figure.of(fact), Figure.of(people))
                    yield Finding(ERROR, f"{facts.table.key}/{each.key}", message, figures, href=fact.href)


@rule("R17", lacks="Det finns inga indelningar.", at="bin-sets")
def bins_follow(case: Case) -> Iterator[Finding]:
    """Bins of numbers neither overlap nor leave gaps; a measure keeps its division, or the new one says what it replaces."""
    year = case.fiscal_year.year
    for bin_set in case.book.read(queries.bin_sets):
        case.tally["R17"] += 1
        for sentence in overlaps(bin_set.bins.all(), bin_set.unit):
            subject = f"{bin_set.key}/{slugify(sentence)}"
            href = case.address("bin-sets-edit", key=bin_set.key)
            yield Finding(WARNING, subject, f"{bin_set}: {sentence}", href=href)
    before: dict[tuple, object] = {}
    for table in [*case.book.read(queries.tables, year - 1), *case.book.read(queries.tables, year)]:
        if table.bin_set is None:
            continue
        insats = table.insats.key if table.insats else ""
        for place in (
            (insats, table.measure_id, table.population),
            (table.measure_id, table.fiscal_year.year),
        ):
            other = before.setdefault(place, table)
            if table.fiscal_year.year != year:
                continue
            case.tally["R17"] += 1
            if other is table or _follows(table.bin_set, other.bin_set):
                continue
            message = f"”{table}” {table.fiscal_year} och ”{other}” {other.fiscal_year} har olika indelning, så grupperna går inte att jämföra."
            figures = (Figure(str(table), str(table.bin_set)), Figure(str(other), str(other.bin_set)))
            href = case.address("statistics-edit", key=table.key)
            yield Finding(
                WARNING, f"{table.key}/{other.key}@{other.fiscal_year}", message, figures, href=href
            )
            break


def _follows(newer, other) -> bool:
    """Whether two divisions are the same, or one replaces the other and says what each of its groups was."""
    if newer.pk == other.pk:
        return True
    newer, older = (newer, other) if newer.replaces_id == other.pk else (other, newer)
    return newer.replaces_id == older.pk and all(each.maps_to_id for each in newer.bins.all())


@rule("R18", lacks="Det finns ingen statistik för {year}.", at="statistics", people=True)
def derived_are_computed(case: Case) -> Iterator[Finding]:
    """A share, a quotient or a cost per participant has parts; a stated share is a historical one and said to be so."""
    stated: dict[str, list[Fact]] = {}
    for fact in case.book.facts("stat", case.fiscal_year.year).values():
        name = fact.key.partition("@")[0]
        if not name.endswith((".andel", ".andel-avslutade", ".kostnad-per-deltagare", ".per-person")):
            continue
        case.tally["R18"] += 1
        if fact.op == "given" and fact.value is not None:
            stated.setdefault(fact.href, []).append(fact)
    tables = statistics(case.book, case.fiscal_year.year).tables.values()
    for table in tables:
        facts = stated.get(case.address("statistics-values", key=table.table.key))
        if facts:
            yield stated_shares(facts, str(table.table), f"{table.table.reference()}/andelar")
        if table.table.measure.name.casefold().startswith(("kostnad per", "andel")):
            case.tally["R18"] += 1
            message = f"”{table.table}” är ett mått som räknas ut. Skriv in det som det räknas ur i stället."
            href = case.address("statistics-edit", key=table.table.key)
            yield Finding(WARNING, table.table.key, message, href=href)


@rule("R16", lacks="Det finns ingen statistik för {year}.", at="statistics")
def drafts(case: Case) -> Iterator[Finding]:
    """Tables that nobody has called finished."""
    for facts in statistics(case.book, case.fiscal_year.year).tables.values():
        case.tally["R16"] += 1
        if facts.table.status == TableStatus.DRAFT and facts.given:
            message = f"”{facts.table}” är fortfarande ett utkast."
            href = case.address("statistics-values", key=facts.table.key)
            yield Finding(INFO, f"{facts.table.key}/utkast", message, href=href)


@rule("R25", lacks="Det finns inget dokument för {year}.", at="documents", people=True)
def small_counts(case: Case) -> Iterator[Finding]:
    """What the published rendition hides, and what could be worked out all the same."""
    threshold = case.book.forbund.suppression_threshold
    for document, resolved in case.documents:
        case.tally["R25"] += 1
        chosen = plan_of(document, resolved)
        href = case.address("document", key=document.key)
        for key in sorted(chosen.choice.exposed):
            fact = chosen.facts[key]
            message = f"{fact.label} gäller färre än {threshold} personer och går att räkna ut i {document}."
            yield Finding(ERROR, f"{document.key}/{key}", message, (Figure.of(fact),), href=href)
        hidden = chosen.printed_hidden(resolved)
        if hidden:
            yield Finding(INFO, f"{document.key}/dolda", _told(document, hidden, threshold), href=href)


def _told(document, hidden: list[Fact], threshold: int) -> str:
    named = ", ".join(f"”{fact.label}”" for fact in hidden[:3])
    more = f" och {len(hidden) - 3} till" if len(hidden) > 3 else ""
    count = "En uppgift döljs" if len(hidden) == 1 else f"{len(hidden)} uppgifter döljs"
    return f"{count} när {document} publiceras, eftersom de gäller eller röjer färre än {threshold} personer: {named}{more}."
