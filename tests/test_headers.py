"""Every answer says what the browser may do with it: pages, files, refusals, the admin pages and static files."""

import os
import re
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client, RequestFactory

from finsam.core.sign_in.oidc import configuration as oidc
from finsam.core.tenancy.permissions import Role
from finsam.editions.models import EditionFile, FileForm
from finsam.editions.public.services import make_public
from tests import clients
from tests.clients import OWN
from tests.factories import an_edition, store
from tests.test_access_matrix import (  # noqa: F401 - fixtures are found by their names here
    AUDIT,
    FOR_EVERYBODY,
    PAGES,
    address,
    cheap_pdf,
    everybody,
    people,
)

# The policy, written once more on purpose; N is the page's nonce.
POLICY = {
    "default-src": "'none'",
    "script-src": "N",
    "style-src": "'self' N",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'none'",
    "frame-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
WITHOUT_NONCE = POLICY | {"script-src": "'self'", "style-src": "'self'"}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PERMISSIONS = (
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), clipboard-read=(), display-capture=(), encrypted-media=(), "
    "fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), "
    "local-fonts=(), magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self), screen-wake-lock=(), serial=(), storage-access=(), "
    "sync-xhr=(), usb=(), window-management=(), xr-spatial-tracking=()"
)
# What Django says itself of a page with a password, and of its admin pages
NEVER = "max-age=0, no-cache, no-store, must-revalidate, private"
PAGE, FILE, PUBLIC = "no-store, private", "private, no-cache", "public, max-age=300"


def policy_of(response) -> dict[str, str]:
    parts = (part.partition(" ") for part in response["Content-Security-Policy"].split("; "))
    return {name: value for name, _, value in parts}


def judged(response, *, kept=PAGE, policy=POLICY, referrer="same-origin"):
    """The answer has the headers that it should, and its page nothing that they would stop."""
    got = policy_of(response)
    nonce = re.search(r"'nonce-([^']+)'", got["script-src"])
    told = f"'nonce-{nonce[1]}'" if nonce else ""
    expected = {
        name: " ".join(value.replace("N", told).split()) if value.split()[-1] == "N" else value
        for name, value in policy.items()
    }
    assert got == expected
    assert {name: response.get(name) for name in ALWAYS} == ALWAYS
    assert response["Permissions-Policy"] == PERMISSIONS
    assert response["Referrer-Policy"] == referrer
    assert response["Cache-Control"] in {kept, NEVER if kept == PAGE else kept}
    if response["Content-Type"].startswith("text/html") and "Content-Disposition" not in response.headers:
        runs_only_what_is_let_in(response.content.decode(), nonce[1] if nonce else "")


def runs_only_what_is_let_in(page: str, nonce: str):
    markup = re.sub(r"<textarea.*?</textarea>", "", page, flags=re.DOTALL)
    tags = re.findall(r"<[a-z][^>]*>", markup)
    assert [tag for tag in tags if re.search(r"\s(style|on[a-z]+)\s*=|=\s*[\"']?javascript:", tag)] == []
    scripts = [tag for tag in tags if tag.startswith(("<script", "<style")) and "application/json" not in tag]
    carried = [re.search(r'\bnonce="([^"]*)"', tag) for tag in scripts]
    assert [tag for tag, own in zip(scripts, carried, strict=True) if (own[1] if own else "") != nonce] == []
    assert nonce or all("src=" in tag for tag in scripts)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_a_förbund(people, name):  # noqa: F811
    place, row = address(name), PAGES[name]
    chief = people[Role.REVISOR if AUDIT in (row.read, row.write) else Role.FORBUNDSCHEF]
    answer = chief.get(place)
    judged(answer, kept=kept_of(name, answer))
    judged(people["anonymous"].get(place))


# What a program fetches, or a page that says so itself.
LASTING = {"picture-file": "private, no-cache", "private-notes-data": PAGE}


def kept_of(name, answer):
    return LASTING.get(name) or (FILE if "Content-Disposition" in answer.headers else PAGE)


def test_a_kept_page_has_the_nonce_of_each_visit(people, kept):  # noqa: F811
    """The second answer comes from the cache: its scripts are let in by the nonce of its own header."""
    place, nonces = address("insatser-edit"), set()
    for _ in range(3):
        answer = people[Role.FORBUNDSCHEF].get(place)
        judged(answer)
        nonces |= set(re.findall(r'<script[^>]* nonce="([^"]+)"', answer.content.decode()))
    assert len(nonces) == 3


