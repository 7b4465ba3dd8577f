"""A real site on a database of its own, and a real browser in front of it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.conftest import PREFIX, clone_database, drop_database

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("FINSAM_CHROMIUM", "/usr/bin/chromium")
# No sandbox: the tests may run as root, and show only our own pages. No GPU, QUIC or errands in the background:
# the only address that this browser has any business with is the site below.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    """All that lies in this folder is a browser test; nobody has to remember the mark."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(url, process, log, seconds=60):
    """Until the site answers anything at all; a site that dies tells why in its log."""
    # Past any proxy that the environment names: the site is on this machine.
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            straight.open(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"The site did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def live_site(django_db_blocker, tmp_path_factory):
    """The address of a running site on a fresh clone of the template database, with the demo's people.

    A process of its own, as in production: what the browser sees has passed through the real server, sessions
    and transactions. The database lasts for the whole session, so a test that changes something uses things
    that no other test looks at, or asks for `fresh_site`.
    """
    yield from run_site(django_db_blocker, tmp_path_factory.mktemp("site"), f"{PREFIX}_site")


@pytest.fixture
def fresh_site(django_db_blocker, tmp_path):
    """As `live_site`, but for one test alone: it may change whatever it likes."""
    yield from run_site(django_db_blocker, tmp_path, f"{PREFIX}_fresh")


def run_site(django_db_blocker, folder, database):
    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip(
            "the site is cloned from a template database, which needs PostgreSQL (tools/with-postgres.sh)"
        )
    with django_db_blocker.unblock():
        clone_database(database)
    server = connection.settings_dict
    login = server["USER"] + (f":{server['PASSWORD']}" if server["PASSWORD"] else "")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "finsam.settings",
        "DATABASE_URL": f"postgres://{login}@{server['HOST']}:{server['PORT']}/{database}",
        "FINSAM_DEBUG": "1",
        "FINSAM_ORIGIN": url,
        "FINSAM_ALLOWED_HOSTS": "127.0.0.1",
    }
    manage = [sys.executable, "manage.py"]
    log = folder / "site.log"
    if "demo" in get_commands():  # the people to sign in as; the förbund are already in the template
        people = subprocess.run(
            [*manage, "demo", "--users-only"], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert people.returncode == 0, people.stderr[-3000:]
    with log.open("w") as output:
        site = subprocess.Popen(
            [*manage, "runserver", "--noreload", f"127.0.0.1:{port}"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(url, site, log)
        yield url
    finally:
        site.terminate()
        site.wait(timeout=20)
        with django_db_blocker.unblock():
            drop_database(database)


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, at which Django refuses to touch the database. Nothing here
    # is asynchronous in truth: the loop only waits while a test runs.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
            yield browser
            browser.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def new_page(browser):
    """Open pages with options of one's own: `new_page(viewport=…)`, `new_page(java_script_enabled=False)`.

    Each has its own cookies. A script error, or a request to anywhere but the site, fails the test: pages must
    work on a closed network.
    """
    contexts, complaints = [], []

    def local_only(route):
        if route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            route.continue_()
        else:
            complaints.append(f"asked for {route.request.url}")
            route.abort()

    def open_page(**options):
        options = {"locale": "sv-SE", "viewport": {"width": 1280, "height": 900}} | options
        context = browser.new_context(**options)
        context.set_default_timeout(15_000)
        context.route("**/*", local_only)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture
def accessible():
    """Call with a page: fails in axe's own words unless it keeps WCAG 2.1 A and AA, which the law asks."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}

    def check(page):
        results = axe.run(page, options=rules)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check
