"""What makes a PDF good to read that no validator sees, and the two validations themselves.

`check_pdf(pdf, html)` compares a PDF with the HTML it was made of and returns what is wrong, in words; an empty list
means that both profiles pass and that the structure tree says what the HTML says. The numbers in brackets are the
Matterhorn Protocol's checkpoints.
"""

import re
from collections import Counter
from difflib import SequenceMatcher

from tests.rendering.htmlread import HtmlReader, squeeze
from tests.rendering.pdfread import Element, PdfReader

MARGIN = 42.0  # points, 15 mm: what a printer can do and a binder needs
FILE_NAME = re.compile(r"\.(png|jpe?g|svg|gif|pdf)$|^asset:", re.IGNORECASE)


def check_pdf(pdf: bytes, html: str, part: int = 2) -> list[str]:
    """Everything that is wrong with a PDF made from this HTML; `part` of PDF/A is 3 for one with a file attached."""
    read, source = PdfReader(pdf), HtmlReader(html)
    return [
        *check_profiles(pdf, part),
        *check_objects(pdf, read),
        *check_identity(read, source, part),
        *check_content(read),
        *check_text(read, source),
        *check_headings(read, source),
        *check_contents_list(read),
        *check_tables(read, source),
        *check_links(read, source),
        *check_figures(read, source),
        *check_fonts(read),
        *check_margins(read),
    ]


def check_profiles(pdf: bytes, part: int = 2) -> list[str]:
    """PDF/UA-1 and PDF/A-2a, or 3a, by page-validation, less its known false alarm."""
    import page

    wrong = []
    for profile in ("ua1", f"{part}a"):
        for failure in page.validate_pdf_bytes(pdf, profile=profile).failures:
            number = failure.object_id and failure.object_id.object_number
            if "STREAM-LENGTH" in failure.rule_id and _length_is_right(pdf, number):
                continue
            wrong.append(f"{profile}: {failure.rule_id} {failure.message} (object {number})")
    return wrong


def _length_is_right(pdf: bytes, number: int | None) -> bool:
    """Whether a stream has the length it states and ends in 0D; where no number is told, whether all have and one does.

    page-validation 0.11 takes that byte for half of the line end before `endstream`: a false alarm in one of
    256 compressed streams. It doesn't always say which.
    """
    which = rb"\d+" if number is None else b"%d" % number
    ends = []
    for found in re.finditer(
        rb"(?:^|\n)" + which + rb" 0 obj\n<<(?:(?!>>\s*stream\n).)*?/Length (\d+)", pdf, re.DOTALL
    ):
        data = pdf.index(b"stream\n", found.end()) + len(b"stream\n")
        end = data + int(found[1])
        if pdf[end : end + 10] != b"\nendstream":
            return False
        ends.append(pdf[end - 1 : end])
    return b"\r" in ends


