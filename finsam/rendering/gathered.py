"""A document that is nobody's to write: put together of sections that others declare, and handed out as it is."""

from __future__ import annotations

from collections.abc import Iterable

from finsam.core.models import Forbund
from finsam.documents.resolved import ContentsLine, Cover, Part, Resolved
from finsam.facts.tables import Piece


def section(key: str, title: str, *, level: int = 1, prose: str = "", pieces: Iterable[Piece] = ()) -> Part:
    """A section of it; those of the first level stand in its contents."""
    return Part(key, f"s-{key}", level, "", title, level == 1, False, prose, tuple(pieces), "", "")


def gathered(
    parts: Iterable[Part], *, forbund: Forbund, year: int, kind: str, title: str, subtitle: str
) -> Resolved:
    """The document with its cover."""
    parts = tuple(parts)
    logo = forbund.logo
    return Resolved(
        cover=Cover(
            forbund=forbund.name,
            title=title,
            year=year,
            subtitle=subtitle,
            logo=logo.key if logo else "",
            logo_alt=(logo.alt or forbund.name) if logo else "",
        ),
        kind=kind,
        status="",
        accent=forbund.accent,
        slogan=forbund.slogan,
        theme=forbund.theme,
        parts=parts,
        contents=tuple(
            ContentsLine(part.level, "", part.title, part.anchor) for part in parts if part.in_contents
        ),
        missing=(),
        facts={fact.key: fact for part in parts for piece in part.pieces for fact in piece.facts()},
        pictures={logo.key: bytes(logo.data)} if logo else {},
    )
