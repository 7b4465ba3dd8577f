"""Every action of the rooms whose own tests are elsewhere, done once in a förbund's year: `tests/test_services.py` asks the same of each."""

from datetime import date, timedelta

from django.utils import timezone

import finsam.organisation.acting.services
import followup.comparison.services
import followup.requests.services
from finsam.core.models import Access, User
from finsam.core.tenancy.permissions import Role
from followup.comparison.models import ComparisonAgreement
from followup.requests.models import InsatsContact, InsatsReport
from followup.requests.queries import Period
from tests.clients import OWN
from tests.factories import first


def ask(year, by):
    contact = first(InsatsContact, OWN)
    first(InsatsReport, OWN)
    period = Period("Kvartal 1", date(year.year, 3, 31), date(year.year, 4, 20))
    followup.requests.services.ask(contact=contact, fiscal_year=year, period=period, by=by)


def keep_draft(year, by):
    report = first(InsatsReport, OWN)
    followup.requests.services.keep_draft(report, {"t1-v__totalt": "20"}, "Två i juni.", by=by)


def approve(year, by):
    report = first(InsatsReport, OWN)
    InsatsReport.objects.update(state="inlamnad")
    followup.requests.services.take_step(report, "godkann", by=by)


def share_figures(year, by):
    followup.comparison.services.share(fiscal_year=year, otherwise={}, by=by)


def withdraw_figures(year, by):
    first(ComparisonAgreement, OWN)
    followup.comparison.services.withdraw(forbund=year.forbund, by=by)


def accept_definition(year, by):
    told = {
        "measure": "administration",
        "whose": "Norra Ån",
        "otherwise": "Utan hyra.",
        "reason": "Lokalerna är gratis hos oss båda.",
    }
    followup.comparison.services.accept(fiscal_year=year, by=by, **told)


def appoint(year, by):
    today = timezone.localdate()
    told = {"email": "stina@example.se", "name": "Stina Stand", "start": today, "end": today}
    return finsam.organisation.acting.services.appoint(forbund=year.forbund, by=by, **told)


def _acting(year) -> Access:
    user = User.objects.create(email="stina@example.se", name="Stina Stand")
    today = timezone.localdate()
    access = Access(forbund=year.forbund, user=user, role=Role.ACTING, start=today, end=today)
    access.save()
    return access


def prolong(year, by):
    end = timezone.localdate() + timedelta(days=9)
    finsam.organisation.acting.services.prolong(access=_acting(year), end=end, by=by)


def end_now(year, by):
    finsam.organisation.acting.services.end_now(access=_acting(year), by=by)


MODULES = (finsam.organisation.acting.services, followup.comparison.services, followup.requests.services)
DONE = {
    "finsam.organisation.acting.services.appoint": [appoint],
    "finsam.organisation.acting.services.prolong": [prolong],
    "finsam.organisation.acting.services.end_now": [end_now],
    "followup.comparison.services.share": [share_figures],
    "followup.comparison.services.withdraw": [withdraw_figures],
    "followup.comparison.services.accept": [accept_definition],
    "followup.requests.services.ask": [ask],
    "followup.requests.services.keep_draft": [keep_draft],
    "followup.requests.services.take_step": [approve],
}
# Those that write rows themselves before the action is carried out, and how many.
PREPARED = {ask: 3, keep_draft: 3, approve: 4, withdraw_figures: 1, prolong: 2, end_now: 2}
