"""The log tells who came in and who didn't, and nothing that was written."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from finsam.core.logs import formats
from finsam.core.models import User
from tests import clients
from tests.core.lines import written
from tests.security.conftest import PASSWORD

WRONG = "fel-losenord-som-skrevs"


@pytest.fixture
def log(tmp_path, db):
    with written(tmp_path / "log") as found:
        yield found


def sign_in(email, password):
    client = Client(REMOTE_ADDR="192.0.2.77")
    client.post("/konto/login/", {"login": email, "password": password})
    return client


def told(log):
    keys = ("level", "message", "account", "network")
    return [tuple(line[key] for key in keys) for line in log.of("finsam.sign_in")]


def test_who_comes_in_and_who_goes_out(log, somebody):
    sign_in(somebody.email, PASSWORD).post("/konto/logout/")
    assert told(log) == [
        ("INFO", "Signed in", somebody.pk, "192.0.2.0"),
        ("INFO", "Signed out", somebody.pk, "192.0.2.0"),
    ]
    for secret in (PASSWORD, somebody.email, "192.0.2.77"):
        assert secret not in log.text


def test_who_does_not(log, somebody):
    failed = "Sign-in failed: wrong password or account"
    sign_in(somebody.email, WRONG)
    sign_in("ingen@example.test", WRONG)
    assert told(log) == [
        ("WARNING", failed, somebody.pk, "192.0.2.0"),
        ("WARNING", failed, None, "192.0.2.0"),
    ]
    for _ in range(5):
        sign_in(somebody.email, WRONG)
    assert told(log)[-1] == ("WARNING", "Sign-in stopped: too many tries", somebody.pk, "192.0.2.0")
    for secret in (WRONG, somebody.email, "ingen@example.test"):
        assert secret not in log.text


def test_a_wrong_second_step(log, somebody):
    TOTP.activate(somebody, generate_totp_secret())
    client = sign_in(somebody.email, PASSWORD)
    client.post("/konto/2fa/authenticate/", {"code": "000000"})
    assert told(log) == [("WARNING", "Sign-in failed: wrong second step", somebody.pk, "192.0.2.0")]
    assert "000000" not in log.text.replace("000000000", "")


def test_what_is_changed_of_a_sign_in(log, somebody):
    TOTP.activate(somebody, generate_totp_secret())
    client = Client(REMOTE_ADDR="192.0.2.77")
    client.force_login(somebody)
    new = "ett-annat-losenord-nu"
    client.post("/konto/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    client.post("/konto/reauthenticate/", {"password": new})
    client.post("/konto/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=somebody).exists()
    said = [message for _, message, number, _ in told(log) if number == somebody.pk]
    assert said[-2:] == ["Password changed", "Second step removed"]
    assert new not in log.text


def test_what_is_refused_is_told_with_who_and_where(log, db):
    reader = clients.let_in(clients.user("lasare"), "ledamot")
    place = clients.url("access")
    assert clients.signed_in(reader).get(place).status_code == 403
    (line,) = log.of("finsam.visits")
    assert (line["user"], line["status"], line["forbund"]) == (reader.pk, 403, "kramfors")
    assert line["path"] == place


def test_production_writes_them_down():
    assert formats.settings({})["loggers"]["finsam.sign_in"] == {"level": "INFO"}
    assert User._meta.label == "core.User"
