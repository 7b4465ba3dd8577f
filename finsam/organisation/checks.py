"""The contributions against the law: 5 and 5 a §§ lagen (2003:1210)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finsam.checks.reconciliation import WARNING, Case, Finding, compare, rule
from finsam.checks.wording.wholes import group_of
from finsam.core.text.prose import listed
from finsam.core.values.money import places, rounded, show
from finsam.facts.book import Fact
from finsam.organisation import queries
from finsam.organisation.law import PART_NAMES, WHOLE_KRONOR, law_parts
from finsam.organisation.models import ContributionStatus, MemberKind


@rule("R11", lacks="Det finns inga medlemsbidrag för {year}.", at="contributions")
def law_shares(case: Case) -> Iterator[Finding]:
    """The state half, the region a quarter, the kommuner a quarter; the kommuner by their own key. To the krona."""
    year = case.fiscal_year.year
    everything = case.book.get(f"bidrag.totalt@{year}")
    if everything is None or not everything.value:
        return
    by_payer = {
        payer: case.book.get(f"bidrag.{payer.key}@{year}") for payer in case.book.read(queries.payers)
    }
    by_payer = {payer: fact for payer, fact in by_payer.items() if fact is not None}
    href = case.address("contributions")
    parts = law_parts(case.book, year)
    if not parts:
        message = f"Medlemsbidragen {year} är inte uppdelade på medlemmar."
        case.lacks("R11", message, case.address("payers"))
        return
    for part in parts:
        name = PART_NAMES[part.key]
        yield from compare(
            case,
            "R11",
            part.paid,
            part.due,
            message=f"{name} betalar inte {show(part.lawful.value, '%')} av medlemsbidragen {year}.",
            severity=WARNING,
            subject=f"{part.key}@{year}",
            tolerance=WHOLE_KRONOR,
            href=href,
        )
    yield from _kommun_key(case, by_payer, href)


@rule(
    "R2",
    lacks="Ingen bidragsgivare har både ett beslutat och ett inbetalt bidrag för {year}.",
    at="contributions",
)
def paid_as_decided(case: Case) -> Iterator[Finding]:
    """What a payer has paid in a year is what was decided, where both are known."""
    year = case.fiscal_year.year
    for payer in case.book.read(queries.payers):
        paid, decided = (
            case.book.get(f"bidrag.{payer.key}.{status.value}@{year}")
            for status in (ContributionStatus.PAID, ContributionStatus.DECIDED)
        )
        if paid is not None and decided is not None:
            message = f"{payer.name} har inte betalat det som är beslutat för {year}."
            href = case.address("contributions-all")
            yield from compare(case, "R2", paid, decided, message=message, severity=WARNING, href=href)


def _kommun_key(case: Case, by_payer: dict, href: str) -> Iterator[Finding]:
    """Each kommun pays its agreed share of what the kommuner pay."""
    year = case.fiscal_year.year
    shares = {share.member_id: share.share for share in case.book.read(queries.kommun_shares).get(year, [])}
    kommuner = {payer: fact for payer, fact in by_payer.items() if payer.part == "kommun"}
    agreed = {
        payer: shares[members[0].pk]
        for payer in kommuner
        if len(members := list(payer.members.all())) == 1 and members[0].pk in shares
    }
    if len(kommuner) > 1 and len(agreed) < len(kommuner):
        names = listed([payer.name for payer in kommuner if payer not in agreed])
        message = f"Hur kommunerna delar på sin del {year} är inte inskrivet för {names}."
        case.lacks("R11", message, case.address("kommun-shares"))
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
    decimals = max(map(places, agreed), default=0)
    if not decimals:
        return Decimal(0)
    left_over = abs(100 - sum((rounded(share, decimals) for share in paid), Decimal(0)))
    return Decimal(1).scaleb(-decimals) / 2 + left_over


@group_of
def kommuner(case: Case) -> list[str]:
    """The member kommuner, by the first word of their names: counts per kommun make the whole."""
    members = case.book.read(queries.members)
    return [member.name.split()[0] for member in members if member.kind == MemberKind.KOMMUN]
