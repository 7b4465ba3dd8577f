"""Letting programs in: who may, with what, for how long, and what is kept of a token."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from finsam.api import queries, services
from finsam.api.models import ApiToken
from finsam.core.models import AuditEntry, Forbund
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside
from tests import clients
from tests.api.conftest import Program
from tests.clients import ORIGIN, OWN

PAGE = clients.url("api-tokens")
TOKEN = re.compile(r"finsam_[\w-]{43}")


@pytest.fixture
def own(db):
    """Inside the förbund."""
    forbund = Forbund.objects.get(key=OWN)
    with inside(forbund):
        yield forbund


@pytest.fixture
def administrator(db):
    return clients.let_in(clients.user("administratoren"), Role.ADMINISTRATOR)


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def post(who, **data):
    return clients.signed_in(who).post(PAGE, data, headers={"origin": ORIGIN})


def test_a_token_is_shown_once_and_lets_the_program_in(own, administrator):
    answer = post(
        administrator, name="Nyckeltal", scopes=["findings:read", "facts:read"], expires=str(in_days(30))
    )
    assert answer.status_code == 200
    token = TOKEN.search(answer.text)[0]
    assert Program(token).get("years").json()["scopes"] == ["facts:read", "findings:read"]
    again = clients.signed_in(administrator).get(PAGE)
    assert token not in again.text
    assert f"{token[:13]}…" in again.text
    assert "no-store" in answer["Cache-Control"]


def test_the_token_is_stored_nowhere(own, administrator):
    answer = post(administrator, name="Nyckeltal", scopes=["facts:read"], expires=str(in_days(30)))
    token = TOKEN.search(answer.text)[0]
    row = ApiToken.objects.get()
    stored = [str(getattr(row, field.attname)) for field in row._meta.concrete_fields]
    entry = AuditEntry.objects.filter(kind="api.apitoken").get()
    stored += [str(entry.after), str(entry.before), entry.label, entry.reference]
    assert [text for text in stored if token[13:] in text] == []
    assert row.secret == queries.digest(token)
    assert row.secret not in str(entry.after)


def test_making_and_ending_are_told_of_in_the_log(own, administrator):
    post(administrator, name="Nyckeltal", scopes=["facts:read"], expires=str(in_days(30)))
    row = ApiToken.objects.get()
    clients.signed_in(administrator).post(
        clients.url("api-tokens-end", key=row.key), {"version": row.version}, headers={"origin": ORIGIN}
    )
    assert not ApiToken.objects.exists()
    entries = AuditEntry.objects.filter(kind="api.apitoken").order_by("pk")
    assert [(entry.verb, entry.by_email) for entry in entries] == [
        ("skapade", "administratoren@example.se"),
        ("avslutade", "administratoren@example.se"),
    ]
    assert entries[0].after["scopes"] == "facts:read"
    assert entries[0].after["prefix"] == row.prefix


def test_small_counts_are_let_out_only_by_who_sees_them(own, administrator, chief):
    asked = {"name": "Alla", "scopes": ["facts:read", "counts:read"], "expires": str(in_days(30))}
    assert "counts:read" not in clients.signed_in(administrator).get(PAGE).text
    assert post(administrator, **asked).status_code == 422
    with pytest.raises(ValidationError, match="Små antal kan bara den"):
        services.make(forbund=own, name="x", scopes=asked["scopes"], expires=in_days(1), by=administrator)
    assert not ApiToken.objects.exists()
    assert post(chief, **asked).status_code == 200
    assert ApiToken.objects.get().scopes == "facts:read counts:read"


@pytest.mark.parametrize(
    ("scopes", "days", "said"),
    [
        ([], 30, "Välj något som nyckeln får läsa."),
        (["facts:write"], 30, "Välj något som nyckeln får läsa."),
        (["counts:read"], 30, "Välj också vad nyckeln får läsa de små antalen i."),
        (["facts:read"], -1, "Välj en dag från i dag till och med ett år framåt."),
        (["facts:read"], 366, "Välj en dag från i dag till och med ett år framåt."),
    ],
)
def test_a_token_reads_something_and_not_for_ever(own, chief, scopes, days, said):
    with pytest.raises(ValidationError, match=re.escape(said)):
        services.make(forbund=own, name="x", scopes=scopes, expires=in_days(days), by=chief)


@pytest.mark.parametrize("days", [0, 365])
def test_the_first_and_last_day_are_within(own, chief, days):
    row, token = services.make(forbund=own, name="x", scopes=["facts:read"], expires=in_days(days), by=chief)
    assert queries.of_token(token) == row


def test_a_refusal_stands_on_the_page_with_what_was_written(own, administrator):
    answer = post(administrator, name="Nyckeltal", scopes=["facts:read"], expires=str(in_days(400)))
    assert answer.status_code == 422
    assert "Välj en dag från i dag till och med ett år framåt." in answer.text
    assert 'value="Nyckeltal"' in answer.text
    assert not ApiToken.objects.exists()


def test_the_page_tells_when_a_token_was_last_used(own, chief):
    _, token = services.make(forbund=own, name="x", scopes=["facts:read"], expires=in_days(3), by=chief)
    client = clients.signed_in(chief)
    assert "Har inte använts än." in client.get(PAGE).text
    Program(token).get("years")
    page = client.get(PAGE).text
    assert "Har inte använts än." not in page
    assert "Senast använd " in page


def test_a_token_that_has_run_out_is_said_so(own, chief):
    services.make(forbund=own, name="x", scopes=["facts:read"], expires=in_days(3), by=chief)
    assert "Har gått ut" not in clients.signed_in(chief).get(PAGE).text
    ApiToken.objects.update(expires=in_days(-1))
    assert "Har gått ut" in clients.signed_in(chief).get(PAGE).text


def test_two_who_end_the_same_token_are_both_told(own, chief):
    row, _ = services.make(forbund=own, name="x", scopes=["facts:read"], expires=in_days(3), by=chief)
    place = clients.url("api-tokens-end", key=row.key)
    client = clients.signed_in(chief)
    assert "”x”" in client.get(place).text
    client.post(place, {"version": row.version}, headers={"origin": ORIGIN})
    assert client.post(place, {"version": row.version}, headers={"origin": ORIGIN}).status_code == 404
