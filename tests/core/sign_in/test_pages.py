"""Signing in, a lost password and two-step verification, page by page and letter by letter, in Swedish."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests import clients

PASSWORD = "ett-langt-losenord"

# Words that installed templates and messages would let through untranslated.
ENGLISH = re.compile(
    r"\b(the|your|you|password|sign (in|out|up)|email|account|please|code|codes|change)\b", re.IGNORECASE
)


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests(db):
    cache.clear()


def words(response) -> str:
    """What stands on the page, without its markup."""
    assert response.status_code == 200
    page = response.text
    main = page[page.index("<main") : page.index("</main>")]
    text = re.sub(r"<[^>]+>|\s+", " ", main)
    assert not ENGLISH.search(re.sub(r"\S+@\S+", "", text)), text
    return text


def code_of(secret):
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def sign_in(client, email, password=PASSWORD):
    return client.post("/konto/login/", {"login": email, "password": password}, follow=True)


def test_wrong_password_says_so_and_keeps_the_address(chief):
    page = sign_in(Client(), chief.email, "fel")
    assert "E-postadressen eller lösenordet stämmer inte." in words(page)
    assert f'value="{chief.email}"' in page.text


@pytest.mark.parametrize(
    "address",
    [
        "login",
        "signup",
        "password/reset",
        "password/reset/done",
        "password/reset/key/x-set-password",
        "inactive",
    ],
)
def test_pages_for_those_outside(db, address):
    words(Client().get(f"/konto/{address}/", follow=True))


def test_a_lost_password(chief):
    client = Client()
    assert "brev på väg" in words(client.post("/konto/password/reset/", {"email": chief.email}, follow=True))
    (letter,) = mail.outbox
    assert letter.subject == "Välj ett nytt lösenord"
    assert not ENGLISH.search(re.sub(r"http\S+", "", letter.body)), letter.body
    link = re.search(r"http://testserver(\S+)", letter.body)[1]
    page = client.get(link, follow=True)
    assert "Välj lösenord" in words(page)
    where = page.redirect_chain[-1][0]
    assert "kort" in words(client.post(where, {"password1": "kort", "password2": "kort"}))
    client.post(where, {"password1": "fyra ord i rad nu", "password2": "fyra ord i rad nu"}, follow=True)
    assert sign_in(Client(), chief.email, "fyra ord i rad nu").redirect_chain


def test_an_unknown_address_gets_the_same_page_and_a_letter_that_says_so(db):
    words(Client().post("/konto/password/reset/", {"email": "ingen@example.test"}, follow=True))
    assert mail.outbox[0].subject == "Inget konto med den adressen"
    assert not ENGLISH.search(mail.outbox[0].body)


def test_changing_the_password(chief):
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    client = Client(headers={"User-Agent": firefox})
    sign_in(client, chief.email)
    words(client.get("/konto/password/change/"))
    new = {"oldpassword": PASSWORD, "password1": "fyra ord i rad nu", "password2": "fyra ord i rad nu"}
    assert client.post("/konto/password/change/", new).status_code == 302
    assert mail.outbox[-1].subject == "Ditt lösenord är bytt"
    assert not ENGLISH.search(mail.outbox[-1].body.split("Webbläsare")[0])
    assert "Webbläsare: Firefox i Linux" in mail.outbox[-1].body
    assert "Gecko" not in mail.outbox[-1].body


def test_two_step_verification_from_on_to_off(chief):
    client = Client()
    sign_in(client, chief.email)
    assert "Slå på koder ur en app" in words(client.get("/konto/2fa/"))

    page = client.get("/konto/2fa/totp/activate/", follow=True)
    if "/reauthenticate/" in page.request["PATH_INFO"]:
        words(page)
        again = {"password": PASSWORD, "next": "/konto/2fa/totp/activate/"}
        page = client.post("/konto/reauthenticate/", again, follow=True)
    words(page)
    secret = page.context["form"].secret
    words(client.post("/konto/2fa/totp/activate/", {"code": "000000"}))
    code = code_of(secret)
    assert "Reservkoder" in words(client.post("/konto/2fa/totp/activate/", {"code": code}, follow=True))
    assert "Påslagen" in words(client.get("/konto/2fa/"))
    words(client.get("/konto/2fa/recovery-codes/generate/"))
    words(client.get("/konto/2fa/recovery-codes/"))
    words(client.get("/konto/2fa/totp/deactivate/"))

    # The next time, the password isn't enough.
    other = Client()
    assert "Bekräfta inloggningen" in words(sign_in(other, chief.email))
    assert other.get("/kramfors/2024/medlemmar/").status_code == 302
    words(other.post("/konto/2fa/authenticate/", {"code": "000000"}))
    spare = RecoveryCodes(Authenticator.objects.get(user=chief, type="recovery_codes")).get_unused_codes()[0]
    other.post("/konto/2fa/authenticate/", {"code": spare})
    assert other.get("/kramfors/2024/medlemmar/").status_code == 200

    assert client.post("/konto/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=chief).exists()
    assert mail.outbox[-1].subject == "Tvåstegsverifiering är avstängd"


def test_a_passkey_without_codes_for_when_it_is_lost_says_so(chief):
    Authenticator.objects.create(user=chief, type="webauthn", data={})
    page = clients.signed_in(chief).get("/konto/2fa/")
    assert "Används när telefonen är borta. Du har inga." in words(page)
    assert "Skapa reservkoder" in words(page)


def test_signing_out_is_a_button_not_a_link(chief):
    client = Client()
    sign_in(client, chief.email)
    words(client.get("/konto/logout/"))
    assert client.get("/kramfors/2024/medlemmar/").status_code == 200
    client.post("/konto/logout/")
    assert client.get("/kramfors/2024/medlemmar/").status_code == 302


# The parts of an answer are base64 of bytes; these are right in form, and the last two in all but what they say.
ANSWERED = """{"id": "YWE", "rawId": "YWE", "type": "public-key", "response": {"clientDataJSON": "%s",
    "authenticatorData": "%s", "signature": "YWE", "userHandle": "%s"}}"""
CLIENT = "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiWVdFIiwib3JpZ2luIjoiaHR0cDovL3gifQ"  # {"type":"webauthn.get", …}
NOBODY = "A" * 50  # 37 bytes of zeros: no site, no sign that anybody was there


@pytest.mark.parametrize(
    "answer",
    [
        "", "{", "5", "null", '"text"', "[1]", '{"id": 1}', '{"rawId": {}}', '{"id": "YWE", "rawId": "YWE", "response": 5}',
        "[" * 20 + "]" * 20, "[" * 100_000, ANSWERED % ("YWE", "YWE", "YWE"), ANSWERED % (CLIENT, NOBODY, "YWE"),
        ANSWERED % (CLIENT, NOBODY, "MQ"),
    ],
)  # fmt: skip
def test_what_is_no_answer_of_a_passkey_is_told_and_nothing_else(answer):
    visitor = Client()
    sent = visitor.post("/konto/2fa/webauthn/login/", {"credential": answer})
    assert (sent.status_code, sent["Location"]) == (302, "/konto/login/")
    assert "_auth_user_id" not in visitor.session
