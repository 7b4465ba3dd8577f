"""Hold what two checkouts print against each other: the text of every PDF, and the values and formulas of every workbook.

    .venv/bin/python tools/compare.py ../before .          writes the demo's documents of both, and says what differs

Each checkout runs with this environment's Python, in a copy of its files, so neither one's database is touched.
Ends with 1 when something differs, or when there is nothing to compare.
"""

from __future__ import annotations

import argparse
import difflib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from openpyxl import load_workbook

MADE = "1735689600"  # SOURCE_DATE_EPOCH: both are made at the same moment
LIST = """
from {scope} import scopes_disabled
from {models} import Document
with scopes_disabled():
    for one in Document.objects.select_related("forbund", "fiscal_year"):
        print("DOCUMENT", one.forbund.key, one.fiscal_year.year, one.kind)
"""
# Where the two names stood, the newest first.
PLACES = (
    ("finsam.core.tenancy.scope", "finsam.documents.models"),
    ("finsam.scope", "finsam.documents.models"),
)


def manage(copy: Path, *arguments: str) -> str:
    """What `manage.py` says there. Raises CalledProcessError."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"FINSAM_DEBUG": "1", "SOURCE_DATE_EPOCH": MADE}
    ran = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=copy, env=environment, check=True, text=True, stdout=subprocess.PIPE
    )  # fmt: skip
    return ran.stdout


def written(checkout: Path, copy: Path) -> dict[str, str]:
    """Every document of the checkout's demo, both renditions, as text, by its name."""
    shutil.copytree(checkout, copy, ignore=shutil.ignore_patterns(".git", ".venv", "var"))
    manage(copy, "migrate", "--no-input", "--verbosity", "0")
    manage(copy, "load_forbund", "--all")
    names = next(place for place in PLACES if (copy / (place[0].replace(".", "/") + ".py")).exists())
    listed = manage(copy, "shell", "-c", LIST.format(scope=names[0], models=names[1]))
    texts = {}
    for line in listed.splitlines():
        if not line.startswith("DOCUMENT "):
            continue
        _, forbund, year, kind = line.split()
        for inner in ((), ("--inner",)):
            for form, read in (("pdf", pdf_text), ("xlsx", workbook_text)):
                target = copy / "var" / f"{forbund}-{year}-{kind}{''.join(inner)}.{form}"
                manage(
                    copy,
                    "render_document",
                    forbund,
                    year,
                    kind,
                    "--format",
                    form,
                    "--output",
                    str(target),
                    *inner,
                )
                texts[target.name] = read(target)
    return texts


def pdf_text(path: Path) -> str:
    """The text of a PDF as it lies on the pages."""
    return subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], check=True, text=True, stdout=subprocess.PIPE
    ).stdout


def workbook_text(path: Path) -> str:
    """Each cell with its formula or value, and the value that is stored with the formula."""
    lines = []
    written_in, stored = load_workbook(path), load_workbook(path, data_only=True)
    for sheet in written_in:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    kept = stored[sheet.title][cell.coordinate].value
                    lines.append(
                        f"{sheet.title}!{cell.coordinate}\t{cell.value}\t{kept}\t{cell.number_format}"
                    )
    return "\n".join(lines)


def main() -> None:
    """Compare, and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="finsam-compare.") as scratch:
        before = written(asked.before.resolve(), Path(scratch) / "before")
        after = written(asked.after.resolve(), Path(scratch) / "after")
    differing = 0
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            differing += 1
            lines = difflib.unified_diff(
                before.get(name, "").splitlines(), after.get(name, "").splitlines(), "before", "after", n=0, lineterm=""
            )  # fmt: skip
            sys.stdout.write(f"\n{name}\n" + "\n".join(list(lines)[:40]) + "\n")
    sys.stdout.write(f"{len(before)} documents compared, {differing} differ\n")
    sys.exit(1 if differing or not before else 0)


if __name__ == "__main__":
    main()
