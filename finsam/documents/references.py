"""Links between the sections of a document."""

from __future__ import annotations

from django.utils.html import escape

from finsam.core.text.elements import Element, rewritten
from finsam.documents.resolved import Part

# What a link without words gets its name from: a section, a table, a note.
NAMED = ("s-", "t-", "not-")
# Between a statement's rows and its notes: made by blocks that can't know what else the document has.
BETWEEN_BLOCKS = ("not-", "rad-")


def linked(part: Part, names: dict[str, str]) -> tuple[Part, list[str]]:
    """A part whose links have words, and which of them lead nowhere.

    `<a href="#s-budget"></a>` gets the section's present number as its text, `#t-flerar` the table's title. Links
    between blocks stay only where both are in the document.
    """
    nowhere: list[str] = []

    def named(link: Element) -> str:
        place, bare = link.place, link.inside.strip() in ("", "avsnitt")
        if bare and place in names and place.startswith(NAMED):
            return f'<a href="#{place}">{escape(names[place])}</a>'
        if bare and place.startswith(NAMED):
            nowhere.append(f"Hänvisningen till ”{place.partition('-')[2]}” leder ingenstans.")
            return '<span class="missing">saknas</span>'
        return link.inside if place.startswith(BETWEEN_BLOCKS) and place not in names else link.source

    def text(html: str) -> str:
        return rewritten(html, "a", named)

    return part.rewritten(text, lambda piece: piece.rewritten(text)), nowhere
