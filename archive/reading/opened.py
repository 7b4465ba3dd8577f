"""A package opened with care: it may be damaged, or made by somebody who wishes us ill. Nothing of it is written to a disk."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from archive.packing.package import FORMAT, MANIFEST, TOLD
from finsam.core.values.reading_json import read_json

MOST_FILES = 5000
MOST_BYTES = 1_000_000_000  # unpacked; a year of a förbund is some tens of millions
LARGEST_RATIO = 200  # how many times a package may grow; JSON grows twenty times


class Refused(Exception):
    """A package that isn't read; the message is a Swedish sentence."""


@dataclass(frozen=True)
class Opened:
    """A whole package: what it tells of itself, and its files by name."""

    told: Mapping[str, Any]
    files: Mapping[str, bytes]

    def data(self, name: str) -> Any:
        """One of its JSON files. Raises Refused."""
        try:
            return read_json(self.files[name])
        except KeyError as error:
            raise Refused(f"Filen {name} saknas i paketet. Hämta paketet på nytt.") from error
        except ValueError as error:
            raise Refused(f"Filen {name} i paketet går inte att läsa som JSON.") from error


def opened(path: Path) -> Opened:
    """A package whose every file is what its list of checksums says. Raises Refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = _checked(archive.infolist(), path.stat().st_size)
            files = {entry.filename: _read(archive, entry) for entry in entries}
    except OSError as error:
        raise Refused(f"{path} går inte att läsa: {error.strerror or error}.") from error
    except zipfile.BadZipFile as error:
        raise Refused(
            f"{path} är inte ett helt zip-arkiv. Hämta paketet på nytt, eller ta den andra kopian."
        ) from error
    if TOLD not in files or MANIFEST not in files:
        raise Refused(f"{path} är inte ett årspaket från Finsam: {TOLD} eller {MANIFEST} saknas.")
    package = Opened({}, files)
    told = package.data(TOLD)
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        known = told.get("format") if isinstance(told, dict) else None
        raise Refused(
            f"Paketet är i format {known}, och den här versionen av Finsam läser format {FORMAT}. "
            "Läs in det med den version som gjorde det, eller uppgradera."
        )
    _compare(files)
    return Opened(told, files)


def _checked(entries: list[zipfile.ZipInfo], packed: int) -> list[zipfile.ZipInfo]:
    """The entries, if they are files with plain names, and not too much. Raises Refused."""
    if len(entries) > MOST_FILES:
        raise Refused(f"Paketet har {len(entries)} filer, och ett årspaket har högst {MOST_FILES}.")
    total = sum(entry.file_size for entry in entries)
    if total > MOST_BYTES or total > LARGEST_RATIO * max(packed, 100_000):
        raise Refused(
            f"Paketet blir {total // 1_000_000} MB när det packas upp, och det är för mycket för ett årspaket. "
            "Det läses inte."
        )
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        parts = PurePosixPath(name).parts
        # `orig_filename` is the name as it stands in the file: a NUL in it cuts the name that is told
        strange = name.startswith("/") or "\\" in name or ".." in parts or entry.orig_filename != name
        if strange or entry.is_dir() or stat.S_ISLNK(entry.external_attr >> 16) or ":" in name:
            raise Refused(f"Paketet har en fil med otillåtet namn eller slag, ”{name}”. Det läses inte.")
        if name in seen:
            raise Refused(f"Filen {name} finns två gånger i paketet. Det läses inte.")
        seen.add(name)
    return entries


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """An entry's bytes, never more of them than it says. Raises Refused."""
    try:
        with archive.open(entry) as file:
            content = file.read(entry.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refused(f"Filen {entry.filename} i paketet är skadad. Ta en annan kopia.") from error
    if len(content) != entry.file_size:
        raise Refused(f"Filen {entry.filename} i paketet är inte så stor som paketet säger. Det läses inte.")
    return content


def _compare(files: Mapping[str, bytes]) -> None:
    """Raise Refused for the first file that isn't what the list of checksums says, or isn't in it."""
    listed = {}
    for line in files[MANIFEST].decode(errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    for name, digest in listed.items():
        if name not in files:
            raise Refused(f"Filen {name} saknas i paketet. Ta en annan kopia.")
        actual = sha256(files[name]).hexdigest()
        if actual != digest:
            raise Refused(
                f"Filen {name} är ändrad eller skadad: kontrollsumman (SHA-256) är {actual}, och ska vara {digest}. "
                "Ta en annan kopia."
            )
    if strange := sorted(set(files) - set(listed) - {MANIFEST}):
        raise Refused(f"Filen {strange[0]} finns inte i paketets lista över kontrollsummor. Det läses inte.")
