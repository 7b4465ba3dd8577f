"""Writing what is asked of a huvudman: that it is asked, its draft, and its way from handed in to approved."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from finsam.core import services
from finsam.core.models import FiscalYear
from finsam.core.services import Child
from finsam.core.states import WrongState
from finsam.core.text.prose import not_a_reason
from finsam.core.values.privacy import refuse
from followup.goals.states import REPORTS, State
from followup.requests import queries
from followup.requests.models import InsatsContact, InsatsReport
from followup.requests.queries import Period
from followup.statistics.models import StatTable

NOTHING_TO_FILL_IN = (
    "Insatsen har ingen statistiktabell. Lägg först in under Statistik vad som räknas: måttet, vilka som räknas och "
    "indelningen. De tabellerna är det som huvudmannen fyller i."
)


@transaction.atomic
def ask(*, contact: InsatsContact, fiscal_year: FiscalYear, period: Period, by) -> InsatsReport:
    """Ask for an insats's figures, in tables set up as those of its last period. Raises ValidationError without any."""
    services.turn(contact.forbund_id)
    asked = InsatsReport.objects.filter(fiscal_year=fiscal_year, insats=contact.insats_id, end=period.end)
    if (report := asked.select_related("insats", "contact", "fiscal_year", "forbund").first()) is not None:
        return report
    report = InsatsReport(
        forbund=contact.forbund, fiscal_year=fiscal_year, insats=contact.insats, contact=contact,
        end=period.end, due=period.due,
    )  # fmt: skip
    new = [] if queries.tables(report) else [_empty(table, report) for table in _pattern(report)]
    if not new and not queries.tables(report):
        raise ValidationError(NOTHING_TO_FILL_IN)
    return services.save(report, by=by, children=[Child(table) for table in new], verb="begärde")


def _pattern(report: InsatsReport) -> list[StatTable]:
    """The tables that say what is counted: of the last period before, else of the first after in the year."""
    if before := queries.tables_before(report):
        return before
    rows = StatTable.objects.filter(fiscal_year=report.fiscal_year, insats=report.insats)
    first = rows.order_by("until").values_list("until", flat=True).first()
    return list(rows.filter(until=first).select_related("measure", "insats", "bin_set")) if first else []


def _empty(table: StatTable, report: InsatsReport) -> StatTable:
    """A table of the same, without figures, for the period."""
    fields = ("measure", "population", "bin_set", "multi_response", "groups_by_kommun", "source", "source_note",
              "title", "order")  # fmt: skip
    same = {name: getattr(table, name) for name in fields}
    owned = {"forbund": report.forbund, "fiscal_year": report.fiscal_year, "insats": report.insats}
    return StatTable(until=report.end, **owned, **same)


def _open(report: InsatsReport, version: int | None) -> InsatsReport:
    """The report to be written in. Raises ValidationError for what is handed in, StaleSave for a newer version."""
    stored = services.fresh(report, version)
    if stored.state != State.DRAFT:
        raise ValidationError("Uppgifterna är redan inlämnade och kan inte ändras här.")
    return stored


@transaction.atomic
def keep_draft(
    report: InsatsReport, written: dict[str, str], comment: str, *, by, version: int | None = None
) -> None:
    """Keep what has been written so far, as it was written, readable as figures or not."""
    for text in (*written.values(), comment):
        refuse(text, lines=text is comment)
    stored = _open(report, version)
    stored.written, stored.comment = written, comment
    services.save(stored, by=by, verb="skrev i")
    report.version = stored.version


@transaction.atomic
def take_step(
    report: InsatsReport, step: str, *, by, reason: str = "", version: int | None = None
) -> InsatsReport:
    """Move it on, or back with a reason. Raises ValidationError with what keeps it where it is."""
    refuse(reason, lines=True)
    stored = services.fresh(report, version)
    try:
        stored.state = REPORTS.move(stored.state, step)
    except WrongState as error:
        raise ValidationError(str(error)) from error
    if step == "skicka-tillbaka" and (sentence := not_a_reason(reason, "Skriv vad som behöver ändras")):
        raise ValidationError(sentence)
    if step == "lamna-in":
        stored.submitted_at, stored.returned = timezone.now(), ""
    if step == "godkann":
        stored.approved_by, stored.approved_on = str(by), timezone.localdate()
    if stored.state == State.DRAFT:
        stored.approved_by, stored.approved_on, stored.returned = "", None, reason.strip()
    return services.save(stored, by=by, verb=REPORTS.steps[step].verb)
