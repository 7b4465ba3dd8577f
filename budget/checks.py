"""Rules over the budget: shares, years that follow on each other, deficits, capital, insatser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from budget.facts import SeriesFacts, series_facts
from budget.layouts.layout_tables import LayoutTable
from budget.ledger.snapshot import DECEMBER
from budget.models import Layout, Line
from budget.models.series import ORIGINAL, REVISIONS, SeriesKind
from budget.queries import layouts, money
from finsam.checks.reading.tokens import NUMBER, SHARE
from finsam.checks.reconciliation import ERROR, INFO, WARNING, Case, Figure, Finding, Remedy, compare, rule
from finsam.core.tenancy.permissions import Permission
from finsam.core.text.prose import listed
from finsam.core.values.money import HUNDRED, show
from finsam.facts.book import Fact, total
from plans import queries as plans


def _series(case: Case) -> list[SeriesFacts]:
    """The series made in the year."""
    data = case.book.read(money)
    return [
        series_facts(case.book, series)
        for series in data.series.values()
        if series.fiscal_year_id == case.fiscal_year.pk
    ]


def _budget(case: Case) -> SeriesFacts | None:
    """The year's own budget, or None."""
    data = case.book.read(money)
    series = data.canonical.get(("budget", case.fiscal_year.year, 0))
    return series_facts(case.book, series) if series else None


def _tells_of_the_year(facts: SeriesFacts) -> bool:
    """Whether a series is of its whole year; books to a month before December and an interim outcome are of a part of it."""
    return facts.until == DECEMBER if facts.books else facts.series.kind != SeriesKind.INTERIM


@rule(
    "R2",
    lacks="Ingen rad med eget belopp i budgeten för {year} är kopplad till en bidragsgivare som har ett medlemsbidrag.",
    at="lines",
)
def contributions_agree(case: Case) -> Iterator[Finding]:
    """An income typed into a budget, or booked of a whole year, equals the contribution that is registered for the payer."""
    for facts in _series(case):
        if not _tells_of_the_year(facts) or (facts.series.reads_contributions and not facts.books):
            continue
        for line in facts.data.lines.values():
            if not line.payer_id:
                continue
            registered = case.book.get(f"bidrag.{line.payer.key}@{facts.series.about}")
            if registered is not None:
                message = f"”{line.name}” i {facts.series} är inte samma belopp som medlemsbidraget."
                yield from compare(
                    case, "R2", facts.line(line), registered, message=message, severity=WARNING
                )


@rule("R9", lacks="Det finns ingen budget för {year}.", at="series")
def shares_of_whole(case: Case) -> Iterator[Finding]:
    """Every cost belongs to a category, so that insatser and administration are the whole."""
    facts = _budget(case)
    if facts is None:
        return
    categories = facts.categories()
    parts = [fact for fact in categories if ".kategori." in fact.key and ".kategori.insatser" not in fact.key]
    if not parts:
        case.lacks("R9", f"Ingen rad i {str(facts.series).lower()} har en kategori.", case.address("lines"))
        return
    costs = facts.measure("kostnader")
    together = total(facts.key("kategori.alla"), "Kostnader som har en kategori", parts, side="kostnad")
    message = "En del av kostnaderna saknar kategori. Andelarna av kostnaderna blir därför inte 100 %."
    href = case.address("lines")
    yield from compare(case, "R9", together, costs, message=message, severity=WARNING, href=href)


