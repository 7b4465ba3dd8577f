"""A database that is away is said, and what doesn't need it is shown all the same."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

# A site of its own, whose database nobody listens for.
ASK = """
import json, django
from django.conf import settings
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing is collected here
settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
django.setup()
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
found = {}
for cookie in ("", "abcdefghijklmnopqrstuvwxyz012345"):
    client = Client(raise_request_exception=False)
    if cookie:
        client.cookies["sessionid"] = cookie
    for page in ("/", "/konto/login/", "/tillganglighet/", "/finns/inte/alls/", "/kramfors/2024/medlemmar/"):
        answer = client.get(page)
        kept = client.cookies["sessionid"].value if cookie else ""
        found[f"{page} {bool(cookie)}"] = [answer.status_code, dict(answer.headers), answer.content.decode(), kept == cookie]
    answer = client.post("/konto/login/", {"login": "a@b.se", "password": "x"})
    found[f"post {bool(cookie)}"] = [answer.status_code, dict(answer.headers), answer.content.decode(), True]
    sent = {"name": "Ny kommun", "purpose": "<p>En lång text & mer</p>", "csrfmiddlewaretoken": "hemlig"}
    for origin in ("http://testserver", "https://annan.example"):
        answer = client.post("/kramfors/2024/medlemmar/ny/?fliken=1", sent, headers={"Origin": origin})
        found[f"{origin} {bool(cookie)}"] = [answer.status_code, dict(answer.headers), answer.content.decode(), True]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def asked():
    environ = os.environ | {
        "DJANGO_SETTINGS_MODULE": "finsam.settings",
        "DATABASE_URL": "postgres://finsam:x@127.0.0.1:1/finsam",
        "CACHE_URL": "locmemcache://",
        "FINSAM_SECRET_KEY": "x" * 60,
        "FINSAM_ALLOWED_HOSTS": "testserver",
        "FINSAM_ORIGIN": "http://testserver",
        "EMAIL_URL": "dummymail://",
        "FINSAM_DEBUG": "0",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], capture_output=True, text=True, cwd=settings.BASE_DIR, env=environ
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1]), done.stderr


@pytest.mark.parametrize(
    "page", ["/ True", "/kramfors/2024/medlemmar/ True", "/konto/login/ True", "post False", "post True"]
)
def test_a_page_with_data_says_that_it_can_not_be_had_now_and_when_to_come_back(asked, page):
    status, headers, text, kept = asked[0][page]
    assert status == 503
    assert headers["Retry-After"] == "30"
    assert headers["Cache-Control"] == "no-store, private"
    assert "<h1>Finsam svarar inte just nu</h1>" in text
    assert kept, "nobody is signed out by it"


@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        ("/ False", 302, ""),
        ("/konto/login/ False", 200, "<h1>Logga in</h1>"),
        ("/tillganglighet/ False", 200, "Tillgänglighet"),
        ("/tillganglighet/ True", 200, "Tillgänglighet"),
        ("/finns/inte/alls/ False", 404, "<h1>Sidan finns inte</h1>"),
        ("/finns/inte/alls/ True", 404, "<h1>Sidan finns inte</h1>"),
    ],
)
def test_a_page_without_data_does_not_need_it(asked, page, status, words):
    found, _, text, kept = asked[0][page]
    assert found == status
    assert words in text
    assert kept, "nobody is signed out by it"


def test_what_was_written_stands_on_the_page_and_can_be_sent_again(asked):
    status, headers, text, _ = asked[0]["http://testserver True"]
    assert (status, headers["Retry-After"]) == (503, "30")
    assert "Det du just skickade är inte sparat än." in text
    assert 'action="/kramfors/2024/medlemmar/ny/?fliken=1"' in text
    assert '<input type="hidden" name="name" value="Ny kommun">' in text
    assert '<input type="hidden" name="purpose" value="&lt;p&gt;En lång text &amp; mer&lt;/p&gt;">' in text
    assert "Skicka igen" in text
    assert "hemlig" not in text
    assert re.search(r'name="csrfmiddlewaretoken" value="\w{64}"', text)


@pytest.mark.parametrize("form", ["https://annan.example True", "post True"])
def test_what_another_site_sent_and_what_had_a_password_is_not_offered_again(asked, form):
    status, _, text, _ = asked[0][form]
    assert status == 503
    assert "Skicka igen" not in text
    assert "Ny kommun" not in text


def test_it_is_written_in_the_log(asked):
    assert "connection failed" in asked[1] or "OperationalError" in asked[1]
