"""A real site on a database of its own, and a real browser in front of it."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings

from finsam.core.caching import revisions
from finsam.core.models import User
from tests import clients
from tests.browser.failing import WATCHED, Watched
from tests.browser.people import PASSWORD, email, make_people
from tests.conftest import PREFIX, clone_database, connected_to, drop_database, maintenance
from tests.hostile import UNTOLD
from tests.processes import address_of, until
from tools.bench.processes import free_port

ROOT = Path(__file__).resolve().parents[2]
# The browser's own viewer of PDFs.
VIEWER = ("chrome://resources/", "chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/")
# What the browser says where a page does what its headers don't let it, and a script that says it also of what is only an event
POLICIES = ("Content Security Policy", "Permissions policy", "Permissions-Policy")
TELLS = """addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) =>
    console.error("Content Security Policy:", effectiveDirective, blockedURI, `${sourceFile}:${lineNumber}`))"""
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
    # Each page's scripts live for a second or two, in which compiling them to the utmost costs more than it gives.
    "--js-flags=--no-turbofan",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def pytest_collection_modifyitems(items):
    """All that lies in this folder is a browser test; nobody has to remember the mark."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Where a test fails, its report tells what its pages said."""
    report = yield
    if report.when == "call" and report.failed:
        report.sections += [("The page", window.told()) for window in WATCHED]
    return report


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


def alone(address):
    """The command of a site that is one process."""
    return [sys.executable, "manage.py", "runserver", "--noreload", address]


@pytest.fixture(scope="session")
def live_site(django_db_blocker, tmp_path_factory):
    """The address of a running site on a fresh clone of the template database, with people to sign in as.

    A process of its own, as in production: what the browser sees has passed through the real server, sessions
    and transactions. The database lasts for the whole session, so a test that changes something uses things
    that no other test looks at, or asks for `fresh_site`.
    """
    yield from run_site(django_db_blocker, tmp_path_factory.mktemp("site"), "site")


@pytest.fixture(scope="session")
def spare_site(django_db_blocker, tmp_path_factory):
    """The process behind every `fresh_site`, begun once: what it has imported and compiled serves the next test too."""
    yield from run_site(django_db_blocker, tmp_path_factory.mktemp("spare"), "fresh")


@pytest.fixture
def fresh_site(spare_site):
    """As `live_site`, but with a database for one test alone: it may change whatever it likes."""
    spare_site.begin_anew()
    return spare_site


class Site(str):
    """The address of a running site, which also knows its database and who has been signed in."""

    __slots__ = ("blocker", "database", "sessions", "untouched")

    @contextmanager
    def connected(self):
        """Within this, the models read and write the site's own database; what is written is seen by its next page."""
        with self.blocker.unblock(), connected_to(self.database):
            UNTOLD["written"] = False
            yield
            if UNTOLD["written"]:
                revisions.move(None)
                UNTOLD["written"] = False

    def begin_anew(self):
        """Another database in the place of the one that a test has used, as it was before the first of them.

        What the process keeps is found by a förbund's revision, and a moved revision never comes back.
        """
        self.sessions = {}
        if self.untouched:
            self.untouched = False
            return
        with self.blocker.unblock():
            until(partial(at_rest, self.database))
            clone_database(self.database)
        with self.connected():
            make_people()

    def session(self, who):
        """What a browser holds when somebody has signed in; how one does is tried by `sign_in`."""
        if who not in self.sessions:
            with self.connected():
                client = clients.signed_in(User.objects.get(email=email(who)))
            cookie = {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.session.session_key,
                "domain": "127.0.0.1",
            }
            cookie |= {"path": "/", "expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}
            self.sessions[who] = {"cookies": [cookie], "origins": []}
        return self.sessions[who]


def at_rest(database):
    """Whether nothing is being asked or written there: a page that has been closed may have sent something last."""
    with maintenance() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND state <> 'idle'", [database]
        )
        return cursor.fetchone() == (0,)


