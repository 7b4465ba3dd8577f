"""The letters: a link to the address on file, again after some days, and a receipt.

A link's secret is made where the letter is sent and stands nowhere else: neither in the database nor in the queue. So a task
is told which report a link is for, and makes it itself.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from finsam.core import mail, services
from finsam.core.audit import SYSTEM
from finsam.core.models import FiscalYear, Forbund, User
from finsam.core.tasks import queue
from finsam.core.tenancy.scope import inside
from followup.goals.states import State
from followup.requests import links, queries
from followup.requests.models import InsatsReport
from followup.requests.services import ask
from followup.requests.sheet import count_of

REMINDED_AFTER = timedelta(days=14)
REMINDED = 2  # times, for a period
NOT_AGAIN_WITHIN = timedelta(minutes=30)  # when it is the link's page that asks for a new one


@transaction.atomic
def send_link(report: InsatsReport, *, by: Any, again: bool = False) -> None:
    """Send a new link to the address on file; the former leads nowhere. Raises NotSent, and then nothing has changed.

    Raises ValidationError where there is nobody to send to or nothing to answer. `again` says in the letter that it is a reminder.
    """
    stored = services.fresh(report, None)
    contact = stored.contact
    if contact is None:
        raise ValidationError(
            "Insatsen har ingen kontakt hos huvudmannen. Lägg till en, och skicka sedan länken."
        )
    if not contact.active:
        raise ValidationError("Kontakten är avstängd. Slå på den igen, och skicka sedan länken.")
    if stored.state != State.DRAFT:
        raise ValidationError("Uppgifterna är redan inlämnade. Skicka tillbaka dem om något ska ändras.")
    token, now = links.new(), timezone.now()
    stored.secret, stored.sent_at = links.checksum(token), now
    stored.expires = now + timedelta(days=links.DAYS)
    stored.sendings += 1
    services.save(stored, by=by, verb="skickade länk för")
    context = {
        "report": stored,
        "role": contact.role,
        "forbund": stored.forbund,
        "again": again,
        "address": settings.ORIGIN + reverse("link", kwargs={"token": token}),
    }
    _send("followup/link/letter.txt", contact.email, at_once=True, **context)


def wanted_again(report: InsatsReport) -> bool:
    """Whether a page that anybody with an old link may open can have a new one sent: not when one was just sent."""
    return report.sent_at is None or report.sent_at + NOT_AGAIN_WITHIN < timezone.now()


def send_soon(report: InsatsReport, *, by: Any, from_page: bool = False) -> None:
    """Have a link sent by a worker, or at once where none works. Raises as `send_link` does."""
    if not queue.somebody_works():
        send_link(report, by=by)
        return
    email = "" if from_page else by.email
    queue.enqueue(deliver_link, report.forbund.key, report.pk, report.sendings, email)


@queue.task(tries=7, seconds=60, by_hand=True)
def deliver_link(forbund: str, number: int, sendings: int, by_email: str) -> None:
    """Send a link, unless one has been sent since it was asked for: done twice it sends one letter."""
    owner = Forbund.objects.get(key=forbund)
    with inside(owner), transaction.atomic():
        services.turn(owner.pk)
        report = _whole().filter(pk=number).first()
        if report is None or report.sendings != sendings:
            return
        by = User.objects.filter(email=by_email).first() if by_email else links.actor(report)
        try:
            send_link(report, by=by or SYSTEM)
        except ValidationError:
            return  # turned off or handed in meanwhile
        except mail.NotSent:
            raise mail.NotSent from None


def send_receipt(report: InsatsReport) -> None:
    """A receipt to the address on file. It says what was sent and its code; the figures, which may be small, stand on the page."""
    if report.contact is None:
        return
    context = {"report": report, "count": count_of(report), "tables": queries.tables(report)}
    _send("followup/link/receipt.txt", report.contact.email, forbund=report.forbund, **context)


def _send(template: str, to: str, *, at_once: bool = False, **context: Any) -> None:
    """Send a letter of a template, whose first line is its subject."""
    subject, _, body = render_to_string(template, context).partition("\n\n")
    mail.send(EmailMessage(subject.strip(), body, None, [to]), at_once=at_once)


def send_due(today: date, now: datetime | None = None) -> tuple[list[str], list[str]]:
    """Ask for every period that is over, and remind of those without an answer; once a week is often enough.

    Returns what was sent, and what couldn't be, as the reports' names.
    """
    sent: list[str] = []
    unsent: list[str] = []
    for forbund in Forbund.objects.all():
        with inside(forbund):
            for report, again in due(forbund, today, now or timezone.now()):
                try:
                    send_link(report, by=SYSTEM, again=again)
                except mail.NotSent:
                    unsent.append(f"{forbund}: {report}")
                else:
                    sent.append(f"{forbund}: {report}")
    return sent, unsent


def due(forbund: Forbund, today: date, now: datetime):
    """The reports that a letter is due for, with whether it is a reminder; what isn't asked for yet is asked for now."""
    for year in FiscalYear.objects.filter(forbund=forbund, year__in=(today.year - 1, today.year)):
        there = {(row.insats_id, row.end): row for row in queries.reports(forbund, year.year)}
        for contact in queries.contacts(forbund, year.year):
            for period in queries.periods(forbund, year.year):
                if not contact.active or not period.end < today <= period.due + queries.NOT_ASKED_AFTER:
                    continue
                report = there.get((contact.insats_id, period.end))
                try:
                    report = report or ask(contact=contact, fiscal_year=year, period=period, by=SYSTEM)
                except ValidationError:
                    continue  # nothing is set up to be filled in, which the page says
                if report.contact_id and report.state == State.DRAFT and is_due(report, now):
                    yield report, report.sendings > 0


def is_due(report: InsatsReport, now: datetime) -> bool:
    """Whether its first letter or a reminder is due."""
    if report.sent_at is None:
        return True
    return report.sendings <= REMINDED and report.sent_at + REMINDED_AFTER <= now


def _whole():
    return InsatsReport.objects.select_related("forbund", "fiscal_year", "insats", "contact")
