"""The year 2023 of a förbund that ships with the demo as a package, made once for the tests that look at it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from archive.packing.contents import package
from archive.packing.figures import figures_of
from auditors.discharge.services import attach
from auditors.path.models import Assessment
from auditors.path.services import assess
from budget.ledger.demo import BY, fill
from finsam.core.models import Access, FiscalYear, Forbund, User
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside
from finsam.demo.loader import FIXTURES
from finsam.editions.models import Edition, EditionFile
from tests.editions.report import KEY, YEAR, quickly, signed_report

TEXT, NAME = "Samtal med Planterad Texthållare, " + "-".join(("811228", "9874")), "Namnja Planteradsson"
UNSHARED = "Planterad bedömning som ingen annan har läst."
PAPER = ("Revisionsberättelse åäö.pdf", b"%PDF-1.7 revisorernas slutsats")
MANIFEST = "kontrollsummor-sha256.txt"


@dataclass(frozen=True)
class Packed:
    """What was made: the package twice, the one for everybody, and what the site had."""

    inner: bytes
    again: bytes
    published: bytes
    figures: dict[str, str]
    stored: dict[str, str]  # the SHA-256 of each file of the editions, by its name


@cache
def planted_books(folder: Path) -> Path:
    """The demo's books with a text and a name in each voucher, as real files have."""
    books = folder / "bokforing"
    shutil.copytree(FIXTURES / KEY / "bokforing", books)
    for path in books.glob("*.se"):
        rows = path.read_bytes().decode("cp437").splitlines()
        said = [f'{row} "{TEXT}" 20230101 "{NAME}"' if row.startswith("#VER") else row for row in rows]
        said = [f'{row} 20230101 "{TEXT}" 1 "{NAME}"' if row.startswith("#TRANS") else row for row in said]
        path.write_bytes("\r\n".join([*said[:1], '#KONTO 9999 "Konto"', *said[1:]]).encode("cp437"))
    return books


def make(folder: Path) -> Packed:
    """Read planted books in, let the board sign the report, and pack the year; the caller takes it all back."""
    by = User.objects.create(email=BY, name="Egon Siffersson")
    forbund = Forbund.objects.get(key=KEY)
    with inside(forbund):
        Access.objects.create(forbund=forbund, user=by, role=Role.EKONOM)
        fill(forbund, planted_books(folder) / "2023.yaml", by=by)
        signed_report(quickly)
        work_of_auditors(forbund, by)
        files = EditionFile.objects.select_related("edition")
        return Packed(
            package(forbund, YEAR, inside=True),
            package(forbund, YEAR, inside=True),
            package(forbund, YEAR, inside=False),
            {fact.key: str(fact.value) for fact in figures_of(forbund, YEAR)},
            {file.name: file.sha256 for file in files},
        )


def work_of_auditors(forbund: Forbund, by: User) -> None:
    """A report beside the signed edition, and an answer that an auditor has shared with nobody."""
    edition = Edition.objects.filter(forbund_key=KEY, kind="arsredovisning").latest("pk")
    attach(edition=edition, kind="revisionsberattelse", file=PAPER, by=by)
    year = FiscalYear.objects.get(year=YEAR)
    answer = Assessment(forbund=forbund, fiscal_year=year, question="ekonomi", verdict="nej", text=UNSHARED)
    assess(assessment=answer, by=by)


def unpacked(content: bytes, folder: Path) -> Path:
    """The package's files in a folder."""
    path = folder / "X.zip"
    path.write_bytes(content)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder / "paket")
    return folder / "paket"


def tried(folder: Path) -> tuple[int, str]:
    """How the package's own script ends, in a Python that sees nothing but what Python ships with, and what it says."""
    run = subprocess.run(
        [sys.executable, "-I", "-S", "kontrollera.py"], cwd=folder, env={}, capture_output=True, check=False
    )
    assert not run.stderr, run.stderr.decode()
    return run.returncode, run.stdout.decode()


def sealed(folder: Path) -> None:
    """New checksums for what is there, as whoever alters a package with care would make them."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    rows = (
        f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in files
    )
    (folder / MANIFEST).write_text("".join(rows))


def altered(path: Path, old: str, new: str, encoding: str = "utf-8") -> None:
    """Put something else in the first place where a file says something."""
    text = path.read_bytes().decode(encoding)
    assert old in text, f"{path.name} doesn't say {old}"
    path.write_bytes(text.replace(old, new, 1).encode(encoding))


def zipped(folder: Path, to: Path) -> Path:
    """A folder as a package."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return to