def run_site(django_db_blocker, folder, name, *, command=alone, settings="tests.browser.settings"):
    """A site on a database of its own; `command` gives what starts it at an address."""
    from django.db import connection

    database = f"{PREFIX}_{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    if connection.vendor != "postgresql":
        pytest.skip(
            "the site is cloned from a template database, which needs PostgreSQL (tools/with-postgres.sh)"
        )
    with django_db_blocker.unblock():
        clone_database(database)
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}")
    site.blocker, site.database, site.sessions, site.untouched = django_db_blocker, database, {}, True
    with site.connected():
        make_people()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": settings,
        "DATABASE_URL": address_of(database),
        "FINSAM_DEBUG": "1",
        "FINSAM_ORIGIN": site,
        "FINSAM_ALLOWED_HOSTS": "127.0.0.1,localhost",  # a passkey is bound to a name
    }
    log = folder / "site.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command(f"127.0.0.1:{port}"),
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(site, process, log)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=60)  # what a worker has begun is done first
        with django_db_blocker.unblock():
            drop_database(database)


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=15_000)  # as long as the pages themselves wait: a slow machine is no fault

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


def until_so(page, expression, *, arg=None, timeout=15_000):
    """Wait until a page says that something is so. Playwright's own way evaluates text within the page, as no page of ours may."""
    from playwright.sync_api import Error

    def so():
        try:
            return page.evaluate(expression, arg)
        except Error:  # what is asked about isn't there yet, or the page is being left
            return False

    deadline = time.monotonic() + timeout / 1000
    while not so():
        assert time.monotonic() < deadline, f"{page.url}: never {expression}"
        page.wait_for_timeout(50)


@contextmanager
def windows(browser):
    """A function that opens pages in the browser: each has its own cookies, and all are closed at the end.

    A script error, something that the page's policy stops, or a request to anywhere but the site, is an error then: pages
    must work on a closed network, and run nothing that they don't let in themselves.
    """
    opened, complaints = [], []

    def local_only(request):  # only listened to: a request that is stopped and let go can't use the cache
        if not request.url.startswith(("http://127.0.0.1:", "http://localhost:", "data:", "blob:", *VIEWER)):
            complaints.append(f"asked for {request.url}")

    def permitted(message):
        if any(word in message.text for word in POLICIES):
            complaints.append(f"at {message.page.url}: {message.text}")

    def open_page(**options):
        options = {"locale": "sv-SE", "viewport": {"width": 1280, "height": 900}} | options
        context = browser.new_context(**options)
        context.set_default_timeout(40_000)  # of a loaded machine; what is there is not waited for
        context.on("request", local_only)
        context.on("console", permitted)
        context.add_init_script(TELLS)
        opened.append(Watched(context))
        WATCHED.append(opened[-1])
        page = context.new_page()
        page.wait_for_function = partial(until_so, page)
        page.on("pageerror", lambda error: complaints.append(f"script error at {page.url}: {error}"))
        return page

    yield open_page
    for window in opened:
        WATCHED.remove(window)
        window.context.close()
    assert complaints == []


@pytest.fixture
def new_page(browser):
    """Open pages with options of one's own: `new_page(viewport=…)`, `new_page(java_script_enabled=False)`."""
    with windows(browser) as open_page:
        yield open_page


@pytest.fixture
def page(new_page):
    return new_page()


def sign_in(page, site, who):
    """Through the form, as a person does."""
    page.goto(f"{site}/konto/login/")
    page.get_by_label("E-post").fill(email(who))
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)


@pytest.fixture
def signed_in(new_page):
    """Open a page as somebody who has signed in already: `signed_in(site, "chef")`, with `new_page`'s options."""

    def open_page(site, who, **options):
        return new_page(storage_state=site.session(who), **options)

    return open_page


# What passes is a list ten times as long, that nobody reads.
FOUND_BY_AXE = "async (options) => ('axe' in window ? (await axe.run(document, options)).violations : null)"


@pytest.fixture(scope="session")
def accessible():
    """Call with a page: fails in axe's own words unless it keeps WCAG 2.1 A and AA, which the law asks."""
    from axe_playwright_python.sync_playwright import Axe, AxeResults

    script = Axe().axe_script
    law = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}

    def check(page, *rules):
        """With names of axe's rules, only those."""
        only = {"type": "rule", "values": list(rules)} if rules else law
        # What sounds is fetched beforehand for the rule that asks; style sheets would be for none of those that are run.
        options = {"runOnly": only, "resultTypes": ["violations"], "preload": {"assets": ["media"]}}
        violations = page.evaluate(FOUND_BY_AXE, options)
        if violations is None:  # the first time on this page
            page.evaluate(script)
            violations = page.evaluate(FOUND_BY_AXE, options)
        results = AxeResults({"violations": violations})
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    check.script = script
    return check
