"""What of the follow-up is carried into the next year: what is asked for, and nothing of what was answered.

Who is responsible for an insats is of no year, and neither are the forms, the measures and the balance's items.
"""

from __future__ import annotations

from finsam.core.rollover import YEAR, Rollover, carries
from finsam.core.values.periods import in_year
from finsam.documents import registry
from finsam.documents.rollover import document
from followup.accounts.models import BalanceAmount, BalanceRule, Note
from followup.events.models import Event
from followup.responsibility.models import ReportDate
from followup.statistics.models import StatTable, TableStatus
from followup.surveys.models import SurveyRound

REPORT = "arsredovisning"


@carries(REPORT)
def report(rollover: Rollover) -> None:
    """The årsredovisning with its outline and prose, as a draft."""
    document(rollover, registry.kinds()[REPORT])


@carries(YEAR)
def report_dates(rollover: Rollover) -> None:
    """The days up to which results are reported."""

    def change(row: ReportDate, copy: ReportDate) -> None:
        copy.key = ""  # it is its day
        copy.name = rollover.ahead(row.name)
        copy.end = in_year(row.end, row.end.year + rollover.step)
        copy.due = in_year(row.due, row.due.year + rollover.step)

    rollover.carry(ReportDate, change=change)


@carries(YEAR, REPORT)
def tables(rollover: Rollover) -> None:
    """The tables, empty; last year's figures are found by the same keys."""

    def change(row: StatTable, copy: StatTable) -> None:
        copy.until, copy.status = in_year(row.until, rollover.new.year), TableStatus.DRAFT

    rollover.carry(StatTable, change=change)


@carries(YEAR, REPORT)
def rounds(rollover: Rollover) -> None:
    """The rounds, empty."""

    def change(row: SurveyRound, copy: SurveyRound) -> None:
        copy.until, copy.status = in_year(row.until, rollover.new.year), TableStatus.DRAFT
        copy.sent = copy.returned = None

    rollover.carry(SurveyRound, change=change)


@carries(YEAR)
def events(rollover: Rollover) -> None:
    """What happened is told in its own year."""
    rollover.leave(str(Event._meta.verbose_name_plural), f"De hör till {rollover.old}, då de hände.")


@carries(YEAR, REPORT)
def notes(rollover: Rollover) -> None:
    """The notes with their text, and what each explains."""
    rollover.carry(Note)


@carries(YEAR, REPORT)
def balance_rules(rollover: Rollover) -> None:
    """Which accounts a balance item is made of; to be confirmed, since accounts may be numbered anew."""

    def change(row: BalanceRule, copy: BalanceRule) -> None:
        copy.confirmed = False

    rollover.carry(BalanceRule, change=change)


@carries(YEAR, REPORT)
def balance(rollover: Rollover) -> None:
    """What the förbund has and owes is entered when the books are closed."""
    label = str(BalanceAmount._meta.verbose_name_plural)
    why = f"Balansposterna finns kvar. Beloppen för {rollover.new} skrivs in i bokslutet; årets början hämtas från {rollover.old}."
    rollover.leave(label, why)
