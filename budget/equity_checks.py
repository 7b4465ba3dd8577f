"""Rules about equity: where a year begins, what covers a deficit, and how much there may be."""

from __future__ import annotations

from collections.abc import Iterator

from budget.checks import _budget, _series
from budget.facts import series_facts
from budget.models import Series
from budget.models.series import ORIGINAL, REVISIONS, SeriesKind
from budget.queries import money
from finsam.checks.reconciliation import INFO, WARNING, Case, Figure, Finding, compare, rule
from finsam.core.text.prose import not_a_reason
from finsam.core.values.money import show
from finsam.facts.book import Fact
from finsam.organisation.equity import ceiling

# What may tell what a year ended with, the surest first
CLOSINGS = ("utfall", "prognos")


@rule(
    "R12",
    lacks="Varken budgeten för {year} eller något utfall eller någon prognos för året före har ett utgående eget kapital.",
    at="series",
)
def begins_where_the_last_ended(case: Case) -> Iterator[Finding]:
    """The budget's opening equity is what the year before ended with: its outcome, or until then its forecast.

    A plan that was decided before the year's end could not know, so that there it is information.
    """
    data, facts = case.book.read(money), _budget(case)
    if facts is None:
        return
    before = facts.series.about - 1
    candidates = (data.canonical.get((kind, before, 0)) for kind in CLOSINGS)
    closings = [
        (earlier, series_facts(case.book, earlier).measure("utgaende"))
        for earlier in candidates
        if earlier is not None
    ]
    series, closing = next((pair for pair in closings if pair[1].value is not None), (None, None))
    if series is None:
        message = f"Varken utfallet eller någon prognos för {before} har ett utgående eget kapital."
        case.lacks("R12", message, case.address("series"))
        return
    decided = [
        document.decided_on
        for document, _ in case.documents
        if document.kind == "verksamhetsplan" and document.decided_on
    ]
    knew = series.kind != SeriesKind.OUTCOME or not any(day.year <= before for day in decided)
    message = f"{facts.series} börjar inte med det egna kapital som {str(series).lower()} slutar med."
    yield from compare(
        case,
        "R12",
        facts.measure("ingaende"),
        closing,
        message=message,
        subject=f"ib@{facts.series.about}",
        severity=WARNING if knew else INFO,
        href=facts.series_href,
    )


@rule("R13", lacks="Det finns ingen budget för {year}.", at="series")
def deficits(case: Case) -> Iterator[Finding]:
    """A negative budget is allowed when saved capital covers it; say why, and what remains."""
    for facts in _series(case):
        if facts.series.kind not in (*ORIGINAL, *REVISIONS):
            continue
        result, closing = facts.measure("resultat"), facts.measure("utgaende")
        if result.value is None:
            case.lacks("R13", f"{facts.series} har inga belopp.", facts.amounts_href)
            continue
        case.tally["R13"] += 1
        if result.value >= 0:
            continue
        yield from _deficit(case, facts.series, result, closing)


def _deficit(case: Case, series: Series, result: Fact, closing: Fact) -> Iterator[Finding]:
    href = case.address("series-edit", key=series.key)
    figures = (Figure.of(result), Figure.of(closing))
    subject = f"underskott/{series.key}"
    if closing.value is None:
        message = f"{series} går med underskott, och det framgår inte vad som täcker det. Ange ingående eget kapital."
        yield Finding(WARNING, subject, message, (Figure.of(result),), show(result.value), href)
    elif closing.value < 0:
        message = (
            f"{series} går med större underskott än det finns eget kapital till (11 kap. 5 § kommunallagen)."
        )
        yield Finding(WARNING, subject, message, figures, show(closing.value), href)
    elif not_a_reason(series.deficit_reason):
        message = (
            f"{series} går med underskott som täcks av eget kapital. Skriv varför "
            "(11 kap. 5 § kommunallagen kräver att intäkterna är större än kostnaderna)."
        )
        yield Finding(WARNING, subject, message, figures, show(result.value), href)
    else:
        message = f"{series} går med underskott som täcks av eget kapital, och skälet är angivet."
        yield Finding(INFO, subject, message, figures, show(result.value), href)


@rule("R14", lacks="Det finns ingen budget för {year}.", at="series")
def equity_level(case: Case) -> Iterator[Finding]:
    """Closing capital against the recommended ceiling of the base year's contributions, and the own floor."""
    facts = _budget(case)
    if facts is None:
        return
    closing, href = facts.measure("utgaende"), facts.series_href
    if closing.value is None:
        case.lacks("R14", f"{facts.series} har inget utgående eget kapital.", href)
        return
    forbund = case.book.forbund
    highest = ceiling(case, facts.series.about)
    if highest is not None:
        case.tally["R14"] += 1
        if closing.value > highest.amount:
            message = "Det egna kapitalet är större än vad Nationella rådet rekommenderar. Det kan minska kommande års tilldelning."
            figures = (Figure.of(closing), highest.figure)
            yield Finding(WARNING, "tak", message, figures, show(closing.value - highest.amount), href)
    if forbund.equity_floor is not None:
        case.tally["R14"] += 1
        if closing.value < forbund.equity_floor:
            floor = forbund.equity_floor
            figures = (Figure.of(closing), Figure("Förbundets lägsta nivå", show(floor)))
            message = "Det egna kapitalet blir mindre än den lägsta nivå som förbundet har bestämt."
            yield Finding(WARNING, "golv", message, figures, show(closing.value - floor), href)