def check_objects(pdf: bytes, read: PdfReader) -> list[str]:
    """The cross-reference table leads to every object. Some readers mend it and others show a blank page."""
    wrong = []
    start = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    table = read.pdf.get_object(int(pdf[start:].split(None, 1)[0]), 0)
    sizes = [int(size) for size in table.W]
    data = table.read_bytes()
    held: dict[int, list[int]] = {}
    for number in range(len(data) // sum(sizes)):
        entry = data[number * sum(sizes) : (number + 1) * sum(sizes)]
        kind, where = entry[0], int.from_bytes(entry[1 : 1 + sizes[1]], "big")
        place = int.from_bytes(entry[1 + sizes[1] :], "big")
        if kind == 1 and not pdf[where:].startswith(b"%d 0 obj" % number):
            wrong.append(f"object {number} is not where the table says")
        if kind == 2:
            if where not in held:
                stream = read.pdf.get_object(where, 0)
                held[where] = [int(n) for n in stream.read_bytes()[: int(stream.First)].split()[::2]]
            if held[where][place : place + 1] != [number]:
                wrong.append(f"object {number} is not in its place in object stream {where}")
    return wrong


def check_identity(read: PdfReader, source: HtmlReader, part: int = 2) -> list[str]:
    """Language, title and both identifications [06, 07, 11]."""
    wrong = []
    if str(read.root.get("/Lang", "")).split("-")[0] != "sv":
        wrong.append(f"Lang is {read.root.get('/Lang')}, not sv")
    if str(read.pdf.docinfo.get("/Title", "")) != source.title() or not source.title():
        wrong.append(f"Title is {read.pdf.docinfo.get('/Title')}, not {source.title()}")
    if not read.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        wrong.append("DisplayDocTitle is not true")
    if not read.root.get("/MarkInfo", {}).get("/Marked"):
        wrong.append("Marked is not true")
    packet = read.root.Metadata.read_bytes()
    needed = (b"pdfuaid:part>1<", b'pdfaid:part="%d"' % part, b'pdfaid:conformance="A"')
    wrong += [f"XMP lacks {words.decode()}" for words in needed if words not in packet]
    if packet.count(b"<rdf:RDF") != 1:
        wrong.append("XMP is not one rdf:RDF")
    return wrong


def check_content(read: PdfReader) -> list[str]:
    """Every piece of content is in the tree exactly once, or an artifact [01]."""
    wrong = [f"text outside any element: {text}" for text in read.stray]
    claims = Counter(kid for element in read.tree.walk() for kid in element.kids if isinstance(kid, tuple))
    owner_of = {kid: e.source.objgen for e in read.tree.walk() for kid in e.kids if isinstance(kid, tuple)}
    wrong += [f"piece {piece} is {n} times in the tree" for piece, n in claims.items() if n > 1]
    wrong += [f"piece {piece} of the tree is on no page" for piece in claims if piece not in read.content]
    for page, mcid in read.content:
        owners = read.owners(page)
        owner = owners[mcid] if mcid < len(owners) else None
        if owner is None or owner.objgen != owner_of.get((page, mcid)):
            wrong.append(f"piece {(page, mcid)} is not in the tree: {read.content[page, mcid]}")
    figures = {kid for figure in read.tree.find("Figure") for kid in figure.kids}
    for page, owner in read.groups:
        if owner != "artifact" and (page, owner) not in figures:
            wrong.append(f"page {page + 1}: content drawn in a group of its own, as opacity does")
    return wrong


def check_text(read: PdfReader, source: HtmlReader) -> list[str]:
    """The tree in order says what the HTML says, no more and no less [09]."""
    spoken, written = reading_text(read, read.tree), source.text()
    wrong = []
    if spoken != written:
        match = SequenceMatcher(None, written[:4000], spoken[:4000], autojunk=False)
        if len(written) > 4000:  # look near the first difference only
            first = next((i for i, (a, b) in enumerate(zip(written, spoken, strict=False)) if a != b), 0)
            written, spoken = (text[max(0, first - 100) : first + 200] for text in (written, spoken))
            match = SequenceMatcher(None, written, spoken, autojunk=False)
        for kind, a, b, c, d in match.get_opcodes():
            if kind != "equal":
                context = written[max(0, a - 20) : a]
                wrong.append(f"text after …{context}: {written[a:b][:80]!r} became {spoken[c:d][:80]!r}")
                break
        else:
            wrong.append("text differs")
    read_aloud = [" ".join(read.text(p, without=("Figure",)).split()) for p in read.tree.find("P")]
    for paragraph, words in zip(
        source.paragraphs(), (p.replace("\u00ad", "") for p in read_aloud), strict=False
    ):
        if paragraph != words:
            wrong.append(f"words run together or apart: {words[:200]}")
            break
    labels = iter(squeeze(read.text(label)) for label in read.tree.find("Lbl"))
    wrong += [f"the list marker {marker} is missing" for marker in source.markers() if marker not in labels]
    return wrong


def reading_text(read: PdfReader, element: Element) -> str:
    """An element's text without white space, pictures, list markers and the contents' page numbers."""
    if element.tag in ("Figure", "Lbl"):
        return ""
    if element.tag == "Reference" and element.find("Link"):
        return "".join(squeeze(read.text(link)) for link in element.find("Link"))
    return "".join(
        reading_text(read, kid) if isinstance(kid, Element) else squeeze(read.content.get(kid, ""))
        for kid in element.kids
        if isinstance(kid, Element | tuple)
    )


def check_headings(read: PdfReader, source: HtmlReader) -> list[str]:
    """The headings are the HTML's, begin with H1, skip no level, and are the bookmarks [14]."""
    wrong = []
    expected = source.headings()
    found = [
        (e.tag.lower(), squeeze(read.text(e))) for e in read.tree.find("H1", "H2", "H3", "H4", "H5", "H6")
    ]
    if found != [(tag, text) for tag, text, _ in expected]:
        wrong.append(f"headings are {found}")
    levels = [int(tag[1]) for tag, _ in found]
    if levels[:1] != [1]:
        wrong.append("the first heading is not H1")
    wrong += [
        f"a level is skipped before {found[i + 1]}"
        for i, n in enumerate(levels[:-1])
        if levels[i + 1] > n + 1
    ]
    bookmarks = [(depth, squeeze(title)) for depth, title in read.outline()]
    if bookmarks != [(int(tag[1]), text) for tag, text, marked in expected if marked]:
        wrong.append(f"bookmarks are {bookmarks}")
    return wrong


def check_contents_list(read: PdfReader) -> list[str]:
    """Each line of the contents names the page that its link leads to."""
    wrong, pages = [], read.destinations()
    for line in read.tree.find("Reference"):
        links = line.find("Link")
        if not links:
            continue  # a line that tells what a chapter holds, and leads nowhere
        shown = squeeze(read.text(line, without=("Link", "Lbl")))
        leads = {pages[str(note.Dest)] + 1 for link in links for note in read.links_of(link)}
        if leads != {int(shown)} if shown.isdigit() else True:
            wrong.append(
                f"contents: {''.join(map(read.text, links))} says page {shown or '–'} and leads to {leads}"
            )
    return wrong


def check_tables(read: PdfReader, source: HtmlReader) -> list[str]:
    """The tables are the HTML's, and every data cell has the headers that HTML gives it [15]."""
    wrong = []
    found, expected = read.tree.find("Table"), source.tables()
    if len(found) != len(expected):
        wrong.append(f"{len(found)} tables, the HTML has {len(expected)}")
    for index, (table, rows) in enumerate(zip(found, expected, strict=False), 1):
        where = f"table {index}"
        inner = {id(e) for t in table.find("Table")[1:] for e in t.walk()}
        lines = [row for row in table.find("TR") if id(row) not in inner]
        if [len(line.kids) for line in lines] != [len(row) for row in rows]:
            wrong.append(f"{where} does not have the HTML's rows and cells")
            continue
        cells = [
            (cell, want)
            for line, row in zip(lines, rows, strict=True)
            for cell, want in zip(line.kids, row, strict=True)
        ]
        names = Counter(str(cell.source.ID) for cell, _ in cells if "/ID" in cell.source)
        wrong += [f"{where}: two cells have the ID {name}" for name, n in names.items() if n > 1]
        heads = {
            str(c.source.ID): reading_text(read, c) for c, _ in cells if c.tag == "TH" and "/ID" in c.source
        }
        for cell, want in cells:
            wrong += [
                f"{where}, cell {want.text[:40] or '(empty)'}: {fault}"
                for fault in _cell(read, cell, want, heads)
            ]
    return wrong


def _cell(read: PdfReader, cell: Element, want, heads: dict[str, str]) -> list[str]:
    wrong = []
    if (cell.tag.lower(), reading_text(read, cell)) != (want.tag, want.text):
        wrong.append(f"is {cell.tag} {reading_text(read, cell)}")
    attributes = cell.source.get("/A", {})
    if cell.tag == "TH" and "/Scope" not in attributes:
        wrong.append("has no Scope")
    names = [str(name) for name in attributes.get("/Headers", [])]
    if unknown := [name for name in names if name not in heads]:
        wrong.append(f"refers to headers that do not exist: {unknown}")
    elif sorted(heads[name] for name in names) != list(want.headers):
        wrong.append(f"has the headers {[heads[name] for name in names]}, not {list(want.headers)}")
    return wrong


def check_links(read: PdfReader, source: HtmlReader) -> list[str]:
    """Each link has one annotation per line it stands on, described by its text [28]."""
    wrong, left = [], read.tree.find("Link")
    for label, text in source.links():
        said = ""
        while left and (not said or said != text):
            link = left.pop(0)
            said += squeeze(read.text(link))
            notes = read.links_of(link)
            if len(notes) != 1:
                wrong.append(f"link {label}: {len(notes)} annotations")
            for note in notes:
                if squeeze(str(note.get("/Contents", ""))) != label:
                    wrong.append(f"link {label} is described as {note.get('/Contents')}")
                if read.parent_tree[int(note.StructParent)].objgen != link.source.objgen:
                    wrong.append(f"link {label}: its annotation belongs to another element")
            if not text:
                break
        if said != text:
            wrong.append(f"link {text} reads {said}")
    wrong += [f"a link that the HTML lacks: {read.text(link)}" for link in left]
    tagged = Counter(note.objgen for link in read.tree.find("Link") for note in read.links_of(link))
    for number, page in enumerate(read.pdf.pages, 1):
        for note in page.obj.get("/Annots", []):
            if tagged[note.objgen] != 1:
                wrong.append(f"page {number}: an annotation is in {tagged[note.objgen]} elements")
    return wrong


def check_figures(read: PdfReader, source: HtmlReader) -> list[str]:
    """Each picture has the text alternative that the HTML gives it, and one worth reading [13]."""
    wrong = []
    found = [str(figure.source.get("/Alt", "")) for figure in read.tree.find("Figure")]
    expected = source.pictures()
    if found != [text for text, _ in expected]:
        wrong.append(f"pictures are described as {found}")
    for text, caption in expected:
        if not text.strip():
            wrong.append("a picture has no text alternative")
        elif FILE_NAME.search(text):
            wrong.append(f"a picture is described by a file name: {text}")
        elif squeeze(text) == caption:
            wrong.append(f"a picture is described by its caption: {text}")
    return wrong


def check_fonts(read: PdfReader) -> list[str]:
    """Every font is embedded and maps to text, and no glyph stands for a character that is missing [10, 31]."""
    wrong = [f"{glyph} has no text" for glyph in read.glyphs_without_text]
    for item in read.pdf.objects:
        if not hasattr(item, "get") or item.get("/Type") != "/Font" or item.get("/Subtype") != "/Type0":
            continue
        if "/FontFile2" not in item.DescendantFonts[0].FontDescriptor:
            wrong.append(f"{item.BaseFont} is not embedded as TrueType")
        if "/ToUnicode" not in item:
            wrong.append(f"{item.BaseFont} does not map to text")
    return wrong + [f"replacement character in {text}" for text in read.content.values() if "\ufffd" in text]


def check_margins(read: PdfReader) -> list[str]:
    """No text runs out over the page's edge, as a table too wide would."""
    wrong = []
    for index, text, *ends in read.places:
        width, height = (float(side) for side in read.pdf.pages[index].mediabox[2:])
        if text.strip() and not all(
            MARGIN - 1 <= x <= width - MARGIN and MARGIN - 1 <= y <= height - MARGIN for x, y in ends
        ):
            wrong.append(f"page {index + 1}: {text[:40]!r} stands outside the margins")
    return wrong