@rule(
    "R28",
    lacks="Inga kostnader är gemensamma och inga insatser {year} är fördelade på kategorier.",
    at="lines",
)
def split_keys(case: Case) -> Iterator[Finding]:
    """The percentages of a common cost, and an insats's kinds, sum to 100."""
    data = case.book.read(money)
    for common in data.lines.values():
        if not common.common:
            continue
        case.tally["R28"] += 1
        shares = [line.share for line in data.lines.values() if line.share_of_id == common.pk]
        if sum(shares) != HUNDRED:
            message = f"”{common}” delas upp med sammanlagt {show(sum(shares, Decimal(0)) / HUNDRED, '%')}, inte 100 %."
            yield Finding(WARNING, common.key, message, href=case.address("lines-edit", key=common.key))
    for (insats, year), shares in data.shares.items():
        if year == case.fiscal_year.year:
            case.tally["R28"] += 1
            whole = sum(share.share for share in shares)
            if whole != HUNDRED:
                name = shares[0].insats_year
                message = f"”{name}” är fördelad på kategorier med sammanlagt {show(whole / HUNDRED, '%')}, inte 100 %."
                yield Finding(
                    WARNING, f"insats/{insats}", message, href=case.address("insatser-show", key=name.key)
                )


@rule("R28", lacks="Inget dokument för {year} säger hur en gemensam kostnad delas upp.", at="documents")
def stated_split_keys(case: Case) -> Iterator[Finding]:
    """A split that a sentence states of a common cost ("30 % … och 70 % …") is the one that its amounts are split by."""
    data = case.book.read(money)
    keys = {
        common: {line.share for line in data.lines.values() if line.share_of_id == common.pk}
        for common in data.lines.values()
        if common.common
    }
    for passage in case.texts if keys else ():
        for sentence in passage.sentences:
            stated = {
                token.value * HUNDRED
                for token in sentence.tokens
                if token.kind == NUMBER and token.unit == SHARE
            }
            if len(stated) < 2 or sum(stated) != HUNDRED:
                continue
            for common, shares in keys.items():
                if common.name.casefold() not in sentence.text.casefold():
                    continue
                case.tally["R28"] += 1
                if stated != shares:
                    used = listed([show(share / HUNDRED, "%") for share in sorted(shares)])
                    message = f"”{sentence.text}” Kostnaden ”{common}” delas upp med {used}."
                    subject = f"{passage.place.subject}/{common.key}"
                    yield Finding(WARNING, subject, message, href=passage.place.href)


@rule("R12", lacks="Det finns ingen budget för {year}.", at="series")
def years_follow(case: Case) -> Iterator[Finding]:
    """Budget year plus two plan years (KL 11:6); each begins with what the year before left.

    A year decided before the system may hold its budget only, and isn't asked for its plan years.
    """
    made = _series(case)
    budget = next((facts for facts in made if facts.series.kind == SeriesKind.BUDGET), None)
    if budget is None:
        return
    first = budget.series.about
    planned = {facts.series.about: facts for facts in made if facts.series.kind in ORIGINAL}
    newest = [facts for facts in made if not facts.prefix.startswith("serie.")]
    revised = {facts.series.about: facts for facts in newest if facts.series.kind in REVISIONS}
    case.tally["R12"] += 1
    missing = [year for year in range(first, first + 3) if year not in planned]
    if missing and not case.fiscal_year.decided_before:
        years = " och ".join(str(year) for year in missing)
        message = f"Planen ska omfatta tre år, med budgetåret först. Det saknas en plan för {years} (11 kap. 6 § kommunallagen)."
        yield Finding(WARNING, f"treår@{first}", message, href=case.address("series"))
    for chain, subject in ((planned, "ib"), (revised, "ib.reviderad")):
        for year, facts in chain.items():
            before = chain.get(year - 1)
            if before is not None:
                message = f"{facts.series} börjar inte med det egna kapital som {str(before.series).lower()} slutar med."
                left, right = facts.measure("ingaende"), before.measure("utgaende")
                yield from compare(case, "R12", left, right, message=message, subject=f"{subject}@{year}")


