"""Goals, risks, meetings and sections of a plan, changed as people change them: each is told by its key, and once."""

import random
from datetime import date, timedelta
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
        (meeting.key, "changed", "Fredag 15\u00a0mars 2024")
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


class Edits:
    """Random edits of goals, risks and meetings, as people make them, none of a thing twice; `told` is what was done."""

    def __init__(self, year, by, luck: random.Random):
        self.year, self.by, self.luck = year, by, luck
        self.told: set[tuple[str, str]] = set()
        of_year = {"fiscal_year": year}
        self.untouched = {
            Goal: list(Goal.objects.filter(**of_year, level="mal", children=None, parent=None)),
            Risk: list(Risk.objects.filter(**of_year))[1:],  # one stays, or there is no list
            Meeting: list(Meeting.objects.filter(**of_year))[1:],
        }

    def edit(self) -> None:
        model = self.luck.choice([model for model, rows in self.untouched.items() if rows])
        row = self.untouched[model].pop(self.luck.randrange(len(self.untouched[model])))
        how = self.luck.choice(("changed", "removed", "added"))
        if how == "removed":
            services.delete(row, by=self.by)
        elif how == "changed":
            self.reword(row)
            services.save(row, by=self.by)
        else:
            row = self.another(row)
            services.save(row, by=self.by)
        self.told.add((row.key, how))

    def reword(self, row) -> None:
        if not isinstance(row, Meeting):
            row.text += " Det är ett ord till."
        elif self.luck.random() < 0.5:
            row.place += ", övre salen"
        else:
            row.date += timedelta(days=1)

    def another(self, row):
        """A new one of the same kind, where the other one stands."""
        number = len(self.told)
        if isinstance(row, Meeting):
            return Meeting(
                forbund=row.forbund, fiscal_year=self.year, body=row.body, name=row.name,
                date=date(2024, 7, 1 + number), place="Nytt",
            )  # fmt: skip
        fields = {"forbund": row.forbund, "fiscal_year": self.year, "order": row.order}
        fields |= {"name": f"Nytt {number}", "text": f"Här står något som är nytt, nummer {number}."}
        if isinstance(row, Goal):
            # Followed up as those around it: else what they share would be said over and under it.
            fields |= {"insats_year": row.insats_year, "kind": row.kind, "level": row.level}
            fields |= {"follow_up": row.follow_up}
        return type(row)(**fields)


@pytest.mark.parametrize("number", range(6))
def test_random_edits_of_goals_risks_and_meetings_are_told_and_nothing_else(year, chief, number):
    luck = random.Random(number)  # noqa: S311 - the same edits each time
    before, edits = plan_of(year), Edits(year, chief, luck)
    for _ in range(luck.randint(2, 8)):
        edits.edit()
    changes = compare(before, plan_of(year))
    pieces = [piece for _, piece in changes.pieces() if not piece.follows]
    things = [thing for piece in pieces for thing in (*piece.items, *piece.rows) if not thing.follows]
    assert {(thing.key, thing.how) for thing in things} == edits.told
    assert len(things) == len(edits.told)
    assert [section for section in changes.sections if section.remarks or section.how != "changed"] == []
    assert [piece for piece in pieces if piece.paragraphs or piece.columns or piece.remarks] == []
