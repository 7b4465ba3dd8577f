"""Sign-in by OpenID Connect, against a provider on this machine: whom it lets in, and what it doesn't believe."""

import json
import socket
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from finsam.core.models import AuditEntry, Forbund, User
from finsam.core.sign_in.oidc import configuration
from finsam.core.sign_in.oidc.provider import Adapter
from finsam.core.tenancy.permissions import Role
from tests import clients
from tests.core.sign_in.test_second_step import asked
from tests.processes import until
from tools.bench.processes import free_port

MEMBERS = "/kramfors/2024/medlemmar/"
LOGIN = "/konto/oidc/extern/login/"
BANKID = "http://id.elegnamnden.se/loa/1.0/loa3"


def told(sub, **claims):
    return {"sub": sub, "email": f"{Role.EKONOM}@kramfors.test", "email_verified": True} | claims


PEOPLE = [
    told("191212121212", name="Test Ekonom"),
    told("stark", acr=BANKID),
    told("stark-amr", amr=["pwd", "mfa"]),
    told("svag", acr="http://id.elegnamnden.se/loa/1.0/loa1"),
    told("okand", email="ingen@example.test"),
    told("obekraftad", email_verified=False),
    told("obekraftad-text", email_verified="false"),
    told("utan-adress", email=None),
    told("versaler", email="EKONOM@Kramfors.test"),
]


