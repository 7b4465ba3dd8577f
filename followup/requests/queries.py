"""Which periods are asked for, of which insatser, and how it stands with each, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.timezone import localdate

from followup.goals.states import State
from followup.requests.models import InsatsContact, InsatsReport
from followup.responsibility.models import ReportDate
from followup.statistics.models import StatTable
from plans.models.insatser import InsatsYear

DAYS_TO_ANSWER = 20  # after a quarter's end, where the förbund has no days of its own
NOT_ASKED_AFTER = timedelta(days=60)  # what is older is asked for by hand only
QUARTERS = ((3, 31), (6, 30), (9, 30), (12, 31))


@dataclass(frozen=True, slots=True)
class Period:
    """What is asked for: from the year's beginning to `end`, handed in by `due`."""

    name: str
    end: date
    due: date


def periods(forbund, year: int) -> list[Period]:
    """The förbund's own days of reporting, or the quarters where it has none."""
    rows = ReportDate.objects.filter(forbund=forbund, fiscal_year__year=year).order_by("end")
    if own := [Period(row.name, row.end, row.due) for row in rows]:
        return own
    ends = [date(year, month, day) for month, day in QUARTERS]
    return [
        Period(f"Kvartal {number}", end, end + timedelta(days=DAYS_TO_ANSWER))
        for number, end in enumerate(ends, start=1)
    ]


def contacts(forbund, year: int) -> list[InsatsContact]:
    """The contacts of the insatser that the förbund has in a year."""
    there = InsatsYear.objects.filter(forbund=forbund, fiscal_year__year=year).values("insats")
    return list(InsatsContact.objects.filter(forbund=forbund, insats__in=there).select_related("insats"))


def reports(forbund, year: int) -> list[InsatsReport]:
    """What has been asked for in a year."""
    rows = InsatsReport.objects.filter(forbund=forbund, fiscal_year__year=year)
    return list(rows.select_related("insats", "contact", "fiscal_year", "forbund"))


def tables(report: InsatsReport) -> list[StatTable]:
    """The tables that the huvudman fills in: the insats's own for exactly the period."""
    return _tables(fiscal_year=report.fiscal_year_id, insats=report.insats_id, until=report.end)


def tables_before(report: InsatsReport) -> list[StatTable]:
    """The insats's tables of the last period before: earlier in the year, else the year before's last."""
    rows = StatTable.objects.filter(forbund=report.forbund_id, insats=report.insats_id, until__lt=report.end)
    last = rows.order_by("-until").values_list("until", flat=True).first()
    return _tables(forbund=report.forbund_id, insats=report.insats_id, until=last) if last else []


def _tables(**lookup) -> list[StatTable]:
    rows = StatTable.objects.filter(**lookup)
    return list(
        rows.select_related("forbund", "fiscal_year", "insats", "measure", "bin_set").prefetch_related(
            "bin_set__bins", "values__bin", "values__kommun"
        )
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with an insats's figures for a period."""

    contact: InsatsContact
    period: Period
    report: InsatsReport | None
    today: date

    @property
    def answered(self) -> bool:
        return self.report is not None and self.report.answered

    @property
    def late(self) -> bool:
        """Whether the day is over that it should have come by."""
        due = self.report.due if self.report else self.period.due
        long_ago = self.report is None and due + NOT_ASKED_AFTER < self.today  # and nobody asked then
        return not self.answered and self.contact.active and due < self.today and not long_ago

    @property
    def words(self) -> str:
        """`Inte skickad`, `Skickad, inget svar än`, `Utkast`, `Inlämnad` or `Godkänd`."""
        if self.report is None or (not self.report.sendings and not self.answered):
            return "Avstängd" if not self.contact.active else "Inte skickad"
        if self.report.state == State.DRAFT:
            if self.report.returned:
                return "Skickad tillbaka"
            return "Påbörjad" if self.report.written else "Skickad, inget svar än"
        return self.report.get_state_display()


def standings(forbund, year: int, today: date | None = None) -> list[tuple[Period, list[Standing]]]:
    """Each period with how it stands with each insats that has a contact."""
    told = {(report.insats_id, report.end): report for report in reports(forbund, year)}
    asked, day = contacts(forbund, year), today or localdate()
    return [
        (period, [Standing(each, period, told.get((each.insats_id, period.end)), day) for each in asked])
        for period in periods(forbund, year)
    ]
