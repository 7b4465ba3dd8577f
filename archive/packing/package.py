"""A package as one file: the same files always give the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO

FORMAT = 1  # of the package as a whole: what means something else than before is a new number
TOLD = "paket.json"
MANIFEST = "kontrollsummor-sha256.txt"
_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold: no file's own time is told
_MODE = 0o100644 << 16


def manifest(files: Mapping[str, bytes]) -> bytes:
    """The files' checksums as `sha256sum --check` reads them."""
    lines = (f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return "".join(lines).encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files and the list of their checksums as a zip, in the order of their names and without times."""
    whole = {**files, MANIFEST: manifest(files)}
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in sorted(whole.items()):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.external_attr, entry.create_system = _MODE, 3
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()
