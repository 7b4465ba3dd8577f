"""A small förbund whose plan may be decided: the members have been heard, and somebody is there to write it down."""

from datetime import date

import pytest

from finsam.core.models import FiscalYear, Forbund, User
from finsam.documents.models import Document
from finsam.editions.services import Decision, take_step
from finsam.organisation.models import Member
from finsam.rendering.pdf.pdf import to_pdf
from plans.models.consultations import Consultation, Viewpoint

DECISION = Decision(date(2023, 11, 20), "45", "Styrelsens sammanträde 20 november 2023")


@pytest.fixture
def plan(small) -> Document:
    """A plan in draft, of a year before which the members have been heard."""
    hear(small.forbund)
    return small.document


def hear(forbund: Forbund) -> None:
    """The members' views, before a decision."""
    before = FiscalYear.objects.get(forbund=forbund, year=2023)
    consultation = Consultation.objects.create(
        forbund=forbund, fiscal_year=before, name="Budget 2024", date=date(2023, 10, 2)
    )
    for member in Member.objects.all():
        Viewpoint.objects.create(
            forbund=forbund, consultation=consultation, member=member, text="Inga synpunkter."
        )


@pytest.fixture
def by(small) -> User:
    """Who writes down what the board decided."""
    return User.objects.create(email="chef@norra-an.se", name="Chefen")


def step(document: Document, name: str, by, decision: Decision | None = None):
    """Take a step, with the PDF drawn in this process."""
    document = Document.objects.get(pk=document.pk)
    return take_step(document=document, step=name, by=by, decision=decision, draw=to_pdf)


@pytest.fixture
def decided(plan, by):
    """The plan as the board decided it, stored."""
    step(plan, "foresla", by)
    return step(plan, "besluta", by, DECISION)
