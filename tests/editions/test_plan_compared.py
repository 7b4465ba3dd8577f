"""Goals, risks, meetings and sections of a plan, changed as people change them: each is told by its key, and once."""

from decimal import Decimal

import pytest

from finsam.core import services
from finsam.documents.models import Document, Section
from finsam.editions.comparison import compare, told
from finsam.web.sections import move_section
from plans.models.goals import Goal, GoalPart
from plans.models.year import Meeting, Risk
from tests import clients
from tests.editions.test_amounts_compared import plan_of


@pytest.fixture
def year(db):
    year = clients.fiscal_year("kramfors", 2024)
    with clients.in_scope("kramfors"):
        yield year


@pytest.fixture
def chief(year):
    return clients.chief("kramfors")


@pytest.fixture
def before(year):
    return plan_of(year)


def plan(year) -> Document:
    return Document.objects.get(fiscal_year=year, kind="verksamhetsplan")


def test_reworded_risk(year, chief, before):
    risk = Risk.objects.get(fiscal_year=year, text__startswith="Det finns en risk att mer medel")
    risk.text += " Det är allvarligt."
    services.save(risk, by=chief)
    changes = compare(before, plan_of(year))
    ((section, piece),) = changes.pieces()
    assert section.key == "risker"
    assert [(item.key, item.how) for item in piece.items if not item.follows] == [(risk.key, "changed")]
    assert piece.paragraphs == ()
    assert [line.text for line in told.lines(changes)] == [
        "Ändrad punkt, ”Medelsförbrukning över budget. Det finns en risk att mer …”: ”Det är allvarligt.” är tillagt."
    ]


def test_goal_with_another_target_is_a_figure_that_was_entered(year, chief, before):
    part = GoalPart.objects.filter(goal__fiscal_year=year, target=25).first()
    part.target = Decimal(30)
    services.save(part, by=chief)
    changes = compare(before, plan_of(year))
    assert [(amount.label, amount.was, amount.now, amount.step) for amount in told.entered(changes)] == [
        ("Ärenden i Samkraft: ärenden under året, Mål 2024", "25", "30", "+5")
    ]
    assert told.lines(changes) == []
    assert all(section.follows for section in changes.sections)


def test_goal_that_is_removed(year, chief, before):
    goal = Goal.objects.filter(fiscal_year=year, kind="finansiellt").order_by("order").first()
    services.delete(goal, by=chief)
    changes = compare(before, plan_of(year))
    items = [item for _, piece in changes.pieces() for item in piece.items]
    assert [(item.key, item.how) for item in items if not item.follows] == [(goal.key, "removed")]


def test_meeting_that_is_removed(year, chief, before):
    meeting = list(Meeting.objects.filter(fiscal_year=year).order_by("date"))[1]
    services.delete(meeting, by=chief)
    changes = compare(before, plan_of(year))
    rows = [(piece.key, row.key, row.how) for _, piece in changes.pieces() for row in piece.rows]
    assert rows == [("motesplan", meeting.key, "removed")]


def test_meeting_on_another_day(year, chief, before):
    meeting = list(Meeting.objects.filter(fiscal_year=year).order_by("date"))[1]
    meeting.date = meeting.date.replace(day=meeting.date.day + 1)
    services.save(meeting, by=chief)
    ((section, piece),) = compare(before, plan_of(year)).pieces()
    assert (section.key, piece.key) == ("motesplan", "motesplan")
    assert [(row.key, row.how, row.was) for row in piece.rows] == [
        (meeting.key, "changed", "Fredag 2024-03-15")
    ]


def test_new_section_is_told_and_the_numbers_after_it_are_not(year, chief, before):
    document = plan(year)
    section = Section(
        forbund=document.forbund, document=document, title="Nytt", level=1, order=0, prose="<p>Nya ord.</p>"
    )
    services.save(section, by=chief)
    (told_section,) = compare(before, plan_of(year)).sections
    assert (told_section.key, told_section.how) == (section.key, "added")
    assert [paragraph.words for paragraph in told_section.paragraphs] == ["Nya ord."]


def test_moved_section_is_a_move(year, chief, before):
    sections = list(plan(year).sections.all())
    moving = sections[2]
    for _ in range(3):
        move_section(section=moving, up=False, by=chief)
    changes = compare(before, plan_of(year))
    assert [(section.key, section.how, section.moved) for section in changes.sections] == [
        (moving.key, "changed", True)
    ]
