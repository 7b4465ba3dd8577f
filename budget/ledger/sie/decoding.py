"""The bytes of a file as text, in whichever encoding they turn out to be."""

from __future__ import annotations

LARGEST = 20 * 1024 * 1024  # bytes; the largest company-year seen is 8.6 MB
MOST_ROWS = 1_000_000
LONGEST_ROW = 10_000  # characters

_CP437, _LATIN = b"\x84\x86\x94\x8e\x8f\x99", b"\xe4\xe5\xf6\xc4\xc5\xd6"  # åäöÅÄÖ; the rule has the first
_ASCII = bytes(range(128))
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # .xls, and a workbook with a password
_UTF8_MARK, _UTF16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


class NotSie(Exception):
    """The file is no SIE file of types 1-4; the message is a Swedish sentence that says what it is and what to do."""


def text_of(raw: bytes) -> tuple[str, str]:
    """The text with one way of ending rows, and the encoding: `ascii`, `utf-8`, `cp437` or `cp1252`.

    What `#FORMAT` declares is not asked: it says PC8 whatever the bytes are. Letters that can't be read become U+FFFD.
    Raises NotSie.
    """
    _refuse_others(raw)
    text, encoding = _decoded(raw)
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\x1a\n")
    if text.count("\n") >= MOST_ROWS:
        raise NotSie(
            f"Filen har fler än {MOST_ROWS:_} rader, och det är mer än ett års bokföring i ett förbund. "
            "Exportera bara förbundets egna verifikationer för ett år.".replace("_", "\u00a0")
        )
    return text, encoding


def _decoded(raw: bytes) -> tuple[str, str]:
    if raw.isascii():
        return raw.decode("ascii"), "ascii"
    marked = raw.startswith(_UTF8_MARK)
    try:
        return raw.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        if marked:
            return raw.decode("utf-8-sig", "replace"), "utf-8"
    beyond = raw.translate(None, _ASCII)
    # What is left without its letters is shorter by as many as there were.
    if len(beyond.translate(None, _LATIN)) < len(beyond.translate(None, _CP437)):
        return raw.decode("cp1252", "replace"), "cp1252"
    return raw.decode("cp437"), "cp437"


def _refuse_others(raw: bytes) -> None:
    """Say what a file is that isn't SIE. Raises NotSie."""
    if len(raw) > LARGEST:
        raise NotSie(
            "Filen är större än 20 MB. Exportera bara ett år, och bara förbundets egna verifikationer."
        )
    if raw.startswith(_UTF16_MARKS):
        raise NotSie(
            "Filen är sparad som UTF-16 i ett annat program. Exportera den igen utan att öppna och spara om den."
        )
    if raw.startswith(b"PK"):
        raise NotSie(
            "Filen är en zip-fil eller ett Excelark, inte en SIE-fil. Packa upp den, eller exportera som SIE."
        )
    if raw.startswith(_OLD_OFFICE):
        raise NotSie(
            "Filen är ett äldre Excelark (.xls), eller skyddad med lösenord. Spara den som .xlsx utan lösenord, eller exportera "
            "som SIE."
        )
    start = raw.removeprefix(_UTF8_MARK)[:2000].lstrip(b" \t\r\n")
    if not start:
        raise NotSie("Filen är tom. Exportera den igen ur bokföringssystemet.")
    if start.startswith(b"<"):
        if b"sie.se/sie5" in start or b"<Sie" in start:
            raise NotSie("Filen är i formatet SIE 5, som inte läses. Exportera den som SIE 4 (eller SIE 3).")
        raise NotSie(
            "Filen är en webbsida eller annan XML, inte en SIE-fil. Hämtades den från en webbplats kan den ha ersatts "
            "av ett felmeddelande: exportera den igen ur bokföringssystemet."
        )
    if not start.startswith(b"#") or b"\x00" in raw:
        raise NotSie(
            "Filen är inte en SIE-fil: den ska börja med en rad som #FLAGGA. Exportera den ur bokföringssystemet."
        )
