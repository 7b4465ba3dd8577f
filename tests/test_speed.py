"""What keeps the site quick and small, where it can be told without a clock; `make bench` measures the rest."""

import gc
import subprocess
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from tests import clients

# Libraries that make or read files: half a second of loading, and megabytes in every process.
OF_FILES = {"weasyprint", "pydyf", "fontTools", "xlsxwriter", "openpyxl", "docx", "lxml", "numpy", "icalendar",
            "yaml"}  # fmt: skip


def test_a_command_loads_no_library_of_files():
    """`check` loads every app, address and view, so this holds for each command and for a server's first page."""
    code = f"""
import sys, django
django.setup()
from django.core.management import call_command
call_command("check", verbosity=0)
assert "finsam.web.views.documents" in sys.modules
print(sorted({OF_FILES!r} & set(sys.modules)))
"""
    run = [sys.executable, "-c", code]
    ran = subprocess.run(run, capture_output=True, text=True, cwd=settings.BASE_DIR, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_requests_leave_nothing_in_memory(small):
    """Counted in objects, which is the same each time; `make bench ARGS=--long` weighs the processes."""
    client, server = clients.signed_in(clients.chief(small.forbund.key)), get_wsgi_application()
    browser = RequestFactory()
    browser.cookies = client.cookies
    names = ("start", "documents", "facts", "reconciliation")
    pages = [clients.url(name, small.forbund.key, small.fiscal_year.year) for name in names]

    def kept_after(requests: int) -> int:
        for number in range(requests):
            answer = server(browser.get(pages[number % len(pages)]).environ, lambda *_: None)
            assert b"</html>" in b"".join(answer)
            answer.close()
        gc.collect()
        return len(gc.get_objects())

    before = kept_after(80)  # what a process reads once is read
    assert kept_after(200) - before < 200  # less than an object for each
