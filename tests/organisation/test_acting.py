"""An acting förbundschef: who may appoint, for how long, who is told, and that the door shuts."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.utils import timezone

from finsam.core.models import Access, AuditEntry, Forbund, User
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import scopes_disabled
from tests import clients
from tests.clients import OWN

HERE = f"/{OWN}/2024/tillforordnad/"
PLAN = clients.url("goals-new")


def day(number: int):
    return timezone.localdate() + timedelta(days=number)


def written(start: int = 0, end: int = 30, email: str = "stina@example.se") -> dict:
    return {
        "name": "Stina Stand",
        "email": email,
        "start": day(start).isoformat(),
        "end": day(end).isoformat(),
    }


@pytest.fixture
def chair(db):
    """A browser with the chair, and others who are to know or not."""
    for name, role in (("kassor", Role.EKONOM), ("rut", Role.REVISOR), ("petra", Role.PRESIDIUM), ("chefen", Role.FORBUNDSCHEF)):  # fmt: skip
        clients.let_in(clients.user(name), role)
    gone = clients.let_in(clients.user("gammal"), Role.REVISOR)
    Access.objects.with_scopes_disabled().filter(user=gone).update(end=day(-1))
    return clients.signed_in(clients.let_in(clients.user("orvar"), Role.ORDFORANDE))


def post(client, data: dict, place: str = HERE):
    return client.post(place, data, headers={"origin": clients.ORIGIN})


def acting() -> Access | None:
    with scopes_disabled():
        return Access.objects.filter(role=Role.ACTING, forbund__key=OWN).select_related("user").first()


def rows(verb: str) -> int:
    return AuditEntry.objects.with_scopes_disabled().filter(forbund_key=OWN, verb=verb).count()


def sent_to() -> set[str]:
    return {address for letter in mail.outbox for address in letter.to}


def test_chair_appoints_and_those_who_are_to_know_are_told(chair, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert post(chair, written()).status_code == 302
    access = acting()
    assert (access.user.email, access.start, access.end) == ("stina@example.se", day(0), day(30))
    assert rows("utsåg") == 1
    assert sent_to() == {
        "stina@example.se", "chefen@example.se", "orvar@example.se", "petra@example.se", "rut@example.se",
    }  # fmt: skip
    invitation = next(letter for letter in mail.outbox if letter.to == ["stina@example.se"])
    assert "/konto/" in invitation.body
    told = next(letter for letter in mail.outbox if letter.to == ["rut@example.se"])
    assert told.subject == "En tillförordnad förbundschef är utsedd: Samordningsförbundet Kramfors"
    assert "/konto/" not in told.body, "only who is invited gets the link to a password"


def test_everybody_in_the_förbund_reads_who_acts_and_until_when(chair):
    post(chair, written())
    page = clients.signed_in(clients.let_in(clients.user("lo"), Role.LEDAMOT)).get(HERE).text
    assert "Stina Stand" in page
    assert str(day(30).year) in page
    assert "Utse någon" not in page
    assert "Avsluta nu" not in page


@pytest.mark.parametrize("end, status", [(89, 302), (90, 422)])
def test_an_appointment_is_ninety_days_at_most(chair, end, status):
    response = post(chair, written(end=end))
    assert response.status_code == status
    assert (acting() is None) == (status == 422)
    if status == 422:
        assert "högst 90 dagar" in response.text
        assert "stina@example.se" in response.text, "what was written stands"


def test_without_an_end_there_is_no_appointment(chair):
    assert post(chair, written() | {"end": ""}).status_code == 422
    assert acting() is None


def test_the_database_has_no_acting_chief_without_an_end(db):
    with scopes_disabled(), pytest.raises(IntegrityError):
        Access(
            forbund=Forbund.objects.get(key=OWN), user=clients.user("evig"), role=Role.ACTING, start=day(0)
        ).save()


def test_chair_cannot_give_herself_the_role(chair):
    response = post(chair, written(email="ORVAR@example.se"))
    assert response.status_code == 422
    assert "Du kan inte utse dig själv" in response.text
    assert acting() is None
    assert mail.outbox == []


def test_an_auditor_is_not_appointed(chair):
    response = post(chair, written(email="rut@example.se"))
    assert response.status_code == 422
    assert "är revisor i förbundet" in response.text
    assert acting() is None


def test_who_was_an_auditor_once_may_be_appointed(chair):
    assert post(chair, written(email="gammal@example.se")).status_code == 302
    assert acting().user.email == "gammal@example.se"


def test_one_acts_at_a_time(chair):
    post(chair, written(end=10))
    response = post(chair, written(start=10, end=20, email="ove@example.se"))
    assert response.status_code == 422
    assert "Stina Stand är redan utsedd" in response.text
    assert post(chair, written(start=11, end=20, email="ove@example.se")).status_code == 302


def test_acting_chief_does_the_work_but_lets_nobody_in(chair):
    post(chair, written())
    client = clients.signed_in(User.objects.get(email="stina@example.se"))
    assert client.get(PLAN).status_code == 200
    assert client.get(f"/{OWN}/2024/atkomst/").status_code == 403
    assert post(client, written(start=40, end=50, email="van@example.se")).status_code == 403
    place = f"{HERE}{acting().key}/forlang/"
    assert post(client, {"end": day(60).isoformat()}, place).status_code == 403
    assert acting().end == day(30)


def test_the_door_shuts_by_itself_after_the_last_day(chair, monkeypatch):
    post(chair, written(end=1))
    client = clients.signed_in(User.objects.get(email="stina@example.se"))
    assert client.get(PLAN).status_code == 200
    after = day(2)
    monkeypatch.setattr("finsam.core.tenancy.access.timezone.localdate", lambda *_: after)
    assert client.get(PLAN).status_code == 404


def test_an_appointment_is_prolonged_from_today(chair):
    post(chair, written(end=30))
    mail.outbox.clear()
    place = f"{HERE}{acting().key}/forlang/"
    version = acting().version
    assert post(chair, {"end": day(90).isoformat(), "version": version}, place).status_code == 422
    assert post(chair, {"end": day(30).isoformat(), "version": version}, place).status_code == 422
    assert acting().end == day(30)
    assert post(chair, {"end": day(89).isoformat(), "version": version}, place).status_code == 302
    assert acting().end == day(89)
    assert rows("förlängde") == 1
    assert "stina@example.se" in sent_to()
    stale = post(chair, {"end": day(60).isoformat(), "version": version}, place)
    assert stale.status_code == 422
    assert "Någon annan har ändrat uppdraget" in stale.text


@pytest.mark.parametrize("who", ["orvar@example.se", "chefen@example.se"])
def test_chair_or_chief_ends_it_at_once(chair, who):
    post(chair, written())
    stina = clients.signed_in(User.objects.get(email="stina@example.se"))
    assert stina.get(PLAN).status_code == 200
    mail.outbox.clear()
    by = clients.signed_in(User.objects.get(email=who))
    place = f"{HERE}{acting().key}/avsluta/"
    assert "Avsluta nu" in by.get(place).text
    assert post(by, {"version": acting().version}, place).status_code == 302
    assert stina.get(PLAN).status_code == 404
    assert rows("avslutade") == 1
    assert {"stina@example.se", "rut@example.se", "chefen@example.se", "orvar@example.se"} <= sent_to()


def test_who_acted_before_is_appointed_again(chair):
    post(chair, written(end=3))
    Access.objects.with_scopes_disabled().filter(role=Role.ACTING).update(start=day(-20), end=day(-10))
    assert "Uppdrag som har tagit slut" in chair.get(HERE).text
    assert post(chair, written(end=5)).status_code == 302
    assert (acting().start, acting().end) == (day(0), day(5))


def test_page_of_access_neither_gives_nor_moves_the_role(chair):
    post(chair, written())
    chief = clients.signed_in(User.objects.get(email="chefen@example.se"))
    place = f"/{OWN}/2024/atkomst/"
    assert 'value="tf-forbundschef"' not in chief.get(f"{place}ny/").text
    invited = written(email="smyg@example.se") | {"role": Role.ACTING}
    assert post(chief, invited, f"{place}ny/").status_code == 422
    moved = {"start": day(0).isoformat(), "end": day(60).isoformat(), "version": acting().version}
    response = post(chief, moved, f"{place}{acting().key}/")
    assert response.status_code == 422
    assert "på sidan Tillförordnad förbundschef" in response.text
    post(chief, {"version": acting().version}, f"{place}{acting().key}/ta-bort/")
    assert acting().end == day(30)