def test_what_is_unchanged_keeps_the_policy_that_it_came_with(people, kept):  # noqa: F811
    place = address("insatser")
    etag = people[Role.FORBUNDSCHEF].get(place)["ETag"]
    unchanged = people[Role.FORBUNDSCHEF].get(place, headers={"if-none-match": etag})
    assert (unchanged.status_code, "Content-Security-Policy" in unchanged.headers) == (304, False)
    assert unchanged["Cache-Control"] == PAGE


def test_a_stored_pdf_is_private_and_asked_for(people):  # noqa: F811
    place = clients.url("edition-file", code=an_edition(OWN).code, form="pdf")
    first = people[Role.LEDAMOT].get(place)
    judged(first, kept=FILE)
    again = people[Role.LEDAMOT].get(place, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again["Cache-Control"], again.content) == (304, "private, no-cache", b"")


@pytest.mark.parametrize("name", FOR_EVERYBODY)
def test_every_page_for_everybody(people, name):  # noqa: F811
    edition = an_edition(OWN)
    make_public(edition=edition, by=clients.user("offentlig"))
    place = FOR_EVERYBODY[name].format(code=edition.code)
    for who in ("anonymous", Role.FORBUNDSCHEF):
        judged(people[who].get(place), kept=PUBLIC, policy=WITHOUT_NONCE)


def test_a_stored_page_runs_nothing(people):  # noqa: F811
    """It is styled by what it brought, known by its checksum, and by nothing else."""
    edition, style = an_edition(OWN), b"p { color: red }"
    page = b"<style>" + style + b"</style><p onclick='x()' style='top: 0'>Hej</p>"
    store(edition, EditionFile.of(FileForm.HTML, page))
    make_public(edition=edition, by=clients.user("offentlig"))
    answer = people["anonymous"].get(f"/handling/{edition.code}/html/")
    assert policy_of(answer) == {
        "default-src": "'none'",
        "style-src": "'sha256-ngewhhP73WDIbgwseeu52VAAJgKdGUsu1IUQQsAm8m4='",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "sandbox": "allow-popups",
    }


SITES_OWN = ("/", "/tillganglighet/", "/konto/login/", "/konto/password/reset/", "/konto/brev/", "/konto/logout/", "/konto/2fa/", "/konto/inloggningar/", "/installation/", "/installation/drift/")  # fmt: skip


@pytest.mark.parametrize("place", SITES_OWN)
def test_the_sites_own_pages(people, place):  # noqa: F811
    for who in ("anonymous", "superuser"):
        judged(people[who].get(place))


def test_a_provider_of_sign_in_may_be_led_on_to_where_there_is_one(db, settings):
    place, usual = "/konto/login/", "'self'"
    assert policy_of(Client().get(place))["form-action"] == usual
    said = {"FINSAM_OIDC_SERVER": "https://logga-in.example", "FINSAM_OIDC_CLIENT_ID": "a", "FINSAM_OIDC_SECRET": "b", "FINSAM_OIDC_NAME": "BankID"}  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = oidc.providers(said)
    assert policy_of(Client().get(place))["form-action"] == "'self' https:"
    assert policy_of(Client().get("/konto/password/reset/"))["form-action"] == usual
    said["FINSAM_OIDC_SERVER"] = "http://127.0.0.1:4444"
    settings.SOCIALACCOUNT_PROVIDERS = oidc.providers(said)
    assert policy_of(Client().get(place))["form-action"] == "'self' http://127.0.0.1:4444"


def test_the_admin_pages(people):  # noqa: F811
    for place in (
        "/admin/",
        "/admin/core/user/",
        "/admin/core/user/add/",
        "/admin/core/forbund/",
        "/admin/jsi18n/",
    ):
        answer = people["superuser"].get(place)
        assert answer.status_code == 200, place
        judged(answer, policy=WITHOUT_NONCE)


