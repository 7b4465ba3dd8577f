"""What WeasyPrint leaves undone, done just before the file is written.

WeasyPrint 70 makes a tagged PDF/A. Two things are missing before it is PDF/UA as well (the identification, scope on
header cells), and more before it reads well: it begins every section, table and list anew on each page, ties cells to
the wrong headers, describes links by their address, and leaves running heads neither read nor declared as decoration.

This reaches into WeasyPrint's boxes and pydyf's objects, so both are pinned and the document tests judge an upgrade.
`tests/rendering/test_upstream.py` says of each step when it may go; the swapped function goes with the last of them.
Each step names its issue in Kozea/WeasyPrint, where we found one.
The names in comments and strings (Sect, LI, TOCI …) are those of ISO 32000-1, 14.8.
"""

import zlib
from collections.abc import Iterator
from typing import Any, Self
from xml.etree.ElementTree import Element

import pydyf
from weasyprint import Document
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import tags

from finsam.rendering.pdf.elements import is_label, link_text, unprinted_caption, walk
from finsam.rendering.pdf.table_headers import TH_SCOPES, header_cells

XMP = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description></rdf:li></rdf:Seq>\
</pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""

NUMBERINGS = {"1": "Decimal", "A": "UpperAlpha", "a": "LowerAlpha", "I": "UpperRoman", "i": "LowerRoman"}
POINTS_PER_PIXEL = 0.75
LEVEL = 6  # of zlib's nine: the last three take twice the time for a few bytes in a thousand

Reference = str | bytes | int  # `12 0 R`; among an element's kids also the number of a piece of content
Rows = list[tuple[Element, list[boxes.TableCellBox]]]  # of a table, each with its group


class Written(pydyf.Object):
    """An object as it is written, which nothing is put into any more."""

    def __init__(self, item: pydyf.Object):
        super().__init__()
        self.number, self.generation, self.free = item.number, item.generation, item.free
        self.written: bytes = item.data

    @property
    def data(self) -> bytes:
        """What pydyf asks of an object."""
        return self.written


