"""Who guesses at passwords is stopped, and nobody else with her."""

import pytest
from django.core.cache import cache
from django.test import Client

PASSWORD = "ett-langt-losenord"
PROXY = "172.18.0.1"  # what the site behind compose.yaml's web server is called from, whoever comes
TOO_MANY = "För många försök. Vänta några minuter och försök igen."


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests(db):
    cache.clear()


@pytest.fixture(autouse=True)
def _one_proxy(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


def sign_in(address: str, email: str, password: str, **headers):
    """A sign-in as it comes through the proxy, which adds the address it was called from."""
    headers = {"HTTP_X_FORWARDED_FOR": address, "REMOTE_ADDR": PROXY} | headers
    return Client(**headers).post("/konto/login/", {"login": email, "password": password})


def guess(address: str, email: str, times: int):
    for _ in range(times):
        page = sign_in(address, email, "fel")
    return page


def test_who_guesses_at_one_account_is_stopped_after_five_times(chief):
    assert guess("192.0.2.1", chief.email, 5).status_code == 200
    page = guess("192.0.2.1", chief.email, 1)
    assert page.status_code == 429
    assert page["Retry-After"] == "300"
    assert TOO_MANY in page.text
    assert sign_in("192.0.2.1", chief.email, PASSWORD).status_code == 429


def test_somebody_elses_guesses_do_not_lock_her_out(chief):
    guess("192.0.2.1", chief.email, 8)
    assert sign_in("192.0.2.2", chief.email, PASSWORD).status_code == 302


def test_ten_wrong_passwords_from_one_place_stop_that_place_alone(chief):
    for count in range(10):
        sign_in("192.0.2.1", f"ingen{count}@example.test", "fel")
    assert sign_in("192.0.2.1", chief.email, PASSWORD).status_code == 429
    assert sign_in("192.0.2.2", chief.email, PASSWORD).status_code == 302


def test_a_client_cannot_choose_its_own_address(chief):
    for count in range(6):
        page = sign_in(f"10.0.0.{count}, 192.0.2.1", chief.email, "fel")
    assert page.status_code == 429


def test_without_a_proxy_the_header_is_not_believed(chief, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    for count in range(6):
        page = sign_in(f"192.0.2.{count}", chief.email, "fel")
    assert page.status_code == 429


@pytest.mark.parametrize("header", [{}, {"HTTP_X_FORWARDED_FOR": "inte en adress"}])
def test_who_comes_past_the_proxy_is_whoever_knocked(chief, settings, header):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    client = Client(REMOTE_ADDR="127.0.0.1", **header)
    page = client.post("/konto/login/", {"login": chief.email, "password": PASSWORD})
    assert page.status_code == 302


def test_very_many_posts_get_our_own_page(chief):
    page = guess("192.0.2.1", "ingen@example.test", 31)
    assert page.status_code == 429
    assert page["Retry-After"] == "60"
    assert "<h1>Vänta en minut</h1>" in page.text
    assert "Gå sedan tillbaka och försök igen" in page.text
    assert "Too Many" not in page.text


def test_very_many_letters_to_one_address_get_our_own_page(chief):
    for _ in range(6):
        page = Client().post("/konto/password/reset/", {"email": chief.email})
    assert page.status_code == 429
    assert "<h1>Vänta en minut</h1>" in page.text
