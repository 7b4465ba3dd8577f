"""Several of a kind on one page: all that is written is saved as one change, or nothing."""

from uuid import uuid4

import pytest

from finsam.core.models import AuditEntry
from finsam.organisation.models import Member, Person, Seat
from plans.models.goals import Goal
from plans.models.insatser import Insats, InsatsYear
from plans.models.year import Meeting
from tests import clients


@pytest.fixture
def client(db):
    return clients.signed_in(clients.chief())


def words(response) -> str:
    return " ".join(response.content.decode().split())


def filled(client, name: str, *rows: dict) -> dict:
    """What a browser posts of the page when its first blank rows have been filled in."""
    context = client.get(f"{clients.url(name)}?{uuid4()}").context  # a page that is kept has none
    data = clients.written(context["form"]) | clients.written_set(context["rows"])
    first = context["rows"].initial_form_count()
    for place, row in enumerate(rows, first):
        data |= {f"rad-{place}-{field}": value for field, value in row.items()}
    return data


def first_body() -> str:
    with clients.in_scope(clients.OWN):
        return str(Seat.objects.select_related("body").filter(body__key="styrelse").first().body_id)


def entries() -> set[int]:
    with clients.in_scope(clients.OWN):
        return set(AuditEntry.objects.values_list("pk", flat=True))


INSATS = {"name": "Nya vägen", "national": "individ", "owner": "Kommunen", "purpose": "Först.\nSedan.",
          "planned_low": "25", "granted": "1 200 000"}  # fmt: skip
GOAL = {
    "text": "{mål} av deltagarna går vidare",
    "kind": "individ",
    "operator": "minst",
    "target": "30",
    "unit": "%",
}


def test_insatser_are_saved_with_their_kind_as_one_row_in_the_log(client):
    before = entries()
    data = filled(client, "insatser-several", INSATS, {**INSATS, "name": "Bron", "national": "struktur"})
    response = client.post(clients.url("insatser-several"), data, follow=True)
    assert "2 rader har sparats." in words(response)
    assert len(entries() - before) == 1
    with clients.in_scope(clients.OWN):
        made = InsatsYear.objects.get(insats__name="Nya vägen", fiscal_year__year=2024)
        assert (made.purpose, made.planned, made.planned_low, made.granted) == (
            "<p>Först.</p><p>Sedan.</p>",
            "antal",
            25,
            1200000,
        )
        assert [share.kind.national for share in made.shares.all()] == ["individ"]
        assert InsatsYear.objects.get(insats__name="Bron").order == made.order + 1


def test_sent_twice_it_is_saved_once_and_what_was_written_stands(client):
    data = filled(client, "insatser-several", INSATS)
    client.post(clients.url("insatser-several"), data)
    response = client.post(clients.url("insatser-several"), data)
    assert response.status_code == 422
    assert "Nya vägen" in words(response)
    with clients.in_scope(clients.OWN):
        assert Insats.objects.filter(name="Nya vägen").count() == 1


def test_meetings_sent_twice_are_saved_once(client):
    row = {"body": first_body(), "date": "2024-05-07", "start": "09:00", "end": "12:00"}
    data = filled(client, "meetings-several", row)
    assert client.post(clients.url("meetings-several"), data).status_code == 302
    response = client.post(clients.url("meetings-several"), data)
    assert "Något har sparats sedan sidan öppnades" in words(response)
    with clients.in_scope(clients.OWN):
        assert Meeting.objects.filter(date="2024-05-07").count() == 1


def test_goals_are_saved_with_what_they_are_measured_by(client):
    client.post(clients.url("goals-several"), filled(client, "goals-several", GOAL))
    with clients.in_scope(clients.OWN):
        goal = Goal.objects.get(text="{mål} av deltagarna går vidare")
        (part,) = goal.parts.all()
        assert (goal.name, part.operator, part.target, part.unit) == (
            "av deltagarna går vidare",
            "minst",
            30,
            "%",
        )


def test_a_person_in_two_bodies_is_one_person(client):
    row = {"name": "Ulla Ny", "body": first_body(), "role": "ledamot"}
    data = filled(client, "seats-several", row, {**row, "name": "ulla  ny", "role": "ordforande"})
    client.post(clients.url("seats-several"), data)
    with clients.in_scope(clients.OWN):
        person = Person.objects.get(name="Ulla Ny")
        assert sorted(seat.role for seat in person.seats.all()) == ["ledamot", "ordforande"]


def test_members_that_are_there_are_changed_beside_new_ones(client):
    data = filled(client, "members-several", {"name": "Norrby kommun", "kind": "kommun", "owner_share": "5"})
    data["rad-0-owner_share"] = "20"
    client.post(clients.url("members-several"), data)
    with clients.in_scope(clients.OWN):
        assert Member.objects.get(key="forsakringskassan").owner_share == 20
        assert Member.objects.get(name="Norrby kommun").order == 5


@pytest.mark.parametrize(
    ("name", "row", "sentence"),
    [
        ("insatser-several", {**INSATS, "name": ""}, "rad 1, Insats"),
        ("insatser-several", {**INSATS, "name": "Psykiatridagen"}, "Förbundet har redan en insats"),
        ("insatser-several", {**INSATS, "granted": "1.200"}, "kan läsas på två sätt"),
        ("goals-several", {**GOAL, "target": ""}, "Skriv ett målvärde"),
        ("goals-several", {**GOAL, "target": "130"}, "En andel ska vara mellan 0 och 100 %"),
        ("seats-several", {"name": "19121212-1212"}, "personnummer"),
        ("meetings-several", {"date": "2023-05-07"}, "Mötet ska ligga under 2024"),
        ("meetings-several", {}, "Inget är skrivet än"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(client, name, row, sentence):
    before = entries()
    response = client.post(clients.url(name), filled(client, name, row))
    assert response.status_code == 422
    assert sentence in words(response)
    assert entries() == before