@rule("R15", lacks="Det finns inga insatser med pengar i budgeten för {year}.", at="lines")
def cards_and_budget(case: Case) -> Iterator[Finding]:
    """Every insats of the year has money or says why not; all money for an insats has a card."""
    facts = _budget(case)
    if facts is None:
        return
    costs = facts.insatser()
    planned = case.book.read(plans.insatser, case.fiscal_year.year)
    for key, cost in costs.items():
        case.tally["R15"] += 1
        if key not in planned and cost.value:
            message = f"”{cost.label}” har pengar i budgeten men ingen beskrivning bland årets insatser."
            yield Finding(WARNING, f"kort/{key}", message, (Figure.of(cost),), href=case.address("insatser"))
    for key, insats in planned.items():
        case.tally["R15"] += 1
        cost = costs.get(key)
        if cost is None or cost.value is None:
            message = f"Insatsen ”{insats}” har ingen rad i budgeten."
            yield Finding(INFO, f"rad/{key}", message, href=case.address("lines"))
            continue
        granted = case.book.get(f"medel.{key}.beviljat@{case.fiscal_year.year}")
        if granted is not None and -cost.value > granted.value:
            message = f"”{insats}” har mer i budgeten än vad som är beviljat."
            difference = show(-cost.value - granted.value)
            figures = (Figure.of(cost), replace(Figure.of(granted), label="Beviljat"))
            href = case.address("insats-money-show", key=key)
            yield Finding(WARNING, f"beviljat/{key}", message, figures, difference, href)


@rule("R1", lacks="Ingen grupp i budgeten för {year} har ett eget belopp.", at="budget")
def lump_or_lines(case: Case) -> Iterator[Finding]:
    """In a series a group is the sum of its lines or one lump, never both."""
    for facts in _series(case):
        for series_id, line_id in facts.data.amounts:
            line = facts.data.lines[line_id]
            if series_id != facts.series.pk or not facts.children(line):
                continue
            below = [child for child in facts.children(line) if facts.line(child).value is not None]
            case.tally["R1"] += 1
            if below:
                message = f"”{line}” har både ett eget belopp och belopp på sina rader i {facts.series}. Bara det ena kan gälla."
                yield Finding(ERROR, f"klump/{facts.series.key}/{line.key}", message, href=facts.amounts_href)


@rule("R1", lacks="Ingen budgettabell för {year} har summor.", at="layouts")
def lines_shown(case: Case) -> Iterator[Finding]:
    """What a layout's sums count stands on a row of it: each line that doesn't, with its amount and the layout."""
    for layout in case.book.read(layouts, case.fiscal_year.year).values():
        table = LayoutTable(case.book, layout)
        counted: dict[Line, list[Fact]] = {}
        sums: dict[Line, list[str]] = {}
        for row in table.rows:
            case.tally["R1"] += sum(bool(adding.terms) for adding in table.addings(row).values())
            for line, facts in table.unshown(row).items():
                counted.setdefault(line, facts)
                sums.setdefault(line, []).append(table.label(row))
        for line, facts in counted.items():
            names = listed([f"”{name}”" for name in sums[line]])
            message = f"{_amounts(line, facts)} räknas med i {names} i tabellen ”{layout}”, men ingen rad där visar det."
            yield _not_shown(case, ERROR, layout, line, facts, message)
        for line, (name, facts) in table.passed_over().items():
            if line not in counted:
                message = f"{_amounts(line, facts)} står inte i tabellen ”{layout}” och räknas inte med i ”{name}”, fast raderna bredvid gör det."
                yield _not_shown(case, WARNING, layout, line, facts, message)


def _amounts(line: Line, facts: list[Fact]) -> str:
    """`”Utbildningsdag”, 50 000 kr`: with each amount, when there are several series."""
    return f"”{line}”, {listed([show(fact.natural) for fact in facts])},"


def _not_shown(
    case: Case, severity: str, layout: Layout, line: Line, facts: list[Fact], message: str
) -> Finding:
    href = case.address("layouts-edit", key=layout.key)
    remedy = Remedy(
        f"Lägg in ”{line}” i ”{layout}”", f"{href}visa/{line.key}/", permission=Permission.EDIT_BUDGET
    )
    figures = tuple(Figure.of(fact) for fact in facts)
    difference = listed([show(fact.value) for fact in facts])
    subject = f"visas-inte/{layout.key}/{line.key}"
    return Finding(severity, subject, message, figures, difference, href, remedy=remedy)
