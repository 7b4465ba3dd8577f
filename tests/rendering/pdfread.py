"""Reading a tagged PDF the way a screen reader does: its structure tree, and the text that each element owns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO

import pikepdf

SHOW = {"Tj", "TJ", "'", '"'}


@dataclass
class Element:
    """A structure element. `kids` are elements, or (page index, MCID) for a piece of content, or a link annotation."""

    tag: str
    source: pikepdf.Object
    kids: list = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """This element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()

    def find(self, *tags: str) -> list["Element"]:
        """The elements with one of these tags, in reading order."""
        return [element for element in self.walk() if element.tag in tags]


class PdfReader:
    """A PDF's pages, tree and text."""

    def __init__(self, data: bytes):
        self.pdf = pikepdf.open(BytesIO(data))
        self.page_index = {page.obj.objgen: i for i, page in enumerate(self.pdf.pages)}
        self.content: dict[tuple[int, int], str] = {}  # (page, MCID) → the text drawn in it
        self.artifacts: dict[int, str] = {}  # page → the text drawn as decoration
        self.stray: list[str] = []  # text in neither
        self.glyphs_without_text: list[str] = []
        self.places: list[tuple] = []  # (page, text, (x, y) of its beginning, (x, y) of its end), in points
        self.ends: dict[
            tuple[int, int], list[tuple[str, float]]
        ] = {}  # as content: each text drawn, and the x it ends at
        self.groups: list[tuple[int, object]] = []  # (page, owner) of each form drawn: what opacity makes
        for i, page in enumerate(self.pdf.pages):
            self._read_page(i, page)

    @property
    def root(self) -> pikepdf.Object:
        """The document catalogue."""
        return self.pdf.Root

    @cached_property
    def tree(self) -> Element:
        """The structure tree, its root included."""
        return self._element(self.root.StructTreeRoot, "StructTreeRoot", None)

    def text(self, element: Element, *, without: tuple[str, ...] = ()) -> str:
        """The text an element owns, in order, leaving out elements with the tags in `without`."""
        parts = []
        for kid in element.kids:
            if isinstance(kid, Element):
                parts.append("" if kid.tag in without else self.text(kid, without=without))
            elif isinstance(kid, tuple):
                parts.append(self.content.get(kid, ""))
        return "".join(parts)

    def links_of(self, element: Element) -> list[pikepdf.Object]:
        """The annotations that an element refers to."""
        return [kid for kid in element.kids if isinstance(kid, pikepdf.Object)]

    def owners(self, page: int) -> list:
        """The parent tree's entries for a page's pieces of content, by MCID."""
        return list(self.parent_tree.get(int(self.pdf.pages[page].obj.StructParents), []))

    @cached_property
    def parent_tree(self) -> dict[int, pikepdf.Object]:
        """The parent tree as a dictionary."""
        flat = list(self.root.StructTreeRoot.ParentTree.Nums)
        return {int(key): value for key, value in zip(flat[::2], flat[1::2], strict=True)}

    def destinations(self) -> dict[str, int]:
        """The page of every named destination."""
        flat = list(self.root.Names.Dests.Names) if "/Names" in self.root else []
        return {
            str(name): self.page_index[where[0].objgen]
            for name, where in zip(flat[::2], flat[1::2], strict=True)
        }

    def outline(self) -> list[tuple[int, str]]:
        """The bookmarks as (depth from 1, title)."""
        with self.pdf.open_outline() as outline:
            return list(self._bookmarks(outline.root, 1))

    def _bookmarks(self, items, depth):
        for item in items:
            yield depth, item.title
            yield from self._bookmarks(item.children, depth + 1)

    def _element(self, source: pikepdf.Object, tag: str, page: int | None) -> Element:
        element = Element(tag, source)
        if "/Pg" in source:
            page = self.page_index[source.Pg.objgen]
        kids = source.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                element.kids.append((page, kid))
            elif kid.get("/Type") == "/OBJR":
                element.kids.append(kid.Obj)
            elif kid.get("/Type") == "/MCR":
                element.kids.append((self.page_index[kid.Pg.objgen] if "/Pg" in kid else page, int(kid.MCID)))
            else:
                element.kids.append(self._element(kid, str(kid.S)[1:], page))
        return element

    def _read_page(self, index: int, page: pikepdf.Page) -> None:
        fonts = {name: Font(source) for name, source in page.resources.get("/Font", {}).items()}
        font, size, marks = None, 0.0, []
        matrix, saved, line = pikepdf.Matrix(), [], pikepdf.Matrix()
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name == "BDC":
                marks.append(operands[1].get("/MCID") if operands[0] != "/Artifact" else "artifact")
                if isinstance(marks[-1], int):
                    self.content.setdefault((index, marks[-1]), "")
            elif name == "BMC":
                marks.append("artifact" if operands[0] == "/Artifact" else None)
            elif name == "EMC":
                marks.pop()
            elif name == "Tf":
                font, size = fonts[str(operands[0])], float(operands[1])
            elif name == "q":
                saved.append(matrix)
            elif name == "Q":
                matrix = saved.pop()
            elif name == "cm":
                matrix = pikepdf.Matrix(*map(float, operands)) @ matrix
            elif name == "Tm":
                line = pikepdf.Matrix(*map(float, operands))
            elif name == "Do" and page.resources.XObject[str(operands[0])].Subtype == "/Form":
                self.groups.append((index, self._owner(marks)))
            elif name in SHOW:
                text, width = self._decode(operands[-1], font)
                self._drawn(index, text, marks)
                ends = [(line @ matrix).transform((x, 0)) for x in (0, width * size / 1000)]
                self.places.append((index, text, *ends))
                seen = width - font.blank * (len(text) - len(text.rstrip(" ")))
                end = (line @ matrix).transform((seen * size / 1000, 0))[0]
                self.ends.setdefault((index, self._owner(marks)), []).append((text.strip(), end))

    @staticmethod
    def _owner(marks: list):
        """The innermost mark that says whose content this is: an MCID, "artifact" or nothing."""
        return next((mark for mark in reversed(marks) if mark is not None), None)

    def _drawn(self, index: int, text: str, marks: list) -> None:
        owner = self._owner(marks)
        if owner is None:
            self.stray.append(text)
        elif owner == "artifact":
            self.artifacts[index] = self.artifacts.get(index, "") + text
        else:
            self.content[index, int(owner)] += text

    def _decode(self, shown, font: "Font") -> tuple[str, float]:
        """The text of a string or an array of strings and kerns, and its width in thousandths of the size."""
        text, width = [], 0.0
        for piece in shown if isinstance(shown, pikepdf.Array) else [shown]:
            if not isinstance(piece, pikepdf.String):
                width -= float(piece)
                continue
            codes = bytes(piece)
            for i in range(0, len(codes), 2):
                code = int.from_bytes(codes[i : i + 2], "big")
                if code == 0 or code not in font.texts:
                    self.glyphs_without_text.append(f"glyph {code}")
                text.append(font.texts.get(code, "\ufffd"))
                width += font.widths.get(code, 1000)
        return "".join(text), width


class Font:
    """What a font's glyph codes mean, and how wide they are."""

    def __init__(self, source: pikepdf.Object):
        self.texts: dict[int, str] = {}
        self.widths: dict[int, float] = {}
        if "/ToUnicode" in source:
            cmap = source.ToUnicode.read_bytes().decode("latin-1")
            for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
                for code, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", block):
                    self.texts[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
        widths = list(source.DescendantFonts[0].get("/W", []))
        for first, run in zip(widths[::2], widths[1::2], strict=True):
            self.widths |= {int(first) + i: float(width) for i, width in enumerate(run)}
        self.blank = next((self.widths[code] for code, text in self.texts.items() if text == " "), 0.0)
