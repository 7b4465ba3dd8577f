"""The law's days on the list of what is left: the plan before the board's meeting, the decision by 30 November."""

from datetime import date

import pytest

from finsam.core.models import FiscalYear
from finsam.core.tenancy.permissions import Permission
from finsam.core.tenancy.scope import inside
from finsam.documents.models import Document
from finsam.facts.book import Book
from finsam.organisation.models import Body, Member
from finsam.web.missing import missing_of_year, needs_by
from plans.models.consultations import Consultation, Viewpoint
from plans.models.year import Meeting
from tests.plans.small import YEAR, Plan, make_forbund

PROPOSE, DECIDE = "Lägg fram förslaget", "Låt styrelsen besluta planen och budgeten"


@pytest.fixture
def plan(db):
    made = make_forbund()
    with inside(made):
        yield Plan(made)


def due(plan) -> dict[str, date | None]:
    """The last day of each thing that the year needs."""
    items = needs_by(Book(plan.forbund, YEAR), frozenset({Permission.EDIT_PLAN}))
    return {item.what: item.due for item in items}


def meet(plan, name: str, kind: str, day: date) -> None:
    before, _ = FiscalYear.objects.get_or_create(forbund=plan.forbund, year=YEAR - 1, key=str(YEAR - 1))
    body, _ = Body.objects.get_or_create(forbund=plan.forbund, name=name, kind=kind)
    Meeting.objects.create(forbund=plan.forbund, fiscal_year=before, body=body, date=day)


def document(plan, **fields) -> Document:
    return Document.objects.create(
        kind="verksamhetsplan", title="Verksamhetsplan 2024", contents=False, **plan.year, **fields
    )


def test_a_plan_that_is_not_begun_is_wanted_by_the_laws_day(plan):
    assert due(plan)["Skriv verksamhetsplanen"] == date(2023, 11, 30)


def test_without_a_meeting_the_laws_day_is_the_last(plan):
    document(plan)
    told = due(plan)
    assert (told[PROPOSE], told[DECIDE]) == (date(2023, 11, 30), date(2023, 11, 30))


def test_the_proposal_is_there_a_week_before_the_boards_last_meeting_in_time(plan):
    document(plan)
    meet(plan, "Styrelsen", "styrelse", date(2023, 9, 15))
    meet(plan, "Styrelsen", "styrelse", date(2023, 11, 24))
    meet(plan, "Styrelsen", "styrelse", date(2023, 12, 8))  # too late for the budget
    meet(plan, "Beredningsgruppen", "beredning", date(2023, 11, 28))
    told = due(plan)
    assert (told[PROPOSE], told[DECIDE]) == (date(2023, 11, 17), date(2023, 11, 24))


def test_what_is_done_has_no_last_day(plan):
    document(plan, status="beslutad", decided_on=date(2023, 11, 24))
    told = due(plan)
    assert (told[PROPOSE], told[DECIDE]) == (None, None)


def test_a_revision_has_no_day_in_the_law(plan):
    document(plan, status="beslutad", decided_on=date(2023, 11, 24))
    document(plan, key="verksamhetsplan-2", revision=1)
    told = due(plan)
    assert (told[PROPOSE], told[DECIDE]) == (None, None)


@pytest.mark.parametrize(
    ("status", "propose", "decide"),
    [
        ("utkast", "steg/foresla/", ""),
        ("forslag", "", "steg/besluta/"),
        ("samrad", "", "steg/besluta/"),
        ("beslutad", "", ""),
    ],
)
def test_what_is_left_leads_to_its_step(plan, status, propose, decide):
    document(plan, status=status, decided_on=date(2023, 11, 24))
    items = needs_by(Book(plan.forbund, YEAR), frozenset({Permission.EDIT_PLAN}))
    page = f"/{plan.forbund.key}/{YEAR}/dokument/verksamhetsplan/"
    leads = {item.what: item.href for item in items}
    assert (leads[PROPOSE], leads[DECIDE]) == (page + propose, page + decide)


def test_a_plan_that_is_not_decided_lacks_its_consultation_which_stands_in_the_year_before(plan):
    made = document(plan)
    book = Book(plan.forbund, YEAR)
    [item] = [item for item in missing_of_year(book, "verksamhetsplan") if item.group == "Medlemssamråd"]
    assert (item.what, item.where) == (
        "Inget medlemssamråd är antecknat under 2023.",
        "Lägg först till 2023 bland förbundets år",
    )
    before, _ = FiscalYear.objects.get_or_create(forbund=plan.forbund, year=YEAR - 1, key=str(YEAR - 1))
    [item] = [item for item in missing_of_year(book, "verksamhetsplan") if item.group == "Medlemssamråd"]
    assert (item.where, item.href) == ("Medlemssamråd 2023", f"/{plan.forbund.key}/2023/medlemssamrad/")
    held = Consultation.objects.create(forbund=plan.forbund, fiscal_year=before, name="Budget 2024")
    silent = [item.what for item in missing_of_year(book, "verksamhetsplan") if item.group == "Medlemssamråd"]
    members = [str(member) for member in Member.objects.all() if member.is_in(YEAR)]
    assert len(silent) == bool(members)
    for member in Member.objects.all():
        Viewpoint.objects.create(
            forbund=plan.forbund, consultation=held, member=member, text="Inga synpunkter."
        )
    assert not [item for item in missing_of_year(book, "verksamhetsplan") if item.group == "Medlemssamråd"]
    Consultation.objects.all().delete()
    Document.objects.filter(pk=made.pk).update(status="beslutad", decided_on=date(2023, 11, 24))
    assert not [
        item
        for item in missing_of_year(Book(plan.forbund, YEAR), "verksamhetsplan")
        if item.group == "Medlemssamråd"
    ]


def test_the_report_is_wanted_by_the_end_of_march(plan):
    assert due(plan)["Börja på årsredovisning 2024"] == date(2025, 3, 31)
    Document.objects.create(kind="arsredovisning", title="Årsredovisning 2024", contents=False, **plan.year)
    assert due(plan)["Samla uppgifterna till Årsredovisning 2024"] == date(2025, 3, 31)
