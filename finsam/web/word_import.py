"""Sections of a Word file put into a document as drafts: where each belongs, and the one write that does it.

A section of the file is the document's own when they have the same headings over them: an empty one is filled, one with
text is left as it is, and others are put in after the one before. So the same file can be read in again without anything
standing twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction

from finsam.core import services
from finsam.core.models import Picture
from finsam.core.ordering import put
from finsam.core.text.pictures import PictureInText, pictures_of
from finsam.core.text.prose import judged
from finsam.core.uploads import apart
from finsam.documents.models import Document, Section
from finsam.documents.word.draft import Content, Draft, Grid, Image, Reading
from finsam.web.sections import LEVELS, standing

PICTURE_BLOCK = "bild"


@dataclass(slots=True)
class Placement:
    """A section of the file, by its number there, and what becomes of it: `new`, `filled` or `there`."""

    number: int
    draft: Draft
    section: Section | None = None

    @property
    def content(self) -> list[Content]:
        """What is taken: where the document shows figures of its own, no table of last year's."""
        shows_figures = self.section is not None and self.section.block not in ("", PICTURE_BLOCK)
        return [item for item in self.draft.content if not (shows_figures and isinstance(item, Grid))]

    @property
    def losses(self) -> list[str]:
        """What isn't kept as it is in the file, as sentences."""
        if self.what == "there":
            return []
        losses = judged("".join(item.html for item in self.content if isinstance(item, Grid)), section=True)[
            2
        ]
        if len(self.content) < len(self.draft.content):
            losses.append(
                f"Tabellen i ”{self.draft.title}” togs inte med: avsnittet visar förbundets egna siffror."
            )
        return losses

    @property
    def what(self) -> str:
        """What becomes of it."""
        if self.section is None:
            return "new"
        return "filled" if _is_empty(self.section) else "there"


def _is_empty(section: Section) -> bool:
    return not section.prose and not section.after


def _name(title: str) -> str:
    """A heading as it is compared: whichever the year in it."""
    return " ".join(re.sub(r"\b20\d\d\b|{år}", "år", title.casefold()).split())


def _paths(headings: Iterable[tuple[int, str]]) -> Iterator[tuple[str, ...]]:
    """The names of the headings over each, and its own last."""
    above: list[tuple[int, str]] = []
    for level, title in headings:
        while above and above[-1][0] >= level:
            above.pop()
        above.append((level, _name(title)))
        yield tuple(name for _, name in above)


def placements(sections: list[Section], reading: Reading) -> list[Placement]:
    """What becomes of each section of the file, in a document with these sections."""
    titled = [section for section in sections if section.title]
    own = list(zip(_paths((section.level, section.title) for section in titled), titled, strict=True))
    kept = {section.key: section for section in sections}
    placed = []
    paths = _paths((draft.level, draft.title) for draft in reading.sections)
    for number, (draft, path) in enumerate(zip(reading.sections, paths, strict=True)):
        if not draft.title:
            placed.append(Placement(number, draft, kept.get(_key(draft))))
            continue
        same = next((pair for pair in own if pair[0] == path), None)
        if same is None:
            alike = [pair for pair in own if pair[0][-1] == path[-1]]
            same = alike[0] if len(alike) == 1 else None
        if same is not None:
            own.remove(same)
        placed.append(Placement(number, draft, same[1] if same else None))
    return placed


def _key(draft: Draft) -> str:
    """What a section without a heading is known by: its content."""
    said = [item.name if isinstance(item, Image) else str(item) for item in draft.content]
    return f"word-{sha256(''.join(said).encode()).hexdigest()[:12]}"


@dataclass(slots=True)
class Done:
    """What a reading-in came to: sections made and filled, and pictures that could not be taken, as sentences."""

    made: list[Section] = field(default_factory=list)
    filled: list[Section] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def sections_from_word(
    *,
    document: Document,
    reading: Reading,
    chosen: set[int],
    texts: Mapping[str, str],
    decoration: Collection[str] = (),
    by,
) -> Done:
    """Put the chosen sections of a file, by their numbers, into the document. One row in the log, or none.

    `texts` says what pictures show, by their names, and `decoration` names those that say nothing; one without either is
    left out. Raises ValidationError, and then
    nothing is changed.
    """
    done = Done()
    wanted = {
        item.name: item
        for number, draft in enumerate(reading.sections)
        for item in draft.content
        if number in chosen and isinstance(item, Image)
    }
    pictures = dict(
        _pictures(document, wanted.values(), texts, decoration, done)
    )  # read before anybody has to wait
    with transaction.atomic():
        services.turn(document.forbund_id)
        saved = _placed(document, reading, chosen, pictures, done)
        if saved:
            children = [services.Child(obj) for obj in saved]
            services.save(document, by=by, children=children, verb="läste in")
    return done