@contextmanager
def running():
    """The address of a provider, in a process of its own: its library's warnings aren't ours."""
    port = free_port()
    people = [f"--user-claims={json.dumps(claims)}" for claims in PEOPLE]
    command = [sys.executable, "-m", "oidc_provider_mock", f"--port={port}", "--require-nonce=True", *people]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: _answers(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _answers(port):
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def provider():
    with running() as address:
        yield address


@pytest.fixture(scope="module")
def another():
    with running() as address:
        yield address


@pytest.fixture
def app(provider, settings, monkeypatch, db):
    """What the environment says, for a test to change."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    cache.clear()
    said = dict(zip(configuration.NAMES, (provider, "finsam", "hemligt", "BankID"), strict=True))
    said[configuration.TWO_STEPS] = f"{BANKID}, mfa"
    settings.SOCIALACCOUNT_PROVIDERS = configuration.providers(said)
    return settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]


@pytest.fixture
def ekonom(person):
    return person(Role.EKONOM)


def go(client, **fields):
    """To the provider: the address there."""
    answer = client.post(LOGIN, fields)
    assert answer.status_code == 302
    return answer.url


def come_back(place, sub):
    """What the provider leads back to, for who says who she is there."""
    answer = requests.post(place, data={"sub": sub}, allow_redirects=False, timeout=10)
    return answer.headers["Location"].removeprefix("http://testserver")


def sign_in(sub, client=None, **fields):
    client = client or Client()
    return client, client.get(come_back(go(client, **fields), sub))


def is_in(client):
    return client.get(MEMBERS).status_code == 200


def test_the_button_has_the_providers_name(app, settings):
    page = Client().get("/konto/login/?next=/kramfors/").text
    assert f'action="{LOGIN}"' in page
    assert "Logga in med BankID</button>" in page
    settings.SOCIALACCOUNT_PROVIDERS = configuration.providers({})
    assert "oidc" not in Client().get("/konto/login/").text
    assert Client().get(LOGIN).status_code == 404


def test_an_invited_person_comes_in_and_is_known_by_her_subject_from_then_on(app, ekonom):
    client, answer = sign_in("191212121212", next=MEMBERS)
    assert (answer.status_code, answer.url) == (302, MEMBERS)
    assert is_in(client)
    account = SocialAccount.objects.get()
    assert account.user == ekonom
    assert account.extra_data == {}
    assert len(account.uid) == 64, "a checksum: a subject may be a personal number"
    assert not SocialToken.objects.exists()
    row = AuditEntry.objects.with_scopes_disabled().latest("pk")
    assert (row.verb, row.by_email, row.after) == (
        "kopplade inloggning",
        ekonom.email,
        {"inloggning": "BankID"},
    )
    ekonom.refresh_from_db()
    assert ekonom.check_password("ett-langt-losenord"), "her own way in stays"

    User.objects.filter(pk=ekonom.pk).update(email="bytt@kramfors.test")
    again, _ = sign_in("191212121212")
    assert is_in(again)
    assert SocialAccount.objects.count() == 1


def test_capital_letters_of_an_address_do_not_matter(app, ekonom):
    client, _ = sign_in("versaler")
    assert is_in(client)


@pytest.mark.parametrize(
    ("sub", "sentence"),
    [
        ("okand", "Ingen har bjudit in den e-postadressen."),
        ("obekraftad", "Din e-postadress är inte bekräftad där du legitimerade dig"),
        ("obekraftad-text", "Din e-postadress är inte bekräftad där du legitimerade dig"),
        ("utan-adress", "Din e-postadress är inte bekräftad där du legitimerade dig"),
    ],
)
def test_who_is_not_known_is_told_so_and_nobody_is_made(app, ekonom, sub, sentence):
    people = User.objects.count()
    client, answer = sign_in(sub)
    assert answer.status_code == 403
    assert sentence in answer.text
    assert not is_in(client)
    assert User.objects.count() == people
    assert not SocialAccount.objects.exists()


def test_who_is_switched_off_stays_out(app, ekonom):
    User.objects.filter(pk=ekonom.pk).update(is_active=False)
    client, _ = sign_in("191212121212")
    assert not is_in(client)


def test_what_is_asked_is_bound_to_this_browser_and_to_this_time(app, ekonom):
    query = parse_qs(
        urlsplit(go(Client(), process="connect", scope="personnummer", auth_params="prompt=none")).query
    )
    assert len(query["nonce"][0]) == 32
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["state"][0]) >= 16
    assert query["redirect_uri"] == ["http://testserver/konto/oidc/extern/login/callback/"]
    assert set(query["scope"][0].split()) == {"openid", "profile", "email"}
    assert "prompt" not in query


def refused(answer, client):
    assert answer.status_code in (401, 403)
    assert "<h1>Inloggningen gick inte</h1>" in answer.text
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_an_answer_to_another_browser_or_sent_twice_is_refused(app, ekonom):
    mine, other = Client(), Client()
    back = come_back(go(mine), "191212121212")
    refused(other.get(back), other)
    refused(mine.get(back.replace("state=", "state=x")), mine)
    assert mine.get(back).status_code == 302
    SocialAccount.objects.all().delete()
    third = Client()
    refused(third.get(back), third)


def test_another_nonce_is_refused(app, ekonom):
    client = Client()
    place = go(client)
    nonce = parse_qs(urlsplit(place).query)["nonce"][0]
    answer = client.get(come_back(place.replace(nonce, "n" * 32), "191212121212"))
    refused(answer, client)
    assert "Svaret hörde inte till den här inloggningen." in answer.text


@pytest.mark.parametrize(
    "other",
    [
        {"issuer": "https://annan.example"},
        {"jwks_uri": "other/jwks"},
        {"userinfo_endpoint": "other/userinfo"},
    ],
)
def test_what_another_has_issued_signed_or_tells_is_refused(app, another, ekonom, other):
    app["settings"]["openid_configuration_overrides"] = {
        name: value.replace("other", another) for name, value in other.items()
    }
    client, answer = sign_in("191212121212")
    refused(answer, client)


def test_what_is_told_of_another_subject_is_refused(app, ekonom, monkeypatch):
    lying = told("annan", email=ekonom.email)
    monkeypatch.setattr(Adapter, "_fetch_user_info", lambda self, token: lying)
    client, answer = sign_in("okand")
    refused(answer, client)


def test_what_is_issued_to_another_client_is_refused(app, ekonom):
    client = Client()
    back = come_back(go(client).replace("client_id=finsam", "client_id=annan"), "191212121212")
    refused(client.get(back), client)


@pytest.mark.parametrize("place", ["https://ond.example/", "//ond.example/", "javascript:alert(1)"])
def test_nobody_is_led_on_to_another_site(app, ekonom, place):
    _, answer = sign_in("191212121212", next=place)
    assert answer.status_code == 302
    assert answer.url.startswith("/")
    assert not answer.url.startswith("//")


def test_who_says_no_there_is_told_that_she_is_not_in(app, ekonom):
    client = Client()
    answer = requests.post(go(client), data={"action": "deny"}, allow_redirects=False, timeout=10)
    page = client.get(answer.headers["Location"].removeprefix("http://testserver"), follow=True)
    assert page.status_code in (200, 401)
    assert "Inloggningen" in page.text
    assert not is_in(client)


def test_a_provider_that_is_away_is_said(app, ekonom):
    app["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = Client().post(LOGIN)
    assert answer.status_code == 503
    assert "svarar inte just nu" in answer.text


@pytest.mark.parametrize(
    ("sub", "counts"), [("stark", True), ("stark-amr", True), ("svag", False), ("191212121212", False)]
)
def test_what_counts_as_two_steps_is_what_the_setting_lists(app, ekonom, sub, counts):
    Forbund.objects.filter(key="kramfors").update(second_step_required=True)
    asked(ekonom, 100)
    client, _ = sign_in(sub)
    assert ("second-step" not in client.get(MEMBERS).text) is counts


@pytest.mark.parametrize(("sub", "counts"), [("stark", True), ("svag", False)])
def test_her_own_second_step_is_asked_for_unless_it_counts(app, ekonom, sub, counts):
    Authenticator.objects.create(user=ekonom, type="totp", data={"secret": "x"})
    client, answer = sign_in(sub)
    assert is_in(client) is counts
    assert (answer.url == "/konto/2fa/authenticate/") is not counts


def test_half_a_configuration_names_what_is_missing():
    said = {"FINSAM_OIDC_SERVER": "https://id.example", "FINSAM_OIDC_NAME": "BankID"}
    with pytest.raises(ImproperlyConfigured, match="Set FINSAM_OIDC_CLIENT_ID, FINSAM_OIDC_SECRET too"):
        configuration.providers(said)
    with pytest.raises(ImproperlyConfigured, match="FINSAM_OIDC_SERVER"):
        configuration.providers({"FINSAM_OIDC_TWO_STEPS": "mfa"})
    whole = dict.fromkeys(configuration.NAMES, "x") | {"FINSAM_OIDC_SERVER": "http://id.example"}
    with pytest.raises(ImproperlyConfigured, match="FINSAM_OIDC_SERVER must begin with https://"):
        configuration.providers(whole)
    assert configuration.providers({})["openid_connect"]["APPS"] == []


def test_nobody_links_or_signs_up_by_herself(app, ekonom):
    client = clients.signed_in(ekonom)
    assert client.get("/konto/3rdparty/").url == "/konto/2fa/"
    assert (
        Client().get("/konto/3rdparty/signup/", follow=True).text.count("Konton skapas genom inbjudan") >= 1
    )
