"""Pictures of a text: which picture, what it shows or that it is decoration, how wide it is, and the words under it.

A picture is a block of its own in a section's text:

    <figure data-size="half"><img data-picture="karta" alt="Karta över kommunerna"><figcaption>Länet</figcaption></figure>

It is known by its key among the förbund's own, never by an address. `data-decoration` stands in the place of `alt` where it
says nothing; without either somebody has still to say what it shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import TYPE_CHECKING

from finsam.core.text.elements import Element, elements, rewritten
from finsam.core.text.tags import given_by

if TYPE_CHECKING:
    from finsam.core.text.prosewriter import ProseWriter
    from finsam.core.text.sanitizer import Tidier

# How much of the text's width a picture takes at most; one that says nothing may take all of it.
SIZES = {"half": 1 / 2, "third": 1 / 3}
LONGEST_ALT = 300  # characters, as of a picture among the förbund's own
UNDESCRIBED = "Bild utan beskrivning"  # what is read aloud until somebody has said what it shows
_KEY = re.compile(r"[a-z0-9]{1,80}(?:[-_][a-z0-9]{1,80}){0,40}")


@dataclass(frozen=True, slots=True)
class PictureInText:
    """A picture where it stands in a text; `alt` and `caption` are words, not HTML."""

    key: str
    alt: str = ""
    decoration: bool = False
    size: str = ""
    caption: str = ""

    @classmethod
    def of(cls, figure: Element) -> PictureInText | None:
        """What a figure of a clean text says; None of one that holds no picture, as that of a table or a chart."""
        image = next(elements(figure.inside, "img"), None)
        if image is None:
            return None
        caption = next((unescape(words.inside) for words in elements(figure.inside, "figcaption")), "")
        decoration = "data-decoration" in image.attributes
        return cls(image["data-picture"], image["alt"], decoration, figure["data-size"], caption)

    @property
    def html(self) -> str:
        """The figure as it is kept."""
        size = f' data-size="{self.size}"' if self.size else ""
        said = f' alt="{escape(self.alt)}"' if self.alt else ""
        said = ' data-decoration=""' if self.decoration else said
        return f'<figure{size}><img data-picture="{self.key}"{said}>{self._captioned}</figure>'

    def printed(self, address: str) -> str:
        """The figure as it is shown, with the picture from an address."""
        alt = "" if self.decoration else escape(self.alt or UNDESCRIBED)
        name = f"picture {self.size}" if self.size else "picture"
        return f'<figure class="{name}"><img src="{escape(address)}" alt="{alt}">{self._captioned}</figure>'

    @property
    def _captioned(self) -> str:
        return f"<figcaption>{escape(self.caption, quote=False)}</figcaption>" if self.caption else ""

    @property
    def undescribed(self) -> bool:
        """Whether nobody has said what it shows, or that it is decoration."""
        return not (self.alt or self.decoration)

    @property
    def words(self) -> str:
        """What stands for it where there are only words."""
        return f"[bild: {self.alt}]" if self.alt else "[bild]"


def pictures_of(html: str) -> Iterator[PictureInText]:
    """The pictures of a clean text, in order."""
    return filter(None, map(PictureInText.of, elements(html, "figure")))


def with_pictures(html: str, make: Callable[[PictureInText], str]) -> str:
    """A clean text with what `make` gives for each of its pictures."""

    def made(figure: Element) -> str:
        picture = PictureInText.of(figure)
        return figure.source if picture is None else make(picture)

    return rewritten(html, "figure", made)


def shown(html: str, addresses: Mapping[str, str]) -> str:
    """A clean text whose pictures are shown, each from its address by its key; one without an address is left out."""
    return with_pictures(
        html, lambda picture: picture.printed(addresses[picture.key]) if picture.key in addresses else ""
    )


class PictureReader:
    """Takes the tags of pictures from the sanitiser.

    A picture stands between paragraphs. One that is met within a list, a quotation or a cell waits until that has ended, so
    that none is lost.
    """

    def __init__(self, text: Tidier):
        self.text = text
        self.size: str | None = None  # of the figure that is read; None outside of one
        self.waiting: list[PictureInText] = []
        self.around: ProseWriter | None = None  # where the text goes on when the caption that is read ends

    def begin(self, name: str, attributes: str) -> bool:
        """Take a tag that is a figure's; whether it was one."""
        if name == "figcaption" and self.size is not None and self.waiting and not self.text.cells:
            self._begin_caption()
            return True
        if self.around is None and name != "figcaption":
            self._end_figure()
        if name != "figure" or self.around is not None:
            return False
        self.text.boundary()
        given = given_by(attributes).get("data-size", "")
        self.size = given if given in SIZES else ""
        return True

    def end(self, name: str) -> bool:
        """Take the end of a tag that is a figure's; whether it was one."""
        if name == "figcaption" and self.around is not None:
            self._end_caption()
        elif name == "figure":
            self._end_caption()
            self._end_figure()
        else:
            return False
        return True

    def picture(self, attributes: str) -> None:
        """Take a picture, if it is one of ours."""
        given = given_by(attributes)
        key, decoration = given.get("data-picture", ""), "data-decoration" in given
        if not self.text.section or len(key) > 80 or not _KEY.fullmatch(key):
            self.text.done.pictures = True
        elif self.text.hidden():
            self.text.done.struck = True
        else:
            self.text.tables.leave()
            alt = "" if decoration else " ".join(given.get("alt", "").split())[:LONGEST_ALT].strip()
            self.waiting.append(PictureInText(key, alt, decoration, self.size or ""))

    def _begin_caption(self) -> None:
        text = self.text
        text.settle()
        text.end_link()
        self.around, text.prose = text.prose, text.prose.for_cell()
        text.cells, text.in_row = 1, True  # it has lines and nothing else

    def _end_caption(self) -> None:
        if self.around is None:
            return
        text = self.text
        text.tables.finish()
        text.settle()
        text.end_link()
        words = unescape(re.sub(r"<[^>]*+>", " ", text.prose.finish()))  # it is a name, so it has no emphasis
        self.waiting[-1] = replace(self.waiting[-1], caption=re.sub(r"[ \t\r\n\f\v]++", " ", words).strip())
        text.prose, self.around = self.around, None
        text.cells, text.in_row = 0, False

    def _end_figure(self) -> None:
        if self.size is not None:
            self.size = None
            self.text.boundary()

    def settle(self) -> None:
        """Write the pictures that wait, where a block may stand."""
        text = self.text
        nested = text.cells or text.in_row or text.prose.lists or text.prose.quotes or text.tables.table
        if self.size is None and not nested:
            waiting, self.waiting = self.waiting, []
            for picture in waiting:
                text.prose.block(picture.html, 1)

    def finish(self) -> None:
        """The end of the text, where all that is open ends."""
        self._end_caption()
        self.size = None
