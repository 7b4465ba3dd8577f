"""What a zip holds, found by unpacking it piece by piece: what it says of its own sizes is believed by nobody."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

PIECE = 64 * 1024  # bytes that are unpacked at a time
DEEPEST = 200  # elements within each other; Word nests some tens


class TooLarge(Exception):
    """A zip that comes to more than is read, or whose parts are more deeply nested."""


class Refers(Exception):
    """XML that declares entities or a document type of its own, by which a small file becomes a large one or asks for others."""


def measured(packed: zipfile.ZipFile, most: int) -> Iterator[tuple[zipfile.ZipInfo, Iterator[bytes]]]:
    """Each part with its pieces as they are unpacked. Raises TooLarge when all together are more than `most` bytes.

    What is packed within the parts stays packed, and is as large as it is.
    """
    left = most

    def pieces(entry: zipfile.ZipInfo) -> Iterator[bytes]:
        nonlocal left
        with packed.open(entry) as part:
            while piece := part.read(PIECE):
                left -= len(piece)
                if left < 0:
                    raise TooLarge
                yield piece

    for entry in packed.infolist():
        yield entry, pieces(entry)


def elements_in(pieces: Iterator[bytes]) -> Iterator[int]:
    """How many elements each piece of an XML file began; nothing is made of them. Raises Refers and TooLarge."""
    counter = _Counter()
    parser = XMLParser(target=counter, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        for piece in pieces:
            parser.feed(piece)
            yield counter.begun
            counter.begun = 0
        parser.close()
    except DefusedXmlException as error:
        raise Refers from error


class _Counter:
    """Counts what begins."""

    def __init__(self) -> None:
        self.begun = self.depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.begun += 1
        self.depth += 1
        if self.depth > DEEPEST:
            raise TooLarge

    def end(self, tag: str) -> None:
        """It ends."""
        self.depth -= 1

    def close(self) -> None:
        """The file ends."""
