"""Links between the sections of a document."""

from __future__ import annotations

import re
from dataclasses import replace

from django.utils.html import escape

from finsam.facts.tables import Html, Piece, Table

_EMPTY_REFERENCE = re.compile(r'<a href="#((?:s|t|not)-[a-z0-9-]+)">\s*(?:avsnitt)?\s*</a>')


# Between a statement's rows and its notes: made by blocks that can't know what else the document has.
_BETWEEN_BLOCKS = re.compile(r'<a href="#((?:not|rad)-[a-z0-9-]+)"[^>]*>(.*?)</a>', re.DOTALL)


def _cross_references(html: str, names: dict[str, str], report) -> str:
    """`<a href="#s-budget"></a>` gets the section's present number as its text, `#t-flerar` the table's title."""

    def one(found: re.Match) -> str:
        anchor = found[1]
        if anchor not in names:
            report(f"Hänvisningen till ”{anchor.partition('-')[2]}” leder ingenstans.")
            return '<span class="missing">saknas</span>'
        return f'<a href="#{anchor}">{escape(names[anchor])}</a>'

    return _EMPTY_REFERENCE.sub(one, html)


def _linked(piece: Piece, names: dict[str, str], report) -> Piece:
    """A piece with its references named; links between blocks stay only where both are in the document."""

    def live(html: str) -> str:
        return _BETWEEN_BLOCKS.sub(lambda found: found[0] if found[1] in names else found[2], html)

    if isinstance(piece, Html) and "<a " in piece.html:
        return replace(piece, html=live(_cross_references(piece.html, names, report)))
    if isinstance(piece, Table) and any(
        "<a " in cell.html for row in piece.rows for cell in row.cells.values()
    ):
        rows = (
            replace(row, cells={key: replace(cell, html=live(cell.html)) for key, cell in row.cells.items()})
            for row in piece.rows
        )
        return replace(piece, rows=tuple(rows))
    return piece