def _pictures(
    document: Document,
    images: Iterable[Image],
    texts: Mapping[str, str],
    decoration: Collection[str],
    done: Done,
) -> Iterator[tuple[str, Picture]]:
    """The pictures that can be taken, not yet saved."""
    for image in images:
        alt = (image.alt or texts.get(image.name, "")).strip()[:300]
        if not alt and not image.decorative and image.name not in decoration:
            done.refused.append("En bild utan beskrivning togs inte med.")
            continue
        try:
            data, content_type = apart.read(Picture.read, image.data)
        except ValidationError as error:
            which = f"Bilden ”{alt}”" if alt else "En bild"
            done.refused.append(f"{which} togs inte med. {' '.join(error.messages)}")
            continue
        name = (image.caption or alt or "Bild ur Word-fil")[:80]
        key = f"word-{image.name}"
        yield (
            image.name,
            Picture(
                forbund=document.forbund, key=key, name=name, alt=alt, data=data, content_type=content_type
            ),
        )


def _placed(
    document: Document, reading: Reading, chosen: set[int], pictures: dict[str, Picture], done: Done
) -> list[Section | Picture]:
    """What is to be saved, judged and in its place; pictures before the sections that show them."""
    sections = standing(document.pk)
    kept = set(Picture.objects.filter(forbund=document.forbund).values_list("key", flat=True))
    used: set[str] = set()
    after: Section | None = None
    for placed in placements(sections, reading):
        if placed.section is not None and (placed.number not in chosen or placed.what == "there"):
            after = placed.section
            continue
        if placed.number not in chosen:
            continue
        section = _filled(document, placed, pictures)
        used.update(picture.key for picture in pictures_of(section.prose))
        if placed.section is not None:
            done.filled.append(section)
        else:
            done.made.append(section)
            sections.insert(0 if after is None else sections.index(after) + 1, section)
        after = section
    changed = [*done.made, *done.filled]
    if not changed:
        return []
    _put_in_order(sections, changed)
    shown = [picture for picture in pictures.values() if picture.key in used - kept]
    saved: list[Section | Picture] = [*shown, *changed]
    for obj in saved:
        _judge(obj, len(sections))
    return saved


def _filled(document: Document, placed: Placement, pictures: Mapping[str, Picture]) -> Section:
    """A section of the file as one of ours, with its tables and pictures where they stood."""
    draft = placed.draft
    section = placed.section or Section(
        forbund=document.forbund,
        document=document,
        title=draft.title,
        key="" if draft.title else _key(draft),
        level=min(draft.level, LEVELS[-1]),
    )
    for item in placed.content:
        if not isinstance(item, Image):
            section.prose += item.html
        elif (picture := pictures.get(item.name)) is not None:
            alt = item.alt or picture.alt
            section.prose += PictureInText(picture.key, alt, not alt, caption=item.caption).html
    return section


def _judge(obj: Section | Picture, sections: int) -> None:
    """Raise ValidationError for what can't be saved, with its name: there may be many."""
    try:
        if sections > Section.most:
            raise ValidationError(f"Dokumentet skulle få {sections} avsnitt. Högst {Section.most} får plats.")
        if obj.pk is None and isinstance(obj, Picture):
            obj.refuse_crowding()
        services.validate(obj)
    except ValidationError as error:
        raise ValidationError(f"”{obj}”: {' '.join(error.messages)}") from error


def _put_in_order(sections: list[Section], changed: list[Section]) -> None:
    """Give each section its place; whoever has one open that is moved is told."""
    for order, section in enumerate(sections, 1):
        if section in changed:
            section.order = order  # it is saved with what it says
        else:
            put(section, order)
