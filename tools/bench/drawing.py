"""What it costs to draw a document as PDF, to a Chromium that prints the same page.

Both are whole processes, from their start: ours reads the page, its pictures, styles and typeface from a folder and draws;
Chromium opens the same page from the same folder. Ours makes a tagged archive file, which Chromium doesn't.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from finsam.core.tenancy.scope import scopes_disabled
from finsam.documents.models import Document
from finsam.rendering.files import Source, rendition_of
from tools.bench import world
from tools.bench.lines import Line, by_turns
from tools.bench.processes import ROOT

CHROMIUM = os.environ.get("FINSAM_CHROMIUM", "/usr/bin/chromium")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
ROUNDS = 5
DOCUMENTS = ((world.YEAR, "arsredovisning"), (world.YEAR + 1, "verksamhetsplan"))
LIMIT = 2
ASSET = "asset:"

# The processor time of a command and of all that it starts: whoever is left behind is taken over and waited for
# (PR_SET_CHILD_SUBREAPER, 36), since Chromium ends before its own children do.
METER = """
import ctypes, os, resource, subprocess, sys
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    while True:
        os.waitpid(-1, 0)
except ChildProcessError:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(used.ru_utime + used.ru_stime)
"""
# A child that draws is ended when it has answered, so nothing is taken down here either.
DRAW = """
import os, pathlib, sys
from finsam.core.tasks.limits import keep_within
from finsam.rendering.pdf.pdf import to_pdf
folder = pathlib.Path(sys.argv[1])
keep_within(600, 1500)
assets = {"asset:" + file.name: file.read_bytes() for file in (folder / "ours").iterdir()}
(folder / "ours.pdf").write_bytes(to_pdf((folder / "ours.html").read_text(), assets))
os._exit(0)
"""


def against_chromium(folder: Path) -> Iterator[Line]:
    """The demo's årsredovisning and its plan."""
    for year, kind in DOCUMENTS:
        place = folder / f"drawing-{kind}"
        with scopes_disabled():
            document = Document.objects.select_related("forbund__logo", "fiscal_year", "cover_picture").get(
                forbund__key=world.KEY, fiscal_year__year=year, kind=kind
            )
            lay_out(Source.of(rendition_of(document)), place)

        def ours(place: Path = place) -> float:
            return used_by(sys.executable, "-c", DRAW, str(place))

        def chromium(place: Path = place) -> float:
            target = f"--print-to-pdf={place / 'chromium.pdf'}"
            return used_by(
                CHROMIUM, *FLAGS, f"--user-data-dir={place / 'profile'}", target, f"file://{place}/theirs/page.html"
            )  # fmt: skip

        turns = by_turns(ours, chromium, ROUNDS)
        drawn = (place / "ours.pdf").exists() and (place / "chromium.pdf").exists()
        yield Line(f"PDF of {kind}, drawn, to Chromium", turns.ratio, LIMIT, str(turns), broken=not drawn)


def lay_out(source: Source, place: Path) -> None:
    """The page with all that it names as files: for us by the assets' keys, for a browser with addresses it can follow."""
    (place / "ours").mkdir(parents=True)
    (place / "theirs").mkdir()
    (place / "ours.html").write_text(source.html)
    (place / "theirs" / "page.html").write_text(source.html.replace(ASSET, ""))
    for key, data in source.assets.items():
        name = key.removeprefix(ASSET)
        (place / "ours" / name).write_bytes(data)
        styled = data.replace(ASSET.encode(), b"") if name.endswith(".css") else data
        (place / "theirs" / name).write_bytes(styled)


def used_by(*command: str) -> float:
    """The processor seconds of a command with its children's."""
    ran = subprocess.run(
        [sys.executable, "-c", METER, *command],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "finsam.settings"},
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    )
    return float(ran.stdout)
