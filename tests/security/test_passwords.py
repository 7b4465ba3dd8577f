"""Passwords: long, of any signs, not those that all others use, and stored as nothing that can be read back."""

import re

import pytest
from django.conf import global_settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from finsam import settings as production
from finsam.core.models import User
from tests.security.conftest import PASSWORD

MANY_SIGNS = "Lösen ord 🔑 ねこ 'O\"Hara' <b>&; "


def changed(client, old, new):
    return client.post("/konto/password/change/", {"oldpassword": old, "password1": new, "password2": new})


def signs_in(email, password):
    return Client().post("/konto/login/", {"login": email, "password": password}).status_code == 302


def refusal(password):
    try:
        validate_password(password, User(email="anna@example.se"))
    except ValidationError as error:
        return [fault.code for fault in error.error_list]
    return []


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("elva-tecken", ["password_too_short"]),
        ("tolv-tecken-", []),
        ("a          b", ["password_too_short"]),
        ("x7" * 64, []),
        ("x7" * 64 + "!", ["password_too_long"]),
        ("korrekt hast batteri", []),
        ("anna@example.se", ["password_too_similar"]),
        ("cookiemonster", ["password_too_common"]),
        ("1qaz2wsx3edc", ["password_too_common"]),
        ("abababababab", []),
        ("ÅÄÖÅÄÖÅÄÖÅÄÖ", []),
    ],
)
def test_what_a_password_may_be(password, why):
    assert refusal(password) == why


@pytest.mark.parametrize("length", [64, 128])
def test_a_long_password_of_any_signs_is_taken_whole(somebody, length):
    long = (MANY_SIGNS * 8)[: length - 1] + "z"
    client = Client()
    client.force_login(somebody)
    assert changed(client, PASSWORD, long).status_code == 302
    assert signs_in(somebody.email, long)
    assert not signs_in(somebody.email, long[:-1])
    assert not signs_in(somebody.email, long.lower())


def test_another_password_needs_the_one_of_now(somebody):
    client = Client()
    client.force_login(somebody)
    page = changed(client, "fel-losenord-helt", "ett-annat-losenord-nu")
    assert page.status_code == 200
    assert "Skriv det lösenord du har nu." in page.text
    assert signs_in(somebody.email, PASSWORD)


def test_a_common_password_is_refused_on_the_page(somebody):
    client = Client()
    client.force_login(somebody)
    page = changed(client, PASSWORD, "cookiemonster")
    assert "för vanligt" in page.text
    assert signs_in(somebody.email, PASSWORD)


def test_browsers_and_password_managers_fill_in_the_fields(somebody):
    login = Client().get("/konto/login/").text
    assert re.search(r'<input[^>]*type="password"[^>]*autocomplete="current-password"', login)
    assert re.search(r'<input[^>]*name="login"[^>]*autocomplete="(email|username)"', login)
    client = Client()
    client.force_login(somebody)
    page = client.get("/konto/password/change/").text
    assert len(re.findall(r'autocomplete="current-password"', page)) == 1
    assert len(re.findall(r'autocomplete="new-password"', page)) >= 1
    for text in (login, page):
        assert "onpaste" not in text
        assert 'autocomplete="off"' not in text


def test_production_hashes_passwords_slowly_each_with_its_own_salt(settings):
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    assert not hasattr(production, "PASSWORD_HASHERS")  # Django's own: PBKDF2 with SHA-256 first
    assert PBKDF2PasswordHasher.iterations >= 600_000
    assert PBKDF2PasswordHasher().salt().isalnum()
    first, second = (
        make_password(PASSWORD, hasher="pbkdf2_sha256", salt=PBKDF2PasswordHasher().salt()) for _ in range(2)
    )
    assert first != second
    assert identify_hasher(first).algorithm == "pbkdf2_sha256"
    assert len(first.split("$")[2]) >= 22


def test_no_password_runs_out_and_none_is_asked_about(somebody):
    assert not {field.name for field in User._meta.get_fields()} & {"hint", "question", "password_changed", "password_expires"}  # fmt: skip
    client = Client()
    client.force_login(somebody)
    assert changed(client, PASSWORD, "ett-annat-losenord-nu").status_code == 302
    assert (
        changed(client, "ett-annat-losenord-nu", PASSWORD).status_code == 302
    )  # an earlier one may be used again
