"""What an HTML document says, to compare a PDF with: text, headings, links, pictures and tables."""

from dataclasses import dataclass

from finsam.rendering.fonts import printable

SVG = "{http://www.w3.org/2000/svg}"
HIDDEN = {"quiet"}  # classes that print.css does not show
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True)
class Cell:
    """A table cell: th or td, its text, and the texts of the headers that apply to it."""

    tag: str
    text: str
    headers: tuple[str, ...] = ()


def squeeze(text: str) -> str:
    """The text without white space, which line breaks in a PDF swallow, and without soft hyphens."""
    return "".join(text.split()).replace("\u00ad", "")


class HtmlReader:
    """The document as parsed for printing."""

    def __init__(self, html: str):
        from weasyprint import HTML

        self.root = HTML(string=html).etree_element
        self.body = self.root.find("body")
        self.parents = {child: parent for parent in self.root.iter() for child in parent}

    def text(self, element=None) -> str:
        """The text an element shows, without white space, pictures and list markers."""
        return squeeze(printable(self._text(self.body if element is None else element)))

    def _text(self, element) -> str:
        parts = [element.text or ""]
        for child in element:
            drawn = isinstance(child.tag, str) and child.tag not in ("style", "script", f"{SVG}svg")
            if drawn and not is_marker(child) and HIDDEN.isdisjoint(child.get("class", "").split()):
                parts.append(self._text(child))
            if child.tag == "br":
                parts.append(" ")
            parts.append(child.tail or "")
        return "".join(parts)

    def paragraphs(self) -> list[str]:
        """Each paragraph, word by word."""
        texts = (printable(self._text(p)).replace("\u00ad", "") for p in self.body.iter("p"))
        return [" ".join(text.split()) for text in texts]

    def title(self) -> str:
        """The document's title."""
        return printable(" ".join(self.root.findtext("head/title", "").split()))

    def markers(self) -> list[str]:
        """The list markers that the document brings itself."""
        return [squeeze(printable(self._text(e))) for e in self.body.iter("span") if is_marker(e)]

    def headings(self) -> list[tuple[str, str, bool]]:
        """(tag, text, whether it is a bookmark) of each heading. The heading of the contents is not."""
        return [
            (e.tag, self.text(e), not self.within(e, "nav")) for e in self.body.iter() if e.tag in HEADINGS
        ]

    def within(self, element, tag: str) -> bool:
        """Whether an element stands in one with that tag."""
        while (element := self.parents.get(element)) is not None:
            if element.tag == tag:
                return True
        return False

    def links(self) -> list[tuple[str, str]]:
        """(description, text) of each link, without white space."""
        found = []
        for link in self.body.iter("a"):
            if link.get("href"):
                text = self.text(link)
                alternative = "".join(image.get("alt", "") for image in link.iter("img"))
                found.append(
                    (squeeze(printable(link.get("title") or "")) or text or squeeze(alternative), text)
                )
        return found

    def pictures(self) -> list[tuple[str, str]]:
        """(text alternative, caption) of each picture."""
        captions = {}
        for figure in self.body.iter("figure"):
            for inner in figure.iter():
                captions[inner] = self.text(c) if (c := figure.find("figcaption")) is not None else ""
        found = []
        for element in (
            self.body.iter("img", f"{SVG}svg") if hasattr(self.body, "getroottree") else self.body.iter()
        ):
            if element.tag == "img":
                found.append((printable(element.get("alt", "")), captions.get(element, "")))
            elif element.tag == f"{SVG}svg":
                found.append((printable(element.findtext(f"{SVG}title", "")), captions.get(element, "")))
        return found

    def tables(self) -> list[list[list[Cell]]]:
        """Each table as rows of cells, with headers by HTML's rules, worked out from each cell outwards."""
        return [self._table(table) for table in self.body.iter("table")]

    def _table(self, table) -> list[list[Cell]]:
        grid, rows, groups = {}, [], []
        for group in table:
            for tr in group.iter("tr") if group.tag in ("thead", "tbody", "tfoot") else ():
                if self.parents[tr] is not group:
                    continue  # of a table inside a cell
                x, y, row = 0, len(rows), []
                for cell in tr:
                    while (x, y) in grid:
                        x += 1
                    width, height = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
                    grid |= {(x + i, y + j): cell for i in range(width) for j in range(height)}
                    row.append((cell, x, y, width, height))
                rows.append(row)
                groups.append(group)
        return [
            [
                Cell(cell.tag, self.text(cell), self._headers(grid, groups, x, y, width, height, cell))
                for cell, x, y, width, height in row
            ]
            for row in rows
        ]

    def _headers(self, grid, groups, x, y, width, height, cell) -> tuple[str, ...]:
        if cell.tag == "th":
            return ()
        heads = {}
        for (column, row), other in grid.items():
            scope = other.get("scope", "col") if other.tag == "th" else ""
            beside = scope in ("row", "rowgroup") and column < x and y <= row < y + height
            above = scope in ("col", "colgroup") and row < y and x <= column < x + width
            over_group = scope == "rowgroup" and row < y and column < x + width and groups[row] is groups[y]
            if (beside or above or over_group) and (text := self.text(other)):
                heads[other] = text
        return tuple(sorted(heads.values()))


def is_marker(element) -> bool:
    """Whether an element is a list item's own number or letter."""
    return element.tag == "span" and "marker" in element.get("class", "").split()
