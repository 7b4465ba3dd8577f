"""The one typeface on paper, and which characters it can draw.

A PDF/A must embed every glyph it shows. A character that Open Sans lacks would either make the file invalid or be
drawn in whatever font the machine happens to have, so such characters are replaced before the text is laid out.
"""

import os
import subprocess
import unicodedata
from functools import lru_cache
from pathlib import Path

FAMILY = "Open Sans"
FACES = ("Regular", "Italic", "Semibold", "SemiboldItalic", "Bold", "BoldItalic")

# Debian's package, and where the same files are found on other systems.
FOLDERS = (
    Path("/usr/share/fonts/truetype/open-sans"),
    Path("/usr/share/fonts/open-sans"),
    Path("/usr/local/share/fonts"),
)

# What a reader would accept in the place of a character that the typeface lacks.
STAND_INS = {
    "\u2011": "-",  # non-breaking hyphen
    "\u2010": "-",
    "\u2012": "–",  # figure dash
    "\u202f": "\u00a0",  # narrow no-break space, as Swedish amounts have it
    "\u2007": "\u00a0",  # figure space
    "→": "›",
    "⇒": "›",
    "➔": "›",
    "←": "‹",
    "●": "•",
    "▪": "•",
    "■": "•",
    "◦": "•",
    "\uf0b7": "•",  # Word's bullet, from the Symbol font's private characters
    "\uf0a7": "•",
    "✓": "√",
    "✔": "√",
    "✕": "×",
    "◐": "½",
    "✗": "×",
    "✘": "×",
}
UNKNOWN = "?"


class FontMissing(Exception):
    """The typeface is not installed; the message says what to do."""


@lru_cache
def font_files() -> dict[str, bytes]:
    """The typeface's files by name (OpenSans-Regular.ttf …), as installed on this machine."""
    # What settings.py calls FONTS_DIR: a process that draws loads no settings.
    chosen = os.environ.get("FINSAM_FONTS")
    folders = (Path(chosen), *FOLDERS) if chosen else FOLDERS
    folder = next((f for f in folders if _holds_family(f)), None) or _ask_fontconfig()
    if folder is None:
        raise FontMissing("Typsnittet Open Sans saknas. Installera paketet fonts-open-sans.")
    return {f"OpenSans-{face}.ttf": (folder / f"OpenSans-{face}.ttf").read_bytes() for face in FACES}


def _holds_family(folder: Path) -> bool:
    return all((folder / f"OpenSans-{face}.ttf").is_file() for face in FACES)


def _ask_fontconfig() -> Path | None:
    command = ["fc-match", "--format=%{file}", f"{FAMILY}:style=Regular"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    folder = Path(answer).parent
    return folder if _holds_family(folder) else None


@lru_cache
def charset() -> frozenset[int]:
    """The code points that every face can draw: text is set in any of them."""
    from io import BytesIO

    from fontTools.ttLib import TTFont

    maps = [TTFont(BytesIO(data), lazy=True).getBestCmap().keys() for data in font_files().values()]
    return frozenset.intersection(*(frozenset(m) for m in maps))


def printable(text: str) -> str:
    """The text with every character the typeface lacks replaced, or left out when it is invisible.

    Composed first (a + ¨ becomes ä), then a stand-in, then a compatible form (ﬃ, Ⅳ, full-width letters), then "?".
    """
    if text.isascii() and text.isprintable():
        return text
    while (printed := "".join(map(_drawn, unicodedata.normalize("NFC", text)))) != text:
        text = printed  # once more: what was left out may have stood between a letter and its mark
    return text


def undrawable(text: str) -> list[str]:
    """The characters that the typeface lacks and nothing stands in for: in print each is a question mark."""
    if text.isascii():
        return []
    composed = unicodedata.normalize("NFC", text)
    return [char for char in dict.fromkeys(composed) if char != UNKNOWN and _drawn(char) == UNKNOWN]


@lru_cache(maxsize=4096)
def _drawn(char: str) -> str:
    if char in "\n\t\r":
        return char
    category = unicodedata.category(char)
    if category in ("Cc", "Cs", "Cn"):  # control characters, halves of pairs, what Unicode has not assigned
        return ""
    if ord(char) in charset() and category != "Cf" and char != "\ufffd":
        return char
    if char == "\u00ad":  # a soft hyphen is the writer's own, and the typeface has it
        return char
    if char in STAND_INS:
        return STAND_INS[char]
    if category in ("Cf", "Mn", "Me"):  # joiners, directions, variation selectors, marks that found no letter
        return ""
    if category == "Zs":
        return " "
    compatible = unicodedata.normalize("NFKC", char)
    if compatible != char and all(ord(c) in charset() for c in compatible):
        return compatible
    letter = unicodedata.normalize("NFD", char)[0]
    return letter if letter != char and ord(letter) in charset() else UNKNOWN
