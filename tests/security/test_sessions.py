"""Sessions: random, begun anew at sign-in, and not enough for what changes how somebody signs in."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from tests.security.conftest import PASSWORD


def test_a_session_that_somebody_else_has_set_is_not_the_one_that_is_signed_in(somebody):
    known = SessionStore()
    known["planted"] = "yes"
    known.create()
    for key in (known.session_key, "a" * 32):
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        client.post("/konto/login/", {"login": somebody.email, "password": PASSWORD})
        now = client.cookies[settings.SESSION_COOKIE_NAME].value
        assert "_auth_user_id" in client.session
        assert now != key
        assert "_auth_user_id" not in SessionStore(key)


def test_sessions_are_random(db):
    keys = set()
    for _ in range(50):
        store = SessionStore()
        store.create()
        keys.add(store.session_key)
    assert len(keys) == 50
    assert {len(key) for key in keys} == {32}  # of 36 signs: 165 bits
    assert len(set("".join(keys))) > 30


def test_who_changes_her_second_step_is_asked_for_the_password_again(somebody, settings):
    TOTP.activate(somebody, generate_totp_secret())
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    client = Client()
    client.force_login(somebody)
    for place in ("totp/deactivate/", "recovery-codes/generate/", "webauthn/add/"):
        answer = client.post(f"/konto/2fa/{place}")
        assert answer.status_code == 302, place
        assert answer["Location"].startswith(("/konto/reauthenticate/", "/konto/2fa/reauthenticate/")), place
    assert [row.type for row in Authenticator.objects.filter(user=somebody)] == ["totp"]
