"""Every action of the auditors', done once in a förbund's year: what `tests/test_services.py` asks the same of."""

from datetime import UTC, date, datetime

import auditors.discharge.services
import auditors.latest.services
import auditors.path.services
import auditors.sampling.services
from auditors.models import Assessment, Dispatch, MemberDecision, Sample, SampleItem
from budget.models import LedgerImport
from finsam.organisation.models import Member
from tests.clients import OWN
from tests.factories import an_annual_report, first


def draw_sample(year, by):
    first(LedgerImport, OWN)
    sample = Sample(forbund=year.forbund, fiscal_year=year, name="En post", size=1, seed="2024-03-01")
    auditors.sampling.services.draw_sample(sample, by=by)


def note_result(year, by):
    item = first(SampleItem, OWN)
    item.result, item.deviation, item.text = "avvikelse", 100, "Fel konto."
    auditors.sampling.services.note_result(item, by=by)


def share_sample(year, by):
    auditors.sampling.services.share_sample(first(Sample, OWN), by=by)


def set_mark(year, by):
    seen = datetime(2024, 3, 1, tzinfo=UTC)
    auditors.latest.services.set_mark(forbund=year.forbund, seen_to=seen, by=by)


def assess(year, by):
    made = Assessment(
        forbund=year.forbund, fiscal_year=year, question="ekonomi", verdict="ja", text="Stämmer."
    )
    auditors.path.services.assess(assessment=made, by=by)


def attach(year, by):
    edition = an_annual_report(year.forbund.key)
    file = ("berattelse.pdf", b"%PDF-1.7")
    auditors.discharge.services.attach(edition=edition, kind="revisionsberattelse", file=file, by=by)


def note_dispatch(year, by):
    made = Dispatch(forbund=year.forbund, fiscal_year=year, to="styrelsen", sent_on=date(year.year + 1, 4, 3))
    auditors.discharge.services.note_dispatch(dispatch=made, by=by)


def note_decision(year, by):
    made = MemberDecision(
        forbund=year.forbund, fiscal_year=year, member=first(Member, OWN), outcome="beviljad",
        decided_on=date(year.year + 1, 6, 3),
    )  # fmt: skip
    auditors.discharge.services.note_decision(decision=made, by=by)


MODULES = (
    auditors.discharge.services,
    auditors.latest.services,
    auditors.path.services,
    auditors.sampling.services,
)
DONE = {
    "auditors.discharge.services.attach": [attach],
    "auditors.discharge.services.note_dispatch": [note_dispatch],
    "auditors.discharge.services.note_decision": [note_decision],
    "auditors.path.services.assess": [assess],
    "auditors.sampling.services.draw_sample": [draw_sample],
    "auditors.sampling.services.note_result": [note_result],
    "auditors.sampling.services.share_sample": [share_sample],
    "auditors.latest.services.set_mark": [set_mark],
}
# Those that write rows themselves before the action is carried out, and how many.
PREPARED = {draw_sample: 1, note_result: 3, share_sample: 2, attach: 2}
