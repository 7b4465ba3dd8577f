"""Parts of the binder: who is förbundschef now, the förbund's own notes, and what the next days hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.html import escape, linebreaks

from budget.models import Requisition
from finsam.core.addresses import year_address
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.money import show
from finsam.core.values.periods import BUDGET_DEADLINE, MONTHS, REPORT_DEADLINE, clock, long_date, spell
from finsam.documents.books import open_book
from finsam.documents.resolved import Part
from finsam.editions.models import PACK, Edition
from finsam.organisation.acting.queries import appointments
from finsam.web.missing import needs_by
from followup.handover.binder import DAYS, Case, binder, listed, section
from followup.handover.models import DeputyNote
from followup.responsibility.models import ReportDate
from plans.meetings.queries import pack_name
from plans.models.year import Meeting, WheelItem

Ahead = tuple[date, str, str]  # the day, what happens, and what to do, both as HTML


@binder(10)
def acting(case: Case) -> Iterator[Part]:
    """Who acts as förbundschef, and until when."""
    rows = appointments(case.tenant.forbund, case.today)
    said = [
        f"<p><strong>{escape(row.user)}</strong> är tillförordnad förbundschef {spell(row.start, row.end)}.</p>"
        for row in rows
    ]
    none = "<p>Ingen är tillförordnad. Ordföranden eller förbundschefen utser.</p>"
    more = f"<p>{case.link('Utse, förläng eller avsluta', 'acting')}</p>" if not case.paper else ""
    yield section("tillforordnad", "Vem som är förbundschef nu", prose=("".join(said) or none) + more)


@binder(15)
def notes(case: Case) -> Iterator[Part]:
    """What the förbund itself wants to tell."""
    rows = DeputyNote.objects.filter(forbund=case.tenant.forbund)
    said = [
        f"<p><strong>{escape(row.name)}</strong></p>{linebreaks(row.text, autoescape=True)}" for row in rows
    ]
    none = "<p>Inget är skrivet. Här står det som inte finns i Finsam: var stämpeln ligger, och vem man ringer.</p>"
    may = Permission.EDIT_HANDOVER in case.tenant.permissions and not case.paper
    more = f"<p>{case.link('Skriv och ändra anteckningar', 'deputy-notes')}</p>" if may else ""
    never = "<p>Lösenord står aldrig här. Var och en loggar in med sitt eget.</p>"
    yield section(
        "anteckningar", "Förbundets egna anteckningar", prose=("".join(said) or none) + never + more
    )


@binder(20)
def days_ahead(case: Case) -> Iterator[Part]:
    """All that has a day among those ahead, and what the wheel says of their months."""
    rows = sorted(
        (*_meetings(case), *_law(case), *_reports(case), *_needed(case), *_ends(case)), key=lambda row: row[0]
    )
    table = listed(
        "dagar", f"De närmaste {DAYS} dagarna", ("När", "Vad", "Att göra"),
        ((long_date(day), what, do) for day, what, do in rows),
    )  # fmt: skip
    none = f"<p>Inget har en dag mellan {long_date(case.today)} och {long_date(case.until)}.</p>"
    wheel = list(_wheel(case))
    said = listed("arshjulet", "Ur årshjulet", ("Månad", "Vad"), wheel)
    unpaid = list(_unpaid(case))
    asked = listed(
        "rekvisitioner", "Rekvisitioner som inte är betalda", ("Insats", "Rekvisition", "Belopp"), unpaid
    )
    yield section(
        "framat", f"De närmaste {DAYS} dagarna", prose="" if rows else none, pieces=[table] if rows else []
    )
    if wheel:
        yield section("framat-arshjul", "Ur årshjulet", level=2, pieces=[said])
    if unpaid:
        yield section("framat-rekvisitioner", "Rekvisitioner som inte är betalda", level=2, pieces=[asked])


def _within(case: Case, day: date | None) -> bool:
    return day is not None and case.today <= day <= case.until


def _meetings(case: Case) -> Iterator[Ahead]:
    """Meetings, with whether their papers are sent."""
    forbund = case.tenant.forbund
    rows = Meeting.objects.filter(forbund=forbund, date__range=(case.today, case.until))
    meetings = list(rows.select_related("body", "fiscal_year"))
    sent = set(Edition.objects.filter(forbund_key=forbund.key, kind=PACK).values_list("year", "document"))
    for meeting in meetings:
        year = meeting.fiscal_year.year
        name = f"{meeting.name or meeting.body.name}{f', {meeting.theme}' if meeting.theme else ''}"
        time = clock(meeting.start, meeting.end)
        when = f"{escape(f' kl. {time}') if time else ''}{' (offentligt)' if meeting.public else ''}"
        done = (year, pack_name(meeting)) in sent
        do = "Handlingarna är utskickade." if done else "Handlingarna är inte utskickade än."
        yield meeting.date, case.link(name, "meetings-show", year=year, key=meeting.key) + when, do


def _law(case: Case) -> Iterator[Ahead]:
    for year in dict.fromkeys((case.today.year, case.until.year)):
        for deadline in (REPORT_DEADLINE, BUDGET_DEADLINE):
            if _within(case, deadline.on(year)):
                yield deadline.on(year), escape(f"{deadline.text} ({deadline.source})"), "Lagens sista dag."


def _reports(case: Case) -> Iterator[Ahead]:
    rows = ReportDate.objects.filter(forbund=case.tenant.forbund, due__range=(case.today, case.until))
    for row in rows.select_related("fiscal_year"):
        what = f"Resultaten till och med {long_date(row.end)} ska vara inlämnade ({row.name})"
        yield row.due, case.link(what, "to-report", year=row.fiscal_year.year), "Godkänn det som är inlämnat."


def _needed(case: Case) -> Iterator[Ahead]:
    """What *Vad saknas* has a day for, also what is late."""
    for year in case.years:
        for item in needs_by(open_book(case.tenant.forbund, year), frozenset(Permission)):
            if not item.done and item.due is not None and item.due <= case.until:
                late = "Försenat. " if item.due < case.today else ""
                yield (
                    item.due,
                    case.leads(item.what, item.href),
                    escape(f"{late}{item.who}. {item.why}".strip()),
                )


def _ends(case: Case) -> Iterator[Ahead]:
    for row in appointments(case.tenant.forbund, case.today):
        if _within(case, row.end):
            yield (
                row.end,
                escape(f"Uppdraget som tillförordnad tar slut: {row.user}"),
                "Förläng, eller lämna över.",
            )


def _wheel(case: Case) -> Iterable[tuple[str, str]]:
    """The wheel's points of the months ahead, in their order."""
    rows = WheelItem.objects.filter(forbund=case.tenant.forbund, fiscal_year__year__in=case.years)
    for row in rows.select_related("fiscal_year").order_by("fiscal_year__year", "month", "order", "pk"):
        year = row.fiscal_year.year
        first, last = date(year, row.month, 1), date(year, row.last_month or row.month, 28)
        if last >= case.today.replace(day=1) and first <= case.until:
            yield f"{MONTHS[row.month - 1].capitalize()} {year}", escape(row.name)


def _unpaid(case: Case) -> Iterator[tuple[str, str, str]]:
    rows = Requisition.objects.filter(forbund=case.tenant.forbund, paid_on__isnull=True)
    for row in rows.select_related("insats", "fiscal_year"):
        place = year_address(case.tenant.forbund, row.fiscal_year.year, "requisitions")
        said = f"{row.name}, rekvirerad {long_date(row.requested_on)}"
        yield str(row.insats), case.leads(said, place), show(row.amount, "kr")
