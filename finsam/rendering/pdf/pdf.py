"""From HTML to a PDF that is PDF/UA-1 and PDF/A-2a at once (3a where a file goes with it), and the same bytes each time.

`to_pdf` is pure: what it draws is in its arguments. It fetches nothing but the assets it was given, takes no
date from the clock, and turns every complaint from WeasyPrint into an error, because a PDF that is nearly right is
found to be wrong by the reader.
"""

import gc
import logging
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Self
from xml.etree.ElementTree import Element

from finsam.core.tasks.limits import does_one_thing
from finsam.core.values.labels import Labelled
from finsam.core.values.themes import Theme
from finsam.rendering.fonts import FAMILY, FontMissing, font_files, printable
from finsam.rendering.pdf.fullness import pages_before_blocks
from finsam.rendering.pdf.keeping import keep_together
from finsam.rendering.pdf.labels import labels_as_wholes
from finsam.rendering.pdf.linebreaks import spaces_at_line_ends
from finsam.rendering.pdf.loading import loaded_by_name, needed, patterns_kept
from finsam.rendering.pdf.typesetting import set_words
from finsam.rendering.pdf.variables import root_properties, with_values

__all__ = ["Progress", "RenderError", "Step", "page_style", "print_assets", "printable", "to_pdf"]


class Step(Labelled):
    """What the drawing of a document has come to, each with its Swedish words."""

    WAITING = "waiting", "väntar på sin tur"
    COUNTING = "counting", "räknar"
    LAYING_OUT = "laying-out", "sätter sidor"
    TAGGING = "tagging", "taggar"
    CHECKING = "checking", "kontrollerar"


Progress = tuple[Step, int]  # and which page is being laid out

# They differ only in attachments, which 2a may not carry.
VARIANT, VARIANT_WITH_FILE = "pdf/a-2a", "pdf/a-3a"
RELATIONSHIP = "Data"  # what an attached file is to the document: what it shows is made of it
STYLES = Path(__file__).resolve().parents[3] / "static" / "finsam"
STYLE_FILES = (
    "print.css",
    "tokens.css",
    "figures-print.css",
)  # tokens that a theme says something else of come before it
PARTS_FILES = ("cover.css", "brief.css", "beside.css")  # parts of print.css with a file of their own
THEMES = STYLES / "themes"
# Attributes whose text is drawn, or read aloud, and so goes through the typeface's filter.
SPOKEN_ATTRIBUTES = ("alt", "title", "aria-label", "content")
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)  # an attachment has a time; that of a document without one
MIME_TYPES = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".ttf": "font/ttf",
}

UNDESCRIBED = "has no required alt description"  # what WeasyPrint says of decoration too

# Pango and fontconfig keep state for the whole process and are not safe to use from two threads, nor in a
# child that was forked after their first use.
_lock = threading.Lock()
_first_used_by: int | None = None


class RenderError(Exception):
    """The PDF was not made. `str()` is a Swedish sentence, `messages` is what WeasyPrint said."""

    def __init__(self, sentence: str, messages: tuple[str, ...] = ()):
        super().__init__(" ".join((sentence, *messages)))
        self.sentence = sentence
        self.messages = messages

    def __reduce__(self) -> tuple[type[Self], tuple[str, tuple[str, ...]]]:
        """Comes whole out of a child."""
        return type(self), (self.sentence, self.messages)


def to_pdf(
    html: str,
    assets: Mapping[str, bytes],
    made: datetime | None = None,
    tell: Callable[[Progress], None] | None = None,
) -> bytes:
    """The PDF of an HTML document whose every address is a key of `assets`; `made` is the time that stands in it.

    `tell` is told of each step and page as it is begun.
    """
    with _one_at_a_time(), _progress(tell), _keeping_all():
        try:
            return _render(html, assets, made)
        except RecursionError as error:
            raise RenderError("PDF:en kunde inte skapas: något ligger i för många nivåer.") from error


@lru_cache
def print_assets(theme: str = Theme.STILLSAM.value) -> Mapping[str, bytes]:
    """The style sheets and fonts that every document needs, by the addresses print.css calls them; a theme's tokens among them."""
    try:
        fonts = font_files()
    except FontMissing as missing:
        raise RenderError(str(missing)) from missing
    styles = {name: (STYLES / name).read_bytes() for name in STYLE_FILES}
    styles["theme.css"] = (THEMES / f"{Theme(theme)}.css").read_bytes()
    styles |= {name: (STYLES / name).read_bytes() for name in PARTS_FILES}
    return {f"asset:{name}": data for name, data in (styles | fonts).items()}


