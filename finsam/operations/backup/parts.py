"""The file of a backup: parts with a list of their checksums, and a checksum of everything.

It is a tar archive that ordinary programs open, written and read as a stream: `about.json`, the parts, `manifest.json`, and
after the archive's end 64 hex digits and a line break, the SHA-256 of all before them.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, BinaryIO

from finsam.core.values.reading_json import read_json
from finsam.operations.backup import Refused

FORMAT = 1
ABOUT, MANIFEST = "about.json", "manifest.json"
TRAILER = 65  # bytes: a checksum and a line break
STEP = 1 << 16


class _Counted:
    """What is written, with its checksum and size."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.hash, self.size = stream, sha256(), 0

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        self.size += len(data)
        self.stream.write(data)
        return len(data)


class Writer:
    """Adds parts one after another. Within `with`, what fails on the way writes no more."""

    def __init__(self, stream: Any) -> None:
        self._out = _Counted(stream)
        self._tar = tarfile.open(fileobj=self._out, mode="w|", format=tarfile.GNU_FORMAT)  # type: ignore[call-overload]  # noqa: SIM115 - closed in `close`
        self._sums: dict[str, dict[str, Any]] = {}

    def add(self, name: str, data: bytes) -> None:
        """Add a part of the archive by its name there."""
        self._put(name, data)
        self._sums[name] = {"sha256": sha256(data).hexdigest(), "size": len(data)}

    def close(self, **more: Any) -> None:
        """Add the list of the parts, with what else is to stand there, and end the file."""
        self._put(MANIFEST, json.dumps({"format": FORMAT, "parts": self._sums, **more}, indent=1).encode())
        self._tar.close()
        self._out.stream.write(self._out.hash.hexdigest().encode() + b"\n")

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *error: object) -> None:
        self._out.stream = io.BytesIO()  # an archive that is closed writes its end, and this one has none
        self._tar.close()

    def _put(self, name: str, data: bytes) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(data), 0o600
        self._tar.addfile(info, io.BytesIO(data))


@dataclass(frozen=True, slots=True)
class Contents:
    """What a whole backup says of itself."""

    about: dict[str, Any]
    manifest: dict[str, Any]


class _HeldBack:
    """A stream without its last bytes, which are the checksum of the rest."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.hash, self.kept, self.ended = stream, sha256(), b"", False

    def read(self, size: int) -> bytes:
        while not self.ended and len(self.kept) < size + TRAILER:
            more = self.stream.read(max(size, STEP))
            self.ended = not more
            self.kept += more
        give = min(size, max(len(self.kept) - TRAILER, 0))
        data, self.kept = self.kept[:give], self.kept[give:]
        self.hash.update(data)
        return data


def parts(stream: Any) -> Iterator[tuple[str, bytes]]:
    """The parts of a file, one at a time. Raises Refused where it is cut off or can't be read."""
    name = ""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for info in tar:
                name = info.name
                file = tar.extractfile(info)
                data = file.read() if file else b""
                if len(data) != info.size:
                    raise EOFError
                yield name, data
        while stream.read(STEP):  # whoever writes into the stream is let to its end
            pass
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise Refused(_cut_off(name)) from error


def verified(stream: BinaryIO) -> Contents:
    """Read a whole file and try every sum. Raises Refused, naming what isn't as it was written."""
    held = _HeldBack(stream)
    sums: dict[str, str] = {}
    kept: dict[str, bytes] = {}
    name = ""
    for name, data in parts(held):
        if name in (ABOUT, MANIFEST):
            kept[name] = data
        if name != MANIFEST:
            sums[name] = sha256(data).hexdigest()
    if name != MANIFEST:
        raise Refused(_cut_off(name))
    try:
        manifest = read_json(kept[MANIFEST])
        told = {part: row["sha256"] for part, row in manifest["parts"].items()}
        about = read_json(kept[ABOUT]) if sums.get(ABOUT) == told.get(ABOUT) else {}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(f"{MANIFEST} i filen går inte att läsa: filen är ändrad.") from error
    wrong = sorted(part for part in {*sums, *told} if sums.get(part) != told.get(part))
    if wrong:
        raise Refused(f"Inte som det skrevs: {', '.join(wrong)}. Ingenting är återläst.")
    if held.kept != held.hash.hexdigest().encode() + b"\n":
        raise Refused("Filen är ändrad mellan sina delar eller avbruten i slutet. Ingenting är återläst.")
    if manifest.get("format") != FORMAT:
        raise Refused(
            "Filen är skriven på ett sätt som den här versionen inte känner till. Uppgradera Finsam."
        )
    return Contents(about, manifest)


def _cut_off(last: str) -> str:
    """What is said of a file that ends too early or can't be read on."""
    where = f"efter {last}" if last else "från början"
    return f"Filen är avbruten eller ändrad {where}, eller ingen säkerhetskopia. Ingenting är återläst."
