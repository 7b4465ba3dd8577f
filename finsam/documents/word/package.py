"""A Word file opened: judged by its size and its parts before anything in it is read.

A .docx is a zip of XML. What can't be read is refused with a sentence that says what to do.
"""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

from docx import Document
from docx.document import Document as WordDocument

from finsam.core.uploads.archives import TooLarge, measured

MOST_BYTES = 20_000_000
MOST_PARTS = 3_000
MOST_UNPACKED = 150_000_000  # bytes, all parts together: mostly pictures
MOST_XML = 30_000_000  # bytes of all parts that are XML: some 500 pages

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # begins what Office wrote before 2007, and what it encrypts
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HOW = "Öppna filen i Word, välj Spara som och Word-dokument (.docx), och försök igen."
BROKEN = f"Filen går inte att läsa som ett Word-dokument. {_HOW}"
TOO_LARGE = (
    "Filen är större än 20 MB. Gör bilderna mindre (Bildformat, Komprimera bilder) och spara den igen."
)


class Refused(Exception):
    """A file that isn't read; the message is a Swedish sentence."""


def opened(raw: bytes) -> WordDocument:
    """The file as python-docx has it. Raises Refused."""
    _refuse_others(raw)
    try:
        with ZipFile(BytesIO(raw)) as packed:
            _judge(packed)
        return Document(BytesIO(raw))
    except Refused:
        raise
    except Exception as error:  # a broken file breaks the reader in any way there is
        raise Refused(BROKEN) from error


def _refuse_others(raw: bytes) -> None:
    """Refuse what is too large, and what other programs or older versions wrote."""
    if len(raw) > MOST_BYTES:
        raise Refused(TOO_LARGE)
    if raw.startswith(_OLE):
        if _ENCRYPTED in raw:
            raise Refused(
                "Filen är skyddad med lösenord. Ta bort lösenordet i Word (Arkiv, Info) och spara den."
            )
        raise Refused(f"Filen är i det äldre formatet .doc. {_HOW}")
    if raw.startswith(b"%PDF"):
        raise Refused("Filen är en PDF. Välj Word-filen som den gjordes av.")
    if not raw.startswith(b"PK"):
        raise Refused(BROKEN)


def _judge(packed: ZipFile) -> None:
    """Refuse what would be too much to read, and what isn't a document without macros. All of it is unpacked once, by pieces."""
    parts = packed.infolist()
    xml = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    try:
        if len(parts) > MOST_PARTS:
            raise TooLarge
        of_xml = 0
        for part, pieces in measured(packed, MOST_UNPACKED):
            is_xml = part in xml
            for piece in pieces:
                of_xml += len(piece) if is_xml else 0
                if of_xml > MOST_XML:
                    raise TooLarge
    except TooLarge as error:
        raise Refused(f"Filen blir för stor när den packas upp. Dela upp den på flera. {_HOW}") from error
    names = {part.filename for part in parts}
    types = packed.read("[Content_Types].xml")
    if any(name.lower().endswith("vbaproject.bin") for name in names) or b"macroEnabled" in types:
        raise Refused(f"Filen innehåller makron, och sådana läses inte. {_HOW}")
    if b"wordprocessingml.document.main" not in types:
        raise Refused(BROKEN)
    if b"purl.oclc.org" in packed.read("_rels/.rels"):
        raise Refused(f"Filen är sparad som Strict Open XML. {_HOW}")
    for part in xml:
        if re.search(rb"<!(?:DOCTYPE|ENTITY)", packed.read(part).replace(b"\0", b"")):
            raise Refused(f"Filen hänvisar till innehåll utanför sig själv. {_HOW}")