@pytest.fixture
def broken(monkeypatch, people):  # noqa: F811
    """A page of the förbund that fails in a way: call with an error."""

    def answer(error):
        def fail(*args, **kwargs):
            raise error

        monkeypatch.setattr("finsam.core.tenancy.middleware.TenantContext.of", fail)
        chief = people[Role.FORBUNDSCHEF]
        monkeypatch.setattr(chief, "raise_request_exception", False)
        return chief.get(address("insatser"))

    return answer


def test_refusals_and_faults(people, broken):  # noqa: F811
    chief, stranger = people[Role.FORBUNDSCHEF], people["anonymous"]
    got = {
        400: stranger.get("/konto/login/", headers={"host": "nagon.annan"}),
        403: people[Role.LEDAMOT].get(address("ledger-import")),
        404: chief.get("/finns-inte/alls/"),
        405: chief.get(address("section-autosave")),
    }
    for status, answer in got.items():
        assert answer.status_code == status
        judged(answer)


def test_too_many_tries(settings):
    settings.PUBLIC_PAGES_A_MINUTE = 0
    answer = Client(REMOTE_ADDR="192.0.2.77").get("/offentligt/")
    assert answer.status_code == 429
    judged(answer, policy=WITHOUT_NONCE)


@pytest.mark.parametrize(("error", "status"), [(RuntimeError("fel"), 500), (OperationalError("borta"), 503)])
def test_faults(broken, error, status):
    answer = broken(error)
    assert answer.status_code == status
    judged(answer)


def test_a_secret_address_tells_nobody_where_a_visitor_came_from(db):
    judged(Client().get("/rapport/finns-inte/"), referrer="no-referrer")


def test_static_files_are_kept_for_ever(db, settings, tmp_path):
    """As production serves them: under a name that holds a checksum of what is in the file."""
    settings.STATIC_ROOT = tmp_path
    storage = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": storage}}
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = settings.DEBUG = False
    settings.MIDDLEWARE = [STATIC if "AnswerM" in one else one for one in settings.MIDDLEWARE]
    call_command("collectstatic", interactive=False, verbosity=0)
    name = next(path.name for path in (tmp_path / "finsam").glob("drafts.*.js"))
    from django.core.handlers.wsgi import WSGIHandler

    answer = WSGIHandler().get_response(
        RequestFactory().get(f"/static/finsam/{name}", HTTP_HOST="testserver")
    )
    assert answer.status_code == 200
    answer.close()
    ours = {**ALWAYS, "Referrer-Policy": "same-origin", "Permissions-Policy": PERMISSIONS}
    assert {header: answer.get(header) for header in ours} == ours
    assert answer["Cache-Control"] == "max-age=315360000, public, immutable"
    assert policy_of(answer)["frame-ancestors"] == "'none'"


STATIC = "finsam.core.views.static.StaticFiles"

COOKIES = """
import os, django
django.setup()
from django.conf import settings
from django.test import Client
from django.test.utils import setup_test_environment
answer = Client().get("/konto/login/", secure=True, headers={"host": "finsam.example"})
cookie = answer.cookies[settings.CSRF_COOKIE_NAME]
print(cookie.OutputString().split(";", 1)[0].split("=")[0], cookie["path"], cookie["domain"] == "", bool(cookie["secure"]), cookie["samesite"])
print(settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE, settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN)
print(answer["Strict-Transport-Security"])
print(Client().get("/konto/login/", headers={"host": "finsam.example"})["Location"])
"""


def test_cookies_under_https(tmp_path):
    """Production's own settings, in a process of their own: they are read once."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "finsam.settings",
        "FINSAM_DEBUG": "",
        "FINSAM_SECRET_KEY": "a" * 60,
        "FINSAM_ALLOWED_HOSTS": "finsam.example",
        "FINSAM_ORIGIN": "https://finsam.example",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'tom.sqlite3'}",
        "EMAIL_URL": "smtp://localhost:25",
        "CACHE_URL": "locmemcache://",
    }
    script = COOKIES.replace(
        "django.setup()",
        "django.setup()\nfrom django.conf import settings as _s\n_s.STORAGES['staticfiles']['BACKEND'] = 'django.contrib.staticfiles.storage.StaticFilesStorage'",
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert told.stdout.splitlines() == [
        "__Host-csrftoken / True True Lax",
        "__Host-sessionid True True Lax / None",
        "max-age=31536000; includeSubDomains; preload",
        "https://finsam.example/konto/login/",
    ]
