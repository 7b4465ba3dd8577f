"""What keeps the site quick and small, where it can be told without a clock; `make bench` measures the rest."""

import subprocess
import sys

from django.conf import settings

# Libraries that make or read files: half a second of loading, and megabytes in every process.
OF_FILES = {"weasyprint", "pydyf", "fontTools", "xlsxwriter", "openpyxl", "numpy", "icalendar", "yaml"}


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
