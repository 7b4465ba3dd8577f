"""A year of a förbund as the files of a package: put together from its parts, each told where it stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from archive.packing.books import BOOKS, books
from archive.packing.figures import figures
from archive.packing.findings import findings
from archive.packing.handlings import editions, lacking
from archive.packing.history import history
from archive.packing.keeping import keeping
from archive.packing.mets import described
from archive.packing.package import FORMAT, TOLD, zipped
from archive.packing.readme import README, readme
from archive.state.rows import rows_of
from archive.state.written import canonical, state_of
from finsam.core.audit import chain
from finsam.core.caching import revisions
from finsam.core.caching.computed import code_version
from finsam.core.models import Forbund
from finsam.core.models.audit import ChainLink

SCRIPT = "kontrollera.py"
INNER, PUBLISHED = "inre", "publicerad"
PARTS = ("Handlingar", "Uppgifter", "Bokföring", "Avstämning", "Ändringslogg", "Beskrivning")
TRIES = 3
Tell = Callable[[int], None]


class Unsettled(Exception):
    """A förbund that is written in all the time; the message is a Swedish sentence."""


def package(forbund: Forbund, year: int, *, inside: bool, tell: Tell = lambda number: None) -> bytes:
    """The package as one file. `tell` is told which of PARTS is begun, by number from 1.

    An inner package holds everything; a published one nothing that tells of few people, and so not the rows as they were
    entered. The same state gives the same bytes. Has somebody written meanwhile, it is made again; raises Unsettled.
    """
    for _ in range(TRIES):
        before = revisions.stored([forbund.pk])
        with revisions.read_once(before):
            made = zipped(files_of(forbund, year, inside=inside, tell=tell))
        if revisions.stored([forbund.pk]) == before:
            return made
    raise Unsettled(
        "Någon skriver i förbundet hela tiden, så paketet blir inte helt. Försök igen om en stund."
    )


def files_of(
    forbund: Forbund, year: int, *, inside: bool, tell: Tell = lambda number: None
) -> dict[str, bytes]:
    """The files by name, without the list of their checksums."""
    tell(1)
    files = editions(forbund, year, inside=inside)
    tell(2)
    files |= figures(forbund, year, inside=inside)
    if inside:
        files |= state_of(forbund, rows_of(forbund, year))
    tell(3)
    booked = books(forbund, year)
    files |= booked
    tell(4)
    files |= findings(forbund, year, inside=inside)
    tell(5)
    files |= history(forbund, year, inside=inside)
    files |= keeping(forbund, year)
    tell(6)
    told = told_of(forbund, year, inside=inside)
    files[TOLD] = canonical(told)
    files[SCRIPT] = (Path(__file__).parent.parent / "script" / SCRIPT).read_bytes()
    files[README] = readme(told, json.loads(booked[BOOKS]), lacking(forbund, year), sorted(files))
    return files | described(told, files)


def told_of(forbund: Forbund, year: int, *, inside: bool) -> dict[str, object]:
    """What a package says of itself."""
    head = chain.head_of(forbund.key)
    last = ChainLink.objects.filter(forbund_key=forbund.key).order_by("-number").first()
    return {
        "format": FORMAT,
        "program": f"Finsam {code_version()}",
        "forbund": forbund.key,
        "name": forbund.name,
        "org_nr": forbund.org_nr,
        "year": year,
        "rendition": INNER if inside else PUBLISHED,
        "head": {"number": head.number, "hash": head.hash},
        "as_of": chain.moment(last.at) if last else f"{year}-12-31T00:00:00.000000+00:00",
    }


def file_name(forbund: Forbund, year: int, *, inside: bool) -> str:
    """`kramfors-arspaket-2024-inre.zip`."""
    return f"{forbund.key}-arspaket-{year}{'-inre' if inside else ''}.zip"
