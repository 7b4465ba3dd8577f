"""A public edition as pages to read: its chapters, made of the published content that it stored, and nothing else.

Nothing is computed anew and nothing of today's förbund is read, so that the pages say what the stored files say. An
edition never changes, so neither do its pages: they are made once for each process that is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from html import unescape
from itertools import pairwise

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from finsam.core.text.elements import Element, ids, rewritten
from finsam.documents.resolved import Cover, Resolved
from finsam.editions.public import reading
from finsam.editions.serialized import Unreadable, load
from finsam.editions.trail.trail import UnreadableTrail
from finsam.facts.tables import Chart, Table
from finsam.rendering.html import Context, FigureLinks, TableView, context_of, inline

KEPT = 8  # editions whose pages are kept in a process
SHOWN = 40  # places that a search shows
LONG = 12  # sections of a chapter from which those of the second level have pages of their own
FILLED = 1_500  # characters that the opening page of such a chapter holds before the next section has its own
AROUND = 70  # characters on each side of what was found


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it: as HTML for its chapter's page, and as words to search."""

    anchor: str
    level: int
    number: str
    title: str
    html: SafeString
    words: str
    listed: bool


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one page holds: a heading with all that stands under it; `within` names the long chapter that it is a part of."""

    key: str
    sections: tuple[Section, ...]
    within: str = ""

    @property
    def title(self) -> str:
        """Its name, with its number."""
        first = self.sections[0]
        return f"{first.number} {first.title}".strip() or "Inledning"

    @property
    def below(self) -> list[Section]:
        """What is listed under it in the contents."""
        level = self.sections[0].level + 1
        return [each for each in self.sections[1:] if each.listed and each.level == level]


@dataclass(frozen=True, slots=True)
class Found:
    """A place where what was searched for stands: what stands before it, itself, and what follows."""

    chapter: Chapter
    section: Section
    before: str
    hit: str
    after: str


@dataclass(frozen=True, slots=True)
class WebEdition:
    """All pages of an edition."""

    name: str
    cover: Cover
    chapters: tuple[Chapter, ...]

    def place(self, key: str) -> int | None:
        """Where among the chapters one stands; None where there is none by that key."""
        return next((at for at, chapter in enumerate(self.chapters) if chapter.key == key), None)

    def find(self, asked: str) -> list[Found]:
        """The sections that hold the words, however large their letters, in order; the first place in each."""
        wanted = re.compile(re.escape(asked), re.IGNORECASE)
        places = ((chapter, section) for chapter in self.chapters for section in chapter.sections)
        places_found: list[Found] = []
        for chapter, section in places:
            hit = wanted.search(section.words)
            if hit and len(places_found) < SHOWN:
                before = section.words[max(0, hit.start() - AROUND) : hit.start()]
                places_found.append(
                    Found(chapter, section, before, hit[0], section.words[hit.end() : hit.end() + AROUND])
                )
        return places_found


def web_edition(public: reading.PublicEdition) -> WebEdition | None:
    """A public edition's pages; None where it is withdrawn, or was stored without content that can be read."""
    known = reading.content_key(public)
    return _made(public.edition.code, known) if known else None


@lru_cache(maxsize=KEPT)
def _made(code: str, known: str) -> WebEdition | None:
    public = reading.by_code(code)
    content = reading.content_of(public) if public else None
    if public is None or content is None:
        return None
    try:
        resolved = load(content.decode())
    except (Unreadable, UnicodeDecodeError):
        return None
    chapters = tuple(_chapters(_context(resolved, _leads(public))))
    return WebEdition(resolved.name, resolved.cover, _bound(chapters, code))


def _leads(public: reading.PublicEdition) -> FigureLinks | None:
    """Where each figure leads: to what it is made of, as the edition's own trail numbers it."""
    try:
        trail = reading.trail_of(public)
    except UnreadableTrail:
        return None
    if trail is None:
        return None
    address = reverse("public-facts", kwargs={"code": public.edition.code})
    return FigureLinks(address, {figure.key: figure.id for figure in trail.figures.values()})


