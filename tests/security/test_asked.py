"""What a visit may ask with, and what it is told without having been let in."""

import pytest
from django.test import Client

from tests import clients
from tests.security.conftest import PASSWORD

PLACES = ["/", "/konto/login/", "/tillganglighet/", "/offentligt/", "/kramfors/2024/mal/", "/ingenstans/", "/admin/", "/kalender/x/", "/rapport/x/"]  # fmt: skip


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND"])
def test_a_method_that_is_not_in_use_is_refused(db, method):
    client = Client(enforce_csrf_checks=False)
    for place in PLACES:
        answer = client.generic(method, place)
        assert (answer.status_code, answer["Allow"], answer.content) == (405, "GET, HEAD, POST", b""), place


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "text/xml", "application/octet-stream", "image/png", ""]
)
def test_what_is_no_form_is_not_looked_at(db, kind):
    client = clients.signed_in(clients.chief())
    for place in ("/konto/login/", "/kramfors/2024/mal/ny/", "/rapport/x/"):
        answer = client.post(place, b'{"a": 1}', content_type=kind)
        assert answer.status_code == 415, place
        assert "inget formulär" in answer.content.decode()


def test_a_form_and_nothing_at_all_are_looked_at(db):
    client = clients.signed_in(clients.chief())
    assert client.post(clients.url("goals-new")).status_code == 422
    urlencoded = "application/x-www-form-urlencoded; charset=utf-8"
    assert client.post(clients.url("goals-new"), "title=", content_type=urlencoded).status_code == 422


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example", "javascript:x"]
)  # fmt: skip
def test_nobody_is_led_to_another_site_by_signing_in_or_out(somebody, place):
    for address in ("/konto/login/", "/konto/logout/"):
        client = Client()
        posted = {"login": somebody.email, "password": PASSWORD, "next": place}
        answer = client.post(f"{address}?next={place}", posted)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/")
        assert not answer["Location"].startswith(("//", "/\\"))


def test_no_other_site_reads_our_answers(db):
    for origin in ("https://evil.example", "null", "http://testserver"):
        for place in PLACES:
            answer = Client().get(place, headers={"origin": origin})
            assert not [name for name in answer.headers if name.lower().startswith("access-control-")], place


def test_the_version_is_told_to_those_signed_in_alone(db):
    assert "<p>Finsam</p>" in Client().get("/konto/login/").text
    assert "<p>Finsam 0." in clients.signed_in(clients.chief()).get(clients.url("goals")).text
    headers = {**Client().get("/konto/login/").headers}
    assert not {"server", "x-powered-by", "x-aspnet-version"} & {name.lower() for name in headers}


def test_a_folder_is_not_listed_and_hidden_files_are_not_there(db):
    for place in ("/static/", "/static/finsam/", "/.git/config", "/.env", "/static/../manage.py", "/var/finsam.sqlite3"):  # fmt: skip
        answer = Client().get(place)
        assert answer.status_code in (302, 404), place
        assert "/konto/login/" in answer.get("Location", "/konto/login/")


def test_every_answer_says_its_type_and_character_set(db):
    """And what it says is what it is: no browser guesses."""
    own = [clients.url(name) for name in ("goals", "goals-new", "budget", "log", "my-calendar")]
    for place in [*PLACES, "/sakerhet/", "/.well-known/security.txt", "/halsa/", *own]:
        answer = clients.signed_in(None).get(place) if place in PLACES else Client().get(place, follow=True)
        kind = answer.get("Content-Type", "")
        assert kind in ("text/html; charset=utf-8", "text/plain; charset=utf-8", "application/json"), place
        assert answer["X-Content-Type-Options"] == "nosniff", place
