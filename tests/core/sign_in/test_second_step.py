"""Who writes signs in in two steps: told of it in time, and after that reading until it is done."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.utils import timezone

from finsam.core.models import AuditEntry, Forbund, User
from finsam.core.sign_in import second_step
from finsam.core.tenancy.permissions import ROLES, Role
from tests import clients
from tests.core.sign_in.test_pages import code_of

HERE = "/kramfors/2024/"
PASSWORD = "ett-langt-losenord"


@pytest.fixture(autouse=True)
def _asks(db):
    Forbund.objects.filter(key="kramfors").update(second_step_required=True)


def asked(user, days_ago):
    """As if she had been asked for it so long ago."""
    when = timezone.now() - timedelta(days=days_ago)
    User.objects.filter(pk=user.pk).update(second_step_asked=when)
    user.refresh_from_db()
    return user


def invite(client):
    """What a förbundschef writes."""
    data = {"email": "ny@example.se", "name": "Ny Person", "role": "ledamot"}
    return client.post(f"{HERE}atkomst/ny/", data, headers={"Origin": clients.ORIGIN})


def codes(user):
    return Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})


def test_only_roles_that_write_are_asked():
    reading = {str(role) for role, info in ROLES.items() if not second_step.writes(info.permissions)}
    assert reading == {"ledamot", "ersattare", "beredning"}


def test_in_time_she_is_told_until_when_and_writes(chief):
    client = clients.signed_in(asked(chief, 14))
    page = client.get(f"{HERE}medlemmar/").text.replace("\N{NO-BREAK SPACE}", " ")
    assert f"Slå på tvåstegsverifiering senast {timezone.localdate().day} " in page
    assert 'href="/konto/2fa/"' in page
    assert invite(client).status_code == 302
    assert User.objects.filter(email="ny@example.se").exists()


def test_after_it_she_reads_and_what_she_wrote_waits_for_the_second_step(chief):
    client = clients.signed_in(asked(chief, 15))
    page = client.get(f"{HERE}medlemmar/")
    assert page.status_code == 200
    assert "Du kan läsa, men inte ändra något förrän du har slagit på tvåstegsverifiering." in page.text
    refused = invite(client)
    assert refused.status_code == 403
    assert "<h1>Slå på tvåstegsverifiering först</h1>" in refused.text
    assert '<input type="hidden" name="name" value="Ny Person">' in refused.text
    assert not User.objects.filter(email="ny@example.se").exists()
    codes(chief)
    assert "tvåstegsverifiering" not in client.get(f"{HERE}medlemmar/").text.split("<main")[1]
    assert invite(client).status_code == 302


def test_scripts_are_told_in_their_own_way(chief):
    client = clients.signed_in(asked(chief, 15))
    place = f"{HERE}bidrag/alla/"
    by_fetch = client.post(place, {}, headers={"Accept": "application/json"})
    assert by_fetch.status_code == 403
    assert by_fetch.json()["said"][0].endswith("Det du har skrivit står kvar.")
    assert client.post(place, {}, headers={"HX-Request": "true"}).status_code == 428


@pytest.mark.parametrize("role", [Role.LEDAMOT, Role.ERSATTARE, Role.BEREDNING])
def test_who_only_reads_is_never_asked(person, role):
    client = clients.signed_in(asked(person(role), 100))
    assert "second-step" not in client.get(f"{HERE}medlemmar/").text


@pytest.mark.parametrize("role", [Role.EKONOM, Role.REVISOR, Role.INSATSANSVARIG, Role.ADMINISTRATOR])
def test_who_writes_is_asked(person, role):
    client = clients.signed_in(asked(person(role), 100))
    assert "second-step" in client.get(f"{HERE}medlemmar/").text


def test_a_passkey_counts_and_codes_for_when_it_is_lost_do_not(chief):
    client = clients.signed_in(asked(chief, 15))
    spare = Authenticator.objects.create(user=chief, type="recovery_codes", data={})
    assert "second-step" in client.get(f"{HERE}medlemmar/").text
    spare.delete()
    Authenticator.objects.create(user=chief, type="webauthn", data={})
    assert "second-step" not in client.get(f"{HERE}medlemmar/").text


def test_the_time_runs_from_the_first_sign_in_and_not_anew(chief):
    assert chief.second_step_asked is None
    client = Client()
    client.post("/konto/login/", {"login": chief.email, "password": PASSWORD})
    chief.refresh_from_db()
    first = chief.second_step_asked
    assert timezone.now() - first < timedelta(minutes=5)
    Client().post("/konto/login/", {"login": chief.email, "password": PASSWORD})
    chief.refresh_from_db()
    assert chief.second_step_asked == first


def test_after_the_time_the_sign_in_leads_to_setting_it_up(chief):
    asked(chief, 15)
    answer = Client().post("/konto/login/", {"login": chief.email, "password": PASSWORD})
    assert answer.url == "/konto/2fa/"


def test_when_nobody_asks_any_more_the_time_begins_anew_the_next_time(chief, forbund):
    asked(chief, 15)
    Forbund.objects.filter(pk=forbund.pk).update(second_step_required=False)
    Client().post("/konto/login/", {"login": chief.email, "password": PASSWORD})
    chief.refresh_from_db()
    assert chief.second_step_asked is None


def test_who_looks_after_the_installation_is_asked_too(db):
    keeper = clients.user("skotare")
    keeper.user_permissions.add(Permission.objects.get(codename="add_forbund"))
    client = clients.signed_in(asked(keeper, 15))
    assert "second-step" in client.get("/installation/").text
    data = {"email": "ny@example.se", "name": "Ny Person"}
    assert client.post("/installation/bjud-in/", data).status_code == 403
    assert not User.objects.filter(email="ny@example.se").exists()
    codes(keeper)
    assert "second-step" not in client.get("/installation/").text
    assert client.post("/installation/bjud-in/", data).status_code == 302


def test_the_forbund_says_whether_and_how_long(chief, forbund):
    client = clients.signed_in(chief)
    page = client.get(f"{HERE}forbund/")
    form = page.context["form"]
    assert form["second_step_required"].value() is True
    assert form["second_step_days"].value() == 14
    posted = clients.written(form) | {"second_step_days": "91"}
    assert "högst 90 dagar" in client.post(f"{HERE}forbund/", posted).text
    posted |= {"second_step_days": "3"}
    assert client.post(f"{HERE}forbund/", posted).status_code == 302
    row = AuditEntry.objects.with_scopes_disabled().filter(forbund_key="kramfors").first()
    assert row.after == {"second_step_days": 3}
    client = clients.signed_in(asked(chief, 4))
    assert invite(client).status_code == 403


def test_a_first_second_step_ends_sessions_that_were_begun_without(chief, monkeypatch):
    # No test commits; on a site this is told of within the request too.
    monkeypatch.setattr(transaction, "on_commit", lambda told: told())
    here, other = Client(), Client()
    for client in (here, other):
        client.post("/konto/login/", {"login": chief.email, "password": PASSWORD})
    page = here.get("/konto/2fa/totp/activate/", follow=True)
    again = {"password": PASSWORD, "next": "/konto/2fa/totp/activate/"}
    page = here.post("/konto/reauthenticate/", again, follow=True)
    here.post("/konto/2fa/totp/activate/", {"code": code_of(page.context["form"].secret)})
    assert here.get(f"{HERE}medlemmar/").status_code == 200
    assert other.get(f"{HERE}medlemmar/").status_code == 302