def _context(resolved: Resolved, leads: FigureLinks | None) -> Context:
    """What the templates of documents need, with each chart's figures to open beneath it."""
    context = context_of(resolved) | {"leads": leads, "paged": True}
    context["pictures"] = {key: inline(data) for key, data in resolved.pictures.items()}
    for item in context["parts"]:
        views = item["pieces"]
        for view, below in pairwise([*views, {}]):
            chart = view["piece"]
            if isinstance(chart, Chart) and not (below and below.get("view") and below["view"].attached):
                table = _drawn(chart)
                shown = TableView(table, f"d-{item['part'].anchor}-{chart.key}", first=False)
                view |= {"template": "web/public/chart.html", "data": {"piece": table, "view": shown}}
    return context


def _drawn(chart: Chart) -> Table:
    """The table of a chart with the rows and columns that it draws."""
    table = chart.table
    columns = tuple(each for each in table.columns if not chart.columns or each.key in chart.columns)
    rows = tuple(
        row for row in table.rows if (row.key in chart.rows if chart.rows else row.kind != "heading")
    )
    return replace(table, columns=columns, rows=rows, show_title=False, note="")


def _chapters(context: Context) -> Iterator[Chapter]:
    """The parts, gathered under the headings of the first level."""
    listed = {line.anchor for line in context["resolved"].contents}
    whole: list[tuple[str, Section]] = []
    for item in context["parts"]:
        part = item["part"]
        if whole and part.level <= 1 and part.title:
            yield from _pages(whole)
            whole = []
        html = render_to_string("rendering/section.html", {**context, "item": item})
        words = " ".join(unescape(strip_tags(html.replace("<", " <"))).split())
        listing = part.anchor in listed
        whole.append(
            (
                part.key,
                Section(part.anchor, part.level, part.number, part.title, mark_safe(html), words, listing),
            )
        )
    if whole:
        yield from _pages(whole)


def _pages(whole: list[tuple[str, Section]]) -> Iterator[Chapter]:
    """A chapter as one page, or a long one as a page for each heading of the second level.

    Its opening page takes in the short sections that come first, so that nobody turns pages of a sentence each.
    """
    starts = [0]
    if len(whole) > LONG:
        begins = [at for at, (_, each) in enumerate(whole) if at and each.level == 2 and each.title]
        held = [sum(len(each.words) for _, each in whole[:end]) for end in [*begins[1:], len(whole)]]
        starts += [at for at, much in zip(begins, held, strict=True) if much > FILLED]
    title = Chapter(whole[0][0], (whole[0][1],)).title
    for start, end in pairwise([*starts, len(whole)]):
        sections = tuple(each for _, each in whole[start:end])
        yield Chapter(whole[start][0], sections, title if start else "")


def _bound(chapters: tuple[Chapter, ...], code: str) -> tuple[Chapter, ...]:
    """The chapters with their links leading to the page where a place is; what leads nowhere keeps its words."""
    homes = {
        place: chapter.key
        for chapter in chapters
        for section in chapter.sections
        for place in ids(section.html)
    }

    def bind(chapter: Chapter) -> Chapter:
        def led(link: Element) -> str:
            if not link.place or homes.get(link.place) == chapter.key:
                return link.source
            if link.place not in homes:
                return f"<a>{link.inside}</a>"
            page = reverse("public-chapter", kwargs={"code": code, "chapter": homes[link.place]})
            return format_html('<a href="{}#{}">{}</a>', page, link.place, mark_safe(link.inside))

        sections = (
            replace(each, html=mark_safe(rewritten(each.html, "a", led))) for each in chapter.sections
        )
        return replace(chapter, sections=tuple(sections))

    return tuple(map(bind, chapters))
