"""What the four source documents print, and what ours prints, in the same shape to be compared.

`tests/sources/<förbund>.yaml` is the source; a rendered document is read twice, from the resolved data and
from the printed HTML. Only white space, no-break spaces, soft hyphens and the minus sign are made alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from finsam.core.models import Forbund
from finsam.core.tenancy.scope import inside
from finsam.core.values.money import show
from finsam.demo import loader
from finsam.documents.models import Document
from finsam.documents.resolve import resolve
from finsam.documents.resolved import Part, Resolved
from finsam.facts.book import Book, Fact
from finsam.facts.tables import Chart, Html, Table
from finsam.rendering.html import to_html

FOLDER = Path(__file__).parent / "sources"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
YEARS = {"degerfors-karlskoga": 2024, "finnveden": 2025, "kramfors": 2024, "lekeberg-orebro": 2024}

HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_BLOCKS = {"p", "li", "br", "td", "th", "div", "caption", "figcaption", *HEADINGS}
_FIGURE = re.compile(r'<data class="fact" value="([^"]+)">(.*?)</data>', re.DOTALL)


def alike(text: str) -> str:
    """The text with one kind of space and one kind of minus, and no soft hyphens."""
    return " ".join(str(text).replace("\u2212", "-").replace("\u202f", " ").replace("\u00ad", "").split())


def bare(html: str) -> str:
    """The words of a piece of HTML."""
    import html as entities

    return alike(entities.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</(?:p|li)>|<br ?/?>", " ", html))))


def as_list(value) -> list:
    """One or several, as several."""
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row as printed: its key, what stands before the label, the label, and its cells by column."""

    key: str
    lead: str
    label: str
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as printed."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1–5, number and title."""

    level: int
    number: str
    title: str


def source(name: str) -> dict:
    """The YAML of a förbund's source."""
    return loader.read(FOLDER / f"{name}.yaml")