def page_style(head: str, slogan: str = "", *, accent: str = "", facing_pages: bool = False) -> str:
    """CSS for a `<style>` element: the text of the running head and foot, and the förbund's colour.

    Where they stand is said in print.css, and on the left one of two facing pages here: mirrored, with what one looks
    for outermost, and the wider margin towards the spine.
    """
    colour = f"\n:root {{ --accent: {accent} }}" if accent else ""
    head, slogan = f'"{_css_text(head)}"', f'"{_css_text(slogan)}"'
    style = f"@page {{ @top-left {{ content: {head} }} @bottom-left {{ content: {slogan} }} }}{colour}"
    if facing_pages:
        style += _FACING.format(head=head, slogan=slogan)
    return style


# Together as wide as the margins of a page that stands alone, so that tables are set alike.
_FACING = """
@page :right {{ margin-left: 28mm; margin-right: 20mm }}
@page :left {{
  margin-left: 20mm; margin-right: 28mm;
  @top-left {{ content: string(chapter, start); padding: 0 6mm 3mm 0; white-space: nowrap }}
  @top-right {{ content: {head}; padding: 0 0 3mm; white-space: normal }}
  @bottom-left {{ content: "Sida " counter(page) " (" counter(pages) ")"; width: 20% }}
  @bottom-right {{ content: {slogan}; width: 80% }}
}}
#s-aret-i-korthet {{ break-before: left }}"""


def _css_text(text: str) -> str:
    """Text inside a CSS string: all but letters, digits and spaces as escapes, so that no quote ends the string and
    no tag ends the style element. The space after an escape belongs to it."""
    return "".join(c if c.isalnum() or c in " \u00a0" else f"\\{ord(c):x} " for c in printable(text))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """One rendering at a time, and only in the process that rendered first.

    The owner is checked before the lock is asked for: a child forked while its parent was rendering inherits a lock
    that nobody will ever release.
    """
    global _first_used_by
    if _first_used_by is None:
        _first_used_by = os.getpid()
    if _first_used_by != os.getpid():
        raise RenderError("PDF:en kan inte skapas i en process som har delats efter att den första skapades.")
    with _lock:
        yield


@contextmanager
def _keeping_all() -> Iterator[None]:
    """Without Python's search for rings of objects that nothing else holds: boxes and styles are such rings by the ten
    thousand, all of them needed until the file is written, and a sixth of the drawing was spent on looking them through.

    A process that does one thing and ends isn't looked through afterwards either, unless it draws once more.
    """
    was_on = gc.isenabled()
    gc.disable()
    if does_one_thing() and not was_on:
        gc.collect()  # what an earlier drawing left
    try:
        yield
    finally:
        if was_on and not does_one_thing():
            gc.enable()