class Finisher:
    """The `finisher` of `write_pdf`, used as a context manager around it.

    While it is entered it notes which structure element each box became, which WeasyPrint does not keep. Swapping a
    module's function is safe because only one PDF is made at a time in a process.
    """

    def __enter__(self) -> Self:
        self.decoration: set[int] = set()  # pictures that say nothing
        self.faults: list[str] = []  # what makes the document unfit for print, to be told as errors
        self.made: list[tuple[boxes.Box, pydyf.Dictionary]] = []  # inner before outer, in reading order
        self._build = tags._build_box_tree
        seen: set[int] = set()

        def noting(box: boxes.Box, *args: Any) -> Iterator[pydyf.Dictionary]:
            for element in self._build(box, *args):
                # html and body hand on their children's elements: the first to yield one is its maker.
                if element.number not in seen:
                    seen.add(element.number)
                    self.made.append((getattr(box, "_box", box), element))
                yield element

        tags._build_box_tree = noting
        return self

    def __exit__(self, *_: object) -> None:
        tags._build_box_tree = self._build

    def __call__(self, document: Document, pdf: pydyf.PDF) -> None:
        self.document, self.pdf = document, pdf
        self.root = self.object(pdf.catalog["StructTreeRoot"])
        self.parent_tree = self.object(self.root["ParentTree"])["Nums"]
        # Margin boxes are tagged too but hang outside the tree; they must not take part in what follows.
        self.forget_unreachable()
        self.identify()
        self.name_files_once()
        self.tie_cells_to_headers()
        self.drop_repeated_heads()
        self.join_what_pages_split()
        self.tag_lists()
        self.tag_contents()
        self.describe_elements()
        self.describe_links()
        self.declare_artifacts()
        self.compress()

    def identify(self) -> None:
        """Both identifications in the one XMP packet, uncompressed as archives want it. Issue 2783."""
        metadata = self.object(self.pdf.catalog["Metadata"])
        packet = metadata.stream[0]
        if packet.count(b"</rdf:RDF>") != 1:
            raise ValueError(
                "The XMP packet is not one rdf:RDF; the PDF/UA identification would not be found."
            )
        metadata.stream[0] = packet.replace(b"</rdf:RDF>", XMP + b"</rdf:RDF>")
        metadata.compress = False

    def name_files_once(self) -> None:
        """Each attached file stands once among those associated with the document. No issue found."""
        if "AF" in self.pdf.catalog:
            self.pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(self.pdf.catalog["AF"]))

    def tie_cells_to_headers(self) -> None:
        """Scope on every header cell (issue 2508), and on every data cell the headers that HTML's rules give it (none)."""
        for rows in self.tables().values():
            for cell, headers in header_cells(rows):
                attributes = cell.mark["A"]
                if cell.element.tag == "th":
                    attributes["Scope"] = f"/{TH_SCOPES[cell.element.get('scope', 'col')]}"
                    continue
                attributes.pop("Headers", None)
                if headers:
                    attributes["Headers"] = pydyf.Array(header.mark["ID"] for header in headers)

    def compress(self) -> None:
        """Write each object and make each stream smaller now, once: pydyf does it for the file, and again for its identifier."""
        for item in self.pdf.objects:
            if isinstance(item, pydyf.Stream) and item.compress:
                content = b"\n".join(map(pydyf._to_bytes, item.stream))
                item.stream, item.compress = [zlib.compress(content, LEVEL)], False
                item.extra["Filter"] = "/FlateDecode"
            elif isinstance(item, pydyf.Dictionary):
                self.pdf.objects[item.number] = Written(item)

    def tables(self) -> dict[int, Rows]:
        """By HTML table, its rows as (row group, cells): each row once, however many pages show it."""
        tables: dict[int, Rows] = {}
        seen = set()
        for page in self.document.pages:
            for table in walk(page._page_box):
                if not isinstance(table, boxes.TableBox):
                    continue
                rows = tables.setdefault(id(table.element), [])
                for group in table.children:
                    for row in group.children:
                        if id(row.element) not in seen:
                            seen.add(id(row.element))
                            rows.append(
                                (group.element, [cell for cell in row.children if cell.element is not None])
                            )
        return tables

    def drop_repeated_heads(self) -> None:
        """A table's head is read once; on the following pages it is there for the eye and becomes an artifact.

        No issue found. That a head may not be drawn at all is issue 2679.
        """
        seen = set()
        for box, element in self.made:
            if box.element_tag == "thead":
                if id(box.element) in seen:
                    self.detach(element)
                seen.add(id(box.element))
            elif box.element_tag == "table" and (head := box.element.find("thead")) is not None:
                if id(head) not in seen:
                    words = " ".join(" ".join(head.itertext()).split())
                    self.faults.append(f"the head of a table was not drawn: {words}")
                seen.add(id(head))
        self.forget_unreachable()

    def join_what_pages_split(self) -> None:
        """One element for each section, table, row, list and paragraph, though its boxes stand on several pages.

        Issue 2903.
        """
        parts: dict[int, dict[bytes, pydyf.Dictionary]] = {}
        for box, element in self.made:
            inline = isinstance(box, boxes.InlineLevelBox) or "::" in (box.element_tag or "")
            if box.element is not None and not inline:
                # An anonymous box inside has the same HTML element and came before: the outermost stands.
                parts.setdefault(id(box.element), {})[element["Pg"]] = element
        for first, *rest in (fragments.values() for fragments in parts.values()):
            for later in rest:
                if all(self.is_reference(kid) for kid in (*first["K"], *later["K"])):
                    self.move_kids(later, first)
        for _, item in self.made:
            if item["S"] == "/LI":
                bodies = [kid for kid in self.kids(item) if kid["S"] == "/LBody"]
                for later in bodies[1:]:
                    self.move_kids(later, bodies[0])
        self.forget_unreachable()

    def tag_lists(self) -> None:
        """A bullet drawn by `li::before`, or `<span class="marker">`, is the item's label; an ordered list says so.

        No issue found.
        """
        for box, element in self.made:
            if is_label(box):
                self.detach(element)
                if not element["K"]:  # a rule or a shape, drawn without text
                    continue
                item = element
                while item["S"] != "/LI":
                    item = self.object(item["P"])
                element["S"], element["P"] = "/Lbl", item.reference
                item["K"].insert(0, element.reference)
            elif element["S"] == "/L" and box.element.tag == "ol":
                numbering = NUMBERINGS[box.element.get("type", "1")]
                element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{numbering}"})

    def tag_contents(self) -> None:
        """The list inside `<nav class="toc">` is a table of contents. No issue found."""
        names = {"/L": "/TOC", "/LI": "/TOCI", "/LBody": "/Reference"}
        for box, element in self.made:
            if box.element_tag == "nav" and "toc" in box.element.get("class", "").split():
                for inner in self.descendants(element):
                    inner["S"] = names.get(inner["S"], inner["S"])

    def describe_elements(self) -> None:
        """The language of a passage, where on its page a figure stands, and a caption that is only read aloud. No issue found."""
        scale = POINTS_PER_PIXEL
        heights = {
            reference: page.height
            for reference, page in zip(self.pdf.page_references, self.document.pages, strict=True)
        }
        for box, element in self.made:
            if box.element is not None and (language := box.element.get("lang")):
                element["Lang"] = pydyf.String(language)
            if element["S"] == "/Table" and (caption := unprinted_caption(box.element)):
                element["A"] = pydyf.Dictionary({"O": "/Table", "Summary": pydyf.String(caption)})
            if element["S"] == "/Figure" and box.element.get("alt") == "":
                self.detach(element)  # decoration: an artifact
                self.decoration.add(element.number)
            elif element["S"] == "/Figure":
                if "Alt" not in element:  # WeasyPrint says so of images, but not of drawings
                    self.faults.append(f"<{box.element.tag}> has no text alternative")
                left, top = box.content_box_x(), heights[element["Pg"]] - box.content_box_y()
                corners = (left, top - box.height, left + box.width, top)
                element["A"]["BBox"] = pydyf.Array(value * scale for value in corners)

    def describe_links(self) -> None:
        """One annotation for each box of an `<a>`, described by the link's text.

        What stands inside a link inherits it and gets an annotation of its own outside any Link element: issue 2482
        has nested tags on its list. Of the description, no issue found.
        """
        dropped: set[int] = set()
        inside: set[int] = set()
        for page in self.document.pages:
            for box in walk(page._page_box):
                annotation = getattr(box, "link_annotation", None)
                if not annotation:
                    continue
                if id(box) in inside or box.element_tag != "a":
                    dropped.add(annotation.number)
                    continue
                inside.update(id(inner) for inner in walk(box) if inner is not box)
                if text := link_text(box.element):
                    annotation["Contents"] = pydyf.String(text)
        self.remove_annotations(dropped)

    def remove_annotations(self, dropped: set[int]) -> None:
        """Take annotations out of their pages, the structure tree and the parent tree."""
        items = self.dictionaries()
        referring = {i.number for i in items if i.get("Type") == "/OBJR" and number(i["Obj"]) in dropped}
        for item in items:
            if item.get("Type") == "/StructElem":
                item["K"][:] = [kid for kid in item["K"] if number(kid) not in referring]
            elif item.get("Type") == "/Page" and "Annots" in item:
                item["Annots"][:] = [note for note in item["Annots"] if number(note) not in dropped]
        keys = {self.pdf.objects[n]["StructParent"] for n in dropped}
        pairs = list(zip(self.parent_tree[::2], self.parent_tree[1::2], strict=True))
        pages = len(self.document.pages)  # the first pairs are the pages' own
        kept = pairs[:pages] + [pair for pair in pairs[pages:] if pair[0] not in keys]
        self.parent_tree[:] = [part for pair in kept for part in pair]
        for n in dropped | referring:
            self.discard(self.pdf.objects[n])

    def declare_artifacts(self) -> None:
        """What hangs outside the tree is no content: running heads and feet, repeated table heads, decoration.

        Issue 1836.
        """
        inside = self.reachable()
        lists = self.parent_tree[1 : 2 * len(self.document.pages) : 2]
        for reference, owners in zip(self.pdf.page_references, lists, strict=True):
            stream = self.object(self.object(reference)["Contents"]).stream
            for i, operator in enumerate(stream):
                if operator != b"BDC" or "MCID" not in (properties := stream[i - 1]):
                    continue
                mcid = properties["MCID"]
                if (owner := number(owners[mcid])) not in inside:
                    owners[mcid] = "null"
                    kind = "/Layout" if owner in self.decoration else "/Pagination"
                    stream[i - 2 : i] = ["/Artifact", pydyf.Dictionary({"Type": kind})]
        for item in self.dictionaries():
            if item.get("Type") == "/StructElem" and item.number not in inside:
                self.discard(item)

    # The structure tree as objects.

    def object(self, reference: Reference) -> pydyf.Object:
        """The object that a reference points to."""
        return self.pdf.objects[number(reference)]

    def dictionaries(self) -> list[pydyf.Dictionary]:
        """Every object that is a dictionary: pages, elements, annotations."""
        return [item for item in self.pdf.objects if isinstance(item, pydyf.Dictionary)]

    def is_reference(self, kid: Reference) -> bool:
        """Whether a kid is an element of its own, rather than a piece of the page's content."""
        return number(kid) is not None and "S" in self.object(kid)

    def kids(self, element: pydyf.Dictionary) -> list[pydyf.Dictionary]:
        """The elements just below one."""
        below = [self.pdf.objects[place] for kid in element["K"] if (place := number(kid)) is not None]
        return [kid for kid in below if "S" in kid]

    def descendants(self, element: pydyf.Dictionary) -> Iterator[pydyf.Dictionary]:
        """An element and all below it, in reading order."""
        yield element
        for kid in self.kids(element):
            yield from self.descendants(kid)

    def reachable(self) -> set[int]:
        """The numbers of all elements in the tree."""
        inside: set[int] = set()
        waiting = [self.root]
        while waiting:
            kids = self.kids(waiting.pop())
            inside.update(kid.number for kid in kids)
            waiting += kids
        return inside

    def forget_unreachable(self) -> None:
        """Keep only the boxes whose elements hang in the tree."""
        inside = self.reachable()
        self.made = [(box, element) for box, element in self.made if element.number in inside]

    def detach(self, element: pydyf.Dictionary) -> None:
        """Take an element out of its parent."""
        siblings = self.object(element["P"])["K"]
        siblings[:] = [kid for kid in siblings if number(kid) != element.number]

    @staticmethod
    def discard(item: pydyf.Dictionary) -> None:
        """Empty an object that nothing refers to. (Freed ones make pydyf 0.13 write a cross-reference table in which
        the objects after them are found in the wrong places; no issue found in Kozea/pydyf.)"""
        item.clear()

    def move_kids(self, source: pydyf.Dictionary, target: pydyf.Dictionary) -> None:
        """Put all of one element's kids last in another, and take the emptied one away."""
        for kid in self.kids(source):
            kid["P"] = target.reference
        target["K"].extend(source["K"])
        source["K"].clear()
        self.detach(source)


def number(reference: Reference) -> int | None:
    """The object number of an indirect reference, or None for anything else."""
    text = reference.decode() if isinstance(reference, bytes) else reference
    parts = text.split() if isinstance(text, str) else ()
    return int(parts[0]) if len(parts) == 3 and parts[2] == "R" else None
