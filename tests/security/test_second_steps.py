"""What the second step is made of: codes that hold once and not for long, and nothing weaker."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.test import Client
from fido2.utils import websafe_decode

from tests import clients
from tests.security.conftest import PASSWORD


@pytest.fixture
def secret(somebody):
    TOTP.activate(somebody, found := generate_totp_secret())
    return found


def code(secret, steps=0):
    """What the app shows now, or so many half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def comes_in(somebody, second):
    client = Client()
    client.post("/konto/login/", {"login": somebody.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    client.post("/konto/2fa/authenticate/", {"code": second})
    return "_auth_user_id" in client.session


def test_a_code_holds_once(somebody, secret):
    shown = code(secret)
    if not comes_in(somebody, shown):  # the half minute has ended in between
        shown = code(secret)
        assert comes_in(somebody, shown)
    assert not comes_in(somebody, shown)


def test_a_code_of_earlier_is_refused(somebody, secret):
    assert not comes_in(somebody, code(secret, -2))
    assert not comes_in(somebody, code(secret, 3))


def test_a_spare_code_holds_once(somebody, secret):
    spare, other = RecoveryCodes.activate(somebody).get_unused_codes()[:2]
    assert comes_in(somebody, spare)
    assert not comes_in(somebody, spare)
    assert comes_in(somebody, other)


def test_spare_codes_are_random(db):
    made = [RecoveryCodes.activate(clients.user(name)) for name in ("anna", "berit")]
    seeds = {codes.instance.data["seed"] for codes in made}
    assert {len(seed) for seed in seeds} == {80}  # hexadecimal digits: 320 bits
    assert len(seeds) == 2
    listed = [code for codes in made for code in codes.generate_codes()]
    assert len(set(listed)) == len(listed) == 20
    assert {len(code) for code in listed} == {8}


def test_nothing_weaker_than_a_code_or_a_passkey_is_offered(somebody):
    assert settings.MFA_SUPPORTED_TYPES == ["totp", "webauthn", "recovery_codes"]
    assert {kind.value for kind in Authenticator.Type} == {"totp", "webauthn", "recovery_codes"}
    page = Client().get("/konto/login/").text
    assert "sms" not in page.lower()
    assert "/login/code/" not in page
    assert Client().get("/konto/login/code/").status_code in (302, 404)


def test_the_challenge_of_a_passkey_is_long_and_never_the_same(db):
    asked = [
        Client().get("/konto/2fa/webauthn/login/", headers={"accept": "application/json"}) for _ in range(2)
    ]
    challenges = {answer.json()["request_options"]["publicKey"]["challenge"] for answer in asked}
    assert len(challenges) == 2
    assert min(len(websafe_decode(challenge)) for challenge in challenges) >= 16