def _render(html: str, assets: Mapping[str, bytes], made: datetime | None) -> bytes:
    # Slow to import and it loads Pango, so only those who make a PDF pay for it.
    with loaded_by_name():
        from weasyprint import HTML, UA_STYLESHEET
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    from finsam.rendering.pdf.finisher import Finisher

    refused: list[str] = []

    class Assets(URLFetcher):
        """Answers from the mapping and never from disk or network."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
            if url not in assets:
                refused.append(url)
                raise ValueError(f"{url} is not among the assets")
            kind = MIME_TYPES.get(Path(url).suffix.lower(), "application/octet-stream")
            data = assets[url]
            if kind == "text/css":
                data = with_values(data.decode(), properties).encode()
            return URLFetcherResponse(url, data, {"Content-Type": kind})

    class Page(HTML):
        """Without the styles of what no document of ours has."""

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return [needed(UA_STYLESHEET)]

    with _complaints() as messages:
        with patterns_kept():
            source = Page(string=html, url_fetcher=Assets(), base_url="asset:")
        properties = _properties(source.etree_element, assets)
        attachments = _attachments(source.etree_element, assets, made)
        variant = VARIANT_WITH_FILE if attachments else VARIANT
        _make_printable(source.etree_element)
        set_words(source.etree_element.find("body"))
        if made is not None:
            moment = made.isoformat(timespec="seconds")
            head = source.etree_element.find("head")
            head.append(head.makeelement("meta", {"name": "dcterms.created", "content": moment}))
        keep_together(source.etree_element)
        with spaces_at_line_ends(), pages_before_blocks():
            document = source.render(font_config=FontConfiguration(), pdf_variant=variant)
        with Finisher() as finish, labels_as_wholes():
            data: bytes = document.write_pdf(finisher=finish, pdf_variant=variant, attachments=attachments)
        strangers = sorted({font.family for font in document.fonts.values()} - {FAMILY})
    if refused:
        raise RenderError(
            "PDF:en får bara använda det som skickas med; något annat efterfrågades.", tuple(refused)
        )
    messages = [
        message for message in messages if UNDESCRIBED not in message
    ]  # the finisher tells which are decoration
    messages += finish.faults
    if messages:
        raise RenderError("PDF:en kunde inte skapas felfritt.", tuple(messages))
    if strangers:
        raise RenderError(f"PDF:en skulle ha fått ett annat typsnitt än {FAMILY}.", tuple(strangers))
    return data


def _properties(root: Element, assets: Mapping[str, bytes]) -> dict[str, str]:
    """The custom properties of the whole document, which are put into its own `<style>` here."""
    own = [element for element in root.iter("style") if element.text]
    sheets = [data.decode() for name, data in assets.items() if name.endswith(".css")]
    properties = root_properties([*sheets, *(element.text or "" for element in own)])
    for element in own:
        element.text = with_values(element.text or "", properties)
    return properties


def _attachments(root: Element, assets: Mapping[str, bytes], made: datetime | None) -> list[Any]:
    """The files that `<link rel="attachment">` names, with the time of the document as theirs; the elements are taken away."""
    from weasyprint import Attachment

    when = (made or UNDATED).astimezone(UTC)
    attachments = []
    for head in root.iter("head"):
        for link in [link for link in head.iter("link") if link.get("rel") == "attachment"]:
            head.remove(link)
            place = link.get("href", "")
            attachments.append(
                Attachment(
                    string=assets[place],
                    name=place.removeprefix("asset:"),
                    description=printable(link.get("title", "")),
                    created=when,
                    modified=when,
                    relationship=RELATIONSHIP,
                )
            )
    return attachments


def _make_printable(root: Element) -> None:
    """Filter all text of the parsed document, so that what a person wrote can never break the PDF."""
    for element in root.iter():
        if not isinstance(element.tag, str):  # a comment
            continue
        element.text = element.text and printable(element.text)
        element.tail = element.tail and printable(element.tail)
        for name in SPOKEN_ATTRIBUTES:
            if name in element.attrib:
                element.set(name, printable(element.attrib[name]))


# What WeasyPrint says of its steps, and which of ours each begins. A document is laid out more than once where its
# references have moved; the pages are then counted anew.
_STEPS = (
    (re.compile(r"Creating layout - Page (\d+)"), Step.LAYING_OUT),
    (re.compile(r"Creating PDF"), Step.TAGGING),
    (re.compile(r"Adding PDF metadata"), Step.CHECKING),
)


@contextmanager
def _progress(tell: Callable[[Progress], None] | None) -> Iterator[None]:
    """Tells how far WeasyPrint has come, by what it logs. Nothing of it goes to the project's own log."""

    class Teller(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            for pattern, step in _STEPS:
                said = pattern.search(record.getMessage())
                if said and tell is not None:
                    tell((step, int(said[1]) if said.groups() else 0))

    logger, teller = logging.getLogger("weasyprint.progress"), Teller()
    level, propagate = logger.level, logger.propagate
    logger.addHandler(teller)
    logger.setLevel(logging.INFO if tell is not None else level)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(teller)
        logger.setLevel(level)
        logger.propagate = propagate


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collects what WeasyPrint logs at WARNING and above, whatever the project's logging settings say."""
    messages: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    logger, collector = logging.getLogger("weasyprint"), Collector()
    level, disabled, propagate = logger.level, logger.disabled, logger.propagate
    logger.addHandler(collector)
    logger.setLevel(logging.WARNING)
    logger.disabled = logger.propagate = False
    try:
        yield messages
    finally:
        logger.removeHandler(collector)
        logger.setLevel(level)
        logger.disabled, logger.propagate = disabled, propagate
