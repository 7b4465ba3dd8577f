import pytest

from finsam.core.models import User
from finsam.core.tenancy.scope import inside
from finsam.facts import book as facts
from finsam.organisation.models import Person, Seat
from plans.meetings.models import AgendaItem, Paper
from plans.models.year import Meeting
from tests.plans.meetings import item
from tests.plans.small import Plan, make_forbund


@pytest.fixture
def plan(db):
    """A förbund's empty year, with its scope open."""
    forbund = make_forbund()
    with inside(forbund):
        yield Plan(forbund)


@pytest.fixture
def budget_says(monkeypatch):
    """Let the budget consist of the facts given."""

    def say(*said):
        monkeypatch.setitem(facts.PROVIDERS, "budget", facts.Provider(lambda book, year: said))

    say()
    return say


@pytest.fixture
def meeting(small) -> Meeting:
    """The board's meeting in November, which has the plan on its agenda."""
    return Meeting.objects.get(theme="Verksamhetsplan och budget 2025")


@pytest.fixture
def by(small):
    """The chair, who writes down what happens."""
    return User.objects.create(email="ordf@norra-an.se", name="Ordföranden")


@pytest.fixture
def seats(small, meeting) -> dict[str, Seat]:
    """Three ledamöter, of whom one is the chair, and two deputies."""
    found = {}
    for order, (name, role) in enumerate(
        [
            ("Alva", "ordforande"),
            ("Bo", "ledamot"),
            ("Cia", "ledamot"),
            ("Dag", "ersattare"),
            ("Eva", "ersattare"),
        ]
    ):
        person = Person.objects.create(forbund=small.forbund, name=name)
        found[name] = Seat.objects.create(
            forbund=small.forbund, body=meeting.body, person=person, role=role, order=order
        )
    return found


@pytest.fixture
def agenda(small, meeting) -> list[AgendaItem]:
    """The plan to decide on with the plan as paper, and a report with a file."""
    plan = item(meeting, "Verksamhetsplan 2025", proposal="<p>Styrelsen beslutar att anta planen.</p>")
    Paper.objects.create(forbund=small.forbund, item=plan, document=small.document)
    report = item(meeting, "Läget i insatserna", kind="information", presenter="Förbundschefen")
    Paper.objects.create(
        forbund=small.forbund, item=report, file_name="läget.pdf", content=b"%PDF-1.7 made up"
    )
    return [plan, report]