class Printed:
    """A förbund's document, resolved and printed once, and read in both shapes."""

    def __init__(self, name: str):
        self.source = source(name)
        self.forbund = Forbund.objects.select_related("logo").get(key=name)
        with inside(self.forbund):
            self.document = Document.objects.select_related(
                "forbund__logo", "fiscal_year", "cover_picture"
            ).get(forbund=self.forbund, kind="verksamhetsplan", fiscal_year__year=YEARS[name])
            self.book = Book(self.forbund, YEARS[name])
            self.stored = {section.key: section for section in self.document.sections.all()}
            self.resolved: Resolved = resolve(self.document, self.book)
            self.html = to_html(self.resolved)
            self.facts = {key: self.book.get(key) for key in self._asked()}

    def _asked(self) -> set[str]:
        """Every key that the source's controls and figures name, read while the scope is open."""
        keys: set[str] = set()
        for control in self.source["controls"]:
            for name in ("fact", "sum", "share", "equal"):
                keys.update(as_list(control.get(name, [])))
        keys.update(figure["fact"] for figure in self.source["figures"])
        for deviation in self.source["deviations"]:
            keys.update(deviation.get("facts", {}))
        return keys

    @cached_property
    def root(self):
        """The printed HTML as a tree."""
        from weasyprint import HTML

        return HTML(string=self.html).etree_element

    @cached_property
    def sections(self) -> dict:
        """The printed sections by key."""
        found = self.root.iter("section")
        return {one.get("id").removeprefix("s-"): one for one in found if one.get("id", "").startswith("s-")}

    def part(self, key: str) -> Part:
        """A resolved section."""
        return next(part for part in self.resolved.parts if part.key == key)

    # Tables

    def resolved_grid(self, section: str, key: str) -> Grid:
        """A table as the resolved data says it."""
        table = next(one for one in self._tables(section) if one.key == key)
        rows = []
        for row in table.rows:
            cells = {}
            for column in table.columns:
                cell = row.cells.get(column.key)
                text = ""
                if cell is not None:
                    text = column.text(cell.fact) if cell.fact is not None else cell.text or bare(cell.html)
                    if cell.second is not None:
                        text += f" ({column.text(cell.second)})"
                    text += f" {cell.note}"
                cells[column.label] = alike(text)
            rows.append(GridRow(row.key, alike(row.lead), alike(row.label), cells))
        return Grid(alike(table.title), tuple(column.label for column in table.columns), tuple(rows))

    def _tables(self, section: str) -> list[Table]:
        pieces = [piece.table if isinstance(piece, Chart) else piece for piece in self.part(section).pieces]
        return [piece for piece in pieces if isinstance(piece, Table)]

    def printed_grid(self, section: str, key: str) -> Grid:
        """The same table as the printed HTML says it."""
        table = next(one for one in self.sections[section].iter("table") if one.get("id") == f"t-{key}")
        heads = [head for head in table.iter("th") if head.get("scope") in ("col", "colgroup")]
        caption = table.find("caption")
        card = "card" in table.get("class", "").split()
        title = words(caption if caption is not None else heads[0], without="unit")
        has_lead = any("lead-code" in cell.get("class", "") for cell in table.iter("td"))
        columns = ["Innehåll"] if card else [words(head) for head in heads if head.get("scope") == "col"]
        columns = columns if card else columns[1 + has_lead :]
        rows = []
        for line in table.iter("tr"):
            if line.get("data-row") is None:
                continue
            cells = [words(cell) for cell in line if cell.tag in ("td", "th")]
            lead = cells.pop(0) if has_lead else ""
            rows.append(
                GridRow(line.get("data-row"), lead, cells[0], dict(zip(columns, cells[1:], strict=True)))
            )
        return Grid(title, tuple(columns), tuple(rows))

    # Headings, figures and words

    def resolved_headings(self) -> list[Heading]:
        """The headings of the sections, and of the pieces in them."""
        found = []
        for part in self.resolved.parts:
            if part.title:
                found.append(Heading(part.level, part.number, alike(part.title)))
            found += [
                Heading(part.level + piece.depth, piece.number, alike(piece.heading))
                for piece in part.pieces
                if isinstance(piece, Html) and piece.heading
            ]
        return found

    def printed_headings(self) -> list[Heading]:
        """Every heading in the printed sections."""
        found = []
        for section in self.sections.values():
            for element in section.iter():
                if element.tag not in HEADINGS:
                    continue
                number = next((one for one in element.iter("span") if one.get("class") == "number"), None)
                text = words(element, without="number")
                number = "" if number is None else words(number)
                found.append(Heading(int(element.tag[1]) - 1, number, text))
        return found

    def figures(self, section: str) -> set[tuple[str, str]]:
        """(fact key, text) of every bound figure in the section's prose, and of its tables' cells."""
        part = self.part(section)
        htmls = [part.prose, part.after, *(piece.html for piece in part.pieces if isinstance(piece, Html))]
        found: set[tuple[str, str]] = set()
        for table in self._tables(section):
            for row in table.rows:
                htmls += [cell.html for cell in row.cells.values()]
                for column in table.columns:
                    cell = row.cells.get(column.key)
                    if cell is not None and cell.fact is not None:
                        found.add((cell.fact.key, alike(column.text(cell.fact))))
        return found | {(key, bare(text)) for html in htmls for key, text in _FIGURE.findall(html)}

    def words(self, section: str) -> str:
        """All words of a section as printed."""
        return words(self.sections[section])

    @cached_property
    def all_words(self) -> str:
        """All words of the printed document, with cover and contents."""
        return words(self.root.find("body"))

    def absolute(self, key: str) -> str:
        """`budget.intakter@0` → `budget.intakter@2024`."""
        name, _, when = key.partition("@")
        return f"{name}@{when if len(when) == 4 else self.book.year + int(when)}"


def words(element, without: str = "") -> str:
    """The text of an element, a space between blocks; elements of the class `without` are left out."""

    def gather(one) -> str:
        if not isinstance(one.tag, str) or one.tag.endswith("}svg"):
            return ""  # a drawing's words stand in the table beside it
        if without and without in one.get("class", "").split():
            return ""
        if one.tag == "img":
            return f" {one.get('alt', '')} "
        text = (one.text or "") + "".join(gather(child) + (child.tail or "") for child in one)
        return f" {text} " if one.tag in _BLOCKS else text

    return alike(gather(element))


def printed_as(fact: Fact, text: str) -> str:
    """A fact shown with as many decimals, and with the unit, that `text` has; a cost without its minus."""
    decimals = len(text.partition(",")[2].rstrip("% "))
    value = None if fact.value is None else abs(fact.value)
    return alike(show(value, fact.unit, decimals, suffix=text.endswith("%")))


def exact(value) -> Decimal | None:
    """A control's value as the YAML has it."""
    return None if value is None else Decimal(str(value))
