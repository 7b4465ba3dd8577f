"""A person who has lost what she signs in with is let in anew by whoever says who comes in, and others are told."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from finsam.core.models import Access, AuditEntry, Forbund, User
from finsam.core.sign_in import recovery
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside
from tests import clients

PASSWORD = "ett-langt-losenord"
HERE = "/kramfors/2024/"


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests(db):
    cache.clear()


@pytest.fixture
def keeper(person):
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def lost(person):
    """An ekonom with codes in a telephone that is gone."""
    user = person(Role.EKONOM)
    for kind in ("totp", "webauthn", "recovery_codes"):
        Authenticator.objects.create(user=user, type=kind, data={"secret": "x", "seed": "y", "used_mask": 0})
    return user


def access_of(user, key="kramfors"):
    return Access.objects.with_scopes_disabled().get(user=user, forbund__key=key)


def place(user):
    return f"{HERE}atkomst/{access_of(user).key}/aterstall/"


def test_all_that_she_signed_in_with_is_gone_and_the_link_lets_her_in(chief, keeper, lost):
    client = clients.signed_in(keeper)
    page = client.get(place(lost)).text
    assert "<h1>Återställ inloggningen för Test ekonom?</h1>" in page
    before = AuditEntry.objects.with_scopes_disabled().count()
    done = client.post(place(lost), follow=True)
    assert "Ett brev med en länk är på väg till ekonom@kramfors.test." in done.text
    assert not Authenticator.objects.filter(user=lost).exists()
    lost.refresh_from_db()
    assert not lost.has_usable_password()
    (row,) = AuditEntry.objects.with_scopes_disabled().order_by("-pk")[: AuditEntry.objects.with_scopes_disabled().count() - before]  # fmt: skip
    assert (row.forbund_key, row.by_email, row.verb, row.label) == (
        "kramfors",
        "administrator@kramfors.test",
        "återställde inloggningen",
        "Test ekonom",
    )
    assert (row.before, row.after) == ({"andra steg": 3}, {"andra steg": 0})

    hers, others = mail.outbox
    assert (hers.to, hers.subject) == (["ekonom@kramfors.test"], "Din inloggning i Finsam är återställd")
    assert others.to == ["forbundschef@kramfors.test"]
    assert "/konto/" not in others.body, "only she gets the link"
    link = re.search(r"http://testserver(\S+)", hers.body)[1]
    where = Client().get(link, follow=True).redirect_chain[-1][0]
    new = Client()
    new.get(link)
    new.post(where, {"password1": "fyra ord i rad nu", "password2": "fyra ord i rad nu"})
    assert new.get(f"{HERE}medlemmar/").status_code == 200
    assert "Länken gäller inte längre" in Client().get(link, follow=True).text


def test_the_old_password_and_old_sessions_open_nothing(keeper, lost):
    Authenticator.objects.filter(user=lost).delete()
    hers = Client()
    hers.post("/konto/login/", {"login": lost.email, "password": PASSWORD})
    assert hers.get(f"{HERE}medlemmar/").status_code == 200
    clients.signed_in(keeper).post(place(lost))
    assert hers.get(f"{HERE}medlemmar/").status_code == 302
    again = Client()
    again.post("/konto/login/", {"login": lost.email, "password": PASSWORD})
    assert again.get(f"{HERE}medlemmar/").status_code == 302


def refused(by, user, sentence):
    client = clients.signed_in(by)
    page = client.get(place(user))
    assert sentence in page.text
    assert "<form" not in page.text.split("<main")[1]
    answer = client.post(place(user))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert mail.outbox == []


def test_not_for_oneself(keeper):
    refused(keeper, keeper, "Din egen inloggning kan du inte återställa.")


def test_not_for_who_has_roles_in_a_forbund_that_one_has_no_say_in(keeper, lost):
    clients.let_in(lost, Role.LEDAMOT, clients.FOREIGN)
    refused(keeper, lost, "har roller också i ett annat förbund, som du inte sköter åtkomsten i.")
    assert Authenticator.objects.filter(user=lost).count() == 3
    clients.let_in(keeper, Role.ADMINISTRATOR, clients.FOREIGN)
    clients.signed_in(keeper).post(place(lost))
    assert not Authenticator.objects.filter(user=lost).exists()


@pytest.mark.parametrize("field", ["is_superuser", "is_staff"])
def test_not_for_who_looks_after_all(keeper, lost, field):
    User.objects.filter(pk=lost.pk).update(**{field: True})
    refused(keeper, lost, "sköter också installationen, och kan inte hjälpas härifrån.")


def test_the_service_itself_refuses(lost, person):
    with (
        inside(Forbund.objects.get(key="kramfors")),
        pytest.raises(ValidationError, match="har roller också i ett annat förbund"),
    ):
        recovery.recover(access=access_of(lost), by=person(Role.LEDAMOT))
    assert Authenticator.objects.filter(user=lost).count() == 3


def test_whoever_runs_the_site_helps_those_who_cannot_be_helped_from_a_forbund(lost, capsys):
    User.objects.filter(pk=lost.pk).update(is_superuser=True)
    call_command("recover_sign_in", lost.email)
    told = capsys.readouterr().out
    assert "Inloggningen för Test ekonom är återställd." in told
    assert "/konto/password/reset/key/" in told
    assert not Authenticator.objects.filter(user=lost).exists()
    row = AuditEntry.objects.with_scopes_disabled().latest("pk")
    assert (row.forbund_key, row.by_name, row.verb) == ("", "Finsam", "återställde inloggningen")
    with pytest.raises(CommandError, match="Ingen har adressen"):
        call_command("recover_sign_in", "ingen@example.test")
