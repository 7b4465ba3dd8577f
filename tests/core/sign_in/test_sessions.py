"""Where a person is signed in: listed in words, and ended by her, by another password, and with her last access."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from finsam.core import services
from finsam.core.models import Access
from finsam.core.sign_in import sessions
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside
from tests import clients

HERE = "/kramfors/2024/medlemmar/"
PASSWORD = "ett-langt-losenord"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests(db):
    cache.clear()


def sign_in(user, agent=FIREFOX, address="192.0.2.77"):
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)
    client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    assert client.get(HERE).status_code in (200, 404)
    return client


def is_out(client, place=HERE):
    answer = client.get(place)
    return answer.status_code == 302 and answer.url.startswith("/konto/login/")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox i Windows"),
        (SAFARI, "Safari i Iphone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0", "Edge i Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36", "Chrome i Mac"),
        ("Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36", "Samsung Internet i Android"),
        ("curl/8.5.0", "okänd webbläsare"),
        ("", "okänd webbläsare"),
    ],
)  # fmt: skip
def test_a_browser_in_words(agent, words):
    assert sessions.device(agent) == words
    assert sessions.device(words) == words


@pytest.mark.parametrize(
    ("address", "short"),
    [
        ("192.0.2.77", "192.0.2.0"),
        ("2001:db8:12:34:56::9", "2001:db8:12::"),
        ("unknown", "0.0.0.0"),  # noqa: S104 - an address that isn't known
    ],
)
def test_an_address_without_its_end(address, short):
    assert sessions.shortened(address) == short
    assert sessions.shortened(short) == short


def test_what_is_stored_and_shown_is_in_words_and_short(chief):
    client = sign_in(chief)
    row = UserSession.objects.get(user=chief)
    assert (row.user_agent, row.ip, row.data) == ("Firefox i Windows", "192.0.2.0", {})
    page = client.get("/konto/inloggningar/")
    assert page.status_code == 200
    text = page.text.split("<main")[1]
    assert "<strong>Firefox i Windows</strong>" in text
    assert "Från 192.0.2.x" in text
    assert "192.0.2.77" not in text
    assert "Gecko" not in text


def test_ending_one_and_all_the_others(chief):
    here, phone, third = sign_in(chief), sign_in(chief, SAFARI, "2001:db8:12:34::9"), sign_in(chief)
    page = here.get("/konto/inloggningar/").text
    assert "Från 2001:db8:12:x" in page
    place = re.search(r'value="(\d+)"><button class="btn btn-plain btn-small">Avsluta<span class="visually-hidden"> Safari', page)[1]  # fmt: skip
    answer = here.post("/konto/inloggningar/", {"place": place}, follow=True)
    assert "Inloggningen med Safari i Iphone är avslutad." in answer.text
    assert is_out(phone)
    assert not is_out(third)
    here.post("/konto/inloggningar/", {"others": "1"})
    assert is_out(third)
    assert not is_out(here)


def test_nobody_ends_somebody_elses(chief, person):
    mine, other = sign_in(chief), sign_in(person(Role.EKONOM))
    row = UserSession.objects.get(user__email="ekonom@kramfors.test")
    assert mine.post("/konto/inloggningar/", {"place": row.pk}).status_code == 404
    assert mine.post("/konto/inloggningar/", {"place": "x"}).status_code == 404
    assert not is_out(other)


def test_the_list_is_only_for_who_is_signed_in(db):
    assert is_out(Client(), "/konto/inloggningar/")


def test_another_password_ends_the_others_at_their_next_click(chief):
    here, other = sign_in(chief), sign_in(chief, SAFARI)
    new = {"oldpassword": PASSWORD, "password1": "fyra ord i rad nu", "password2": "fyra ord i rad nu"}
    assert here.post("/konto/password/change/", new).status_code == 302
    assert not is_out(here)
    assert is_out(other)
    assert [place.here for place in sessions.places(chief, here.session.session_key)] == [True]


def test_signing_out_leaves_nothing_that_opens_it_again(chief):
    client = sign_in(chief)
    cookie = client.cookies["sessionid"].value
    client.post("/konto/logout/")
    assert not UserSession.objects.filter(user=chief).exists()
    again = Client()
    again.cookies["sessionid"] = cookie
    assert is_out(again)


def test_the_last_access_taken_away_ends_her_sessions(chief, person, forbund):
    ekonom = person(Role.EKONOM)
    client = sign_in(ekonom)
    with inside(forbund):
        services.delete(Access.objects.get(user=ekonom), by=chief)
    assert is_out(client)
    assert not UserSession.objects.filter(user=ekonom).exists()


def test_one_of_two_taken_away_ends_what_she_sees_there_and_leaves_the_other(chief, person, forbund):
    ekonom = person(Role.EKONOM)
    clients.let_in(ekonom, Role.EKONOM, clients.FOREIGN)
    client = sign_in(ekonom)
    with inside(forbund):
        services.delete(Access.objects.get(user=ekonom, forbund=forbund), by=chief)
    assert client.get(HERE).status_code == 404
    assert client.get(f"/{clients.FOREIGN}/2024/medlemmar/").status_code == 200


def test_who_is_switched_off_is_out(chief, person):
    ekonom = person(Role.EKONOM)
    client = sign_in(ekonom)
    ekonom.is_active = False
    services.save_shared(ekonom, by=chief)
    assert is_out(client)


def test_when_it_was_last_used_is_told_every_few_minutes(chief):
    client = sign_in(chief)
    row = UserSession.objects.get(user=chief)
    client.get(HERE)
    assert UserSession.objects.get(user=chief).last_seen_at == row.last_seen_at
    session = client.session
    session[sessions.LAST_USED] -= sessions.TOLD_EVERY + 1
    session.save()
    before = timezone.now()
    client.get(HERE)
    assert UserSession.objects.get(user=chief).last_seen_at >= before
