"""What is read of a Word file. Most files here are imitations of what Word writes, made piece by piece; one is LibreOffice's own."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image as Drawn

from finsam.documents.word.draft import Grid, Image, Prose
from finsam.documents.word.package import MOST_BYTES, Refused
from finsam.documents.word.reading import read_word

FILES = Path(__file__).parent / "files"


def saved(word) -> bytes:
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def body(*paragraphs: str, word=None) -> bytes:
    """A file of paragraphs and tables in Word's own XML; `w:` and the rest are declared."""
    word = word or Word()
    holder = word.element.body
    spaces = nsdecls("w", "r", "wp", "a", "m", "pic") + (
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    )
    made = parse_xml(f"<w:body {spaces}>{''.join(paragraphs)}</w:body>")
    for child in list(made):
        holder.insert(len(holder) - 1, child)
    return saved(word)


def p(inside: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def r(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def styled(style: str, words: str) -> str:
    return p(r(words), f'<w:pStyle w:val="{style}"/>')


def titles(raw: bytes) -> list[tuple[int, str]]:
    return [(draft.level, draft.title) for draft in read_word(raw).sections if draft.title]


def prose(raw: bytes) -> str:
    sections = read_word(raw).sections
    return "".join(item.html for draft in sections for item in draft.content if isinstance(item, Prose))


def grids(raw: bytes) -> list[Grid]:
    return [item for draft in read_word(raw).sections for item in draft.content if isinstance(item, Grid)]


# ---- Headings ----


def test_headings_are_known_by_their_format_in_either_language():
    word = Word()
    word.add_heading("Inledning", 1)
    for name, style_id in (("Rubrik 2", "Rubrik2"), ("Rubrik 3 onumrerad", "R3o")):
        word.styles.add_style(name, 1).element.set(qn("w:styleId"), style_id)
    raw = body(styled("Rubrik2", "Bakgrund"), styled("R3o", "Lagen"), word=word)
    assert titles(raw) == [(1, "Inledning"), (2, "Bakgrund"), (3, "Lagen")]


def test_a_format_of_ones_own_is_what_it_is_based_on():
    word = Word()
    own = word.styles.add_style("Finsam stor", 1)
    own.base_style = word.styles["Heading 2"]
    assert titles(body(styled(own.style_id, "Mål"), word=word)) == [(2, "Mål")]


def test_outline_level_makes_a_heading():
    assert titles(
        body(p(r("Budget"), '<w:outlineLvl w:val="0"/>'), p(r("Text"), '<w:outlineLvl w:val="9"/>'))
    ) == [(1, "Budget")]


def test_numbers_that_somebody_typed_are_taken_off_headings():
    heading = '<w:pStyle w:val="Heading1"/>'
    raw = body(
        p("<w:r><w:t>1</w:t><w:tab/><w:t>Inledning</w:t></w:r>", heading),
        *(p(r(words), heading) for words in ("1.2 Bakgrund", "3. Mål", "3 mål för 2024", "2024 års budget")),
    )
    assert [title for _, title in titles(raw)] == [
        "Inledning",
        "Bakgrund",
        "Mål",
        "3 mål för 2024",
        "2024 års budget",
    ]


def test_without_formats_short_bold_paragraphs_are_headings_and_somebody_is_asked():
    raw = body(
        p(r("Inledning", "<w:b/>")), p(r("Vi samordnar.")), p(r("1.1 Mål", "<w:b/>")), p(r("Fler jobb."))
    )
    reading = read_word(raw)
    assert [(one.level, one.title) for one in reading.sections] == [(1, "Inledning"), (2, "Mål")]
    assert reading.questions == [
        "Filen har inga rubrikformat. Korta stycken i fetstil togs som rubriker. Stämmer det?"
    ]
    with_formats = body(styled("Heading1", "Inledning"), p(r("Viktigt", "<w:b/>")))
    assert titles(with_formats) == [(1, "Inledning")]
    assert read_word(with_formats).questions == []


def test_a_file_without_headings_is_one_section_and_somebody_is_asked():
    reading = read_word(body(p(r("Bara text."))))
    assert [one.title for one in reading.sections] == [""]
    assert reading.questions == ["Filen har inga rubriker. Allt blev ett enda avsnitt. Stämmer det?"]


def test_table_of_contents_is_left_out_however_it_was_made():
    field = "".join(
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>{code}'
        for kind, code in (
            ("begin", '<w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>'),
            ("separate", ""),
        )
    )
    frame = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{p(r('I ramen 3'))}</w:sdtContent></w:sdt>"
    )
    raw = body(
        frame,
        p(field + r("Först 1")), p(r("Sedan 2")), p('<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
        styled("Heading1", "Inledning"), p(r("Kvar.")),
    )  # fmt: skip
    assert prose(raw) == "<p>Kvar.</p>"


# ---- Words ----


def test_tracked_changes_are_read_as_they_are_printed():
    raw = body(
        p(r("Vi ") + f'<w:ins w:id="1" w:author="x">{r("samordnar")}</w:ins>'
          '<w:del w:id="2" w:author="x"><w:r><w:delText>styr</w:delText></w:r></w:del>' + r(" stöd.")),
        p(r("Första"), '<w:rPr><w:del w:id="3" w:author="x"/></w:rPr>'), p(r(" och andra.")),
    )  # fmt: skip
    assert prose(raw) == "<p>Vi samordnar stöd.</p><p>Första och andra.</p>"
    assert read_word(raw).left_out == [
        "En spårad borttagning är borttagen: ”styr”.", "En spårad infogning är med. Se efter att de gäller.",
    ]  # fmt: skip


def test_emphasis_places_breaks_and_signs_are_kept():
    raw = body(
        p(r("Fet", "<w:b/>") + r(" ej", '<w:b w:val="0"/>') + r(" kursiv", "<w:i/>") + r(" H") +
          r("2", '<w:vertAlign w:val="subscript"/>') + r("O")),
        p("<w:r><w:t>Rad</w:t><w:br/><w:t>två - 428 000 kr, § 14</w:t><w:noBreakHyphen/></w:r>"),
        p(r("borta", "<w:vanish/>") + r("struken", "<w:strike/>") + r("kvar")),
        styled("Quote", "Sagt."),
    )  # fmt: skip
    assert prose(raw) == (
        "<p><strong>Fet</strong> ej <em>kursiv</em> H<sub>2</sub>O</p><p>Rad<br>två - 428 000 kr, § 14\u2011</p><p>kvar</p><blockquote><p>Sagt.</p></blockquote>"
    )
    assert read_word(raw).left_out == [
        "Överstruken text följde inte med: ”struken”.", "Dold text följde inte med: ”borta”.",
    ]  # fmt: skip


def linked(address: str) -> bytes:
    word = Word()
    number = word.part.relate_to(
        address, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", True
    )
    return body(p(f'<w:hyperlink r:id="{number}">{r("planen")}</w:hyperlink>'), word=word)


def test_links_to_pages_are_kept_and_scripts_are_not():
    assert prose(linked("https://exempel.se/")) == '<p><a href="https://exempel.se/">planen</a></p>'
    for address in ("javascript:alert(1)", "file:///c:/plan.docx", "data:text/html,x"):
        assert prose(linked(address)) == "<p>planen</p>"
        assert "Länken ”planen” togs bort" in read_word(linked(address)).left_out[0]


def test_link_made_by_a_field_is_kept():
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://exempel.se/" </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("här")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert prose(body(p(field + r(" och nu")))) == '<p><a href="https://exempel.se/">här</a> och nu</p>'


def point(words: str, number: int, level: int = 0) -> str:
    return p(r(words), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def with_lists():
    """A file where list 71 has bullets, and 72 numbers that begin at 3."""
    word = Word()
    numbering = word.part.numbering_part.element
    for number, shape, start in ((71, "bullet", 1), (72, "decimal", 3)):
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{shape}"/></w:lvl>'
            for level in range(3)
        )
        spaces = nsdecls("w")
        numbering.insert(
            0, parse_xml(f'<w:abstractNum {spaces} w:abstractNumId="{number}">{levels}</w:abstractNum>')
        )
        numbering.append(
            parse_xml(f'<w:num {spaces} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
        )
    return word


def test_lists_lie_in_each_other_and_go_on_counting():
    raw = body(
        point("Unga", 71), point("16–24 år", 72, 1), point("Äldre", 71), p(r("Emellan.")),
        point("Tre", 72), p(r("Emellan.")), point("Fyra", 72),
        word=with_lists(),
    )  # fmt: skip
    assert prose(raw) == (
        '<ul><li>Unga<ol start="3"><li>16–24 år</li></ol></li><li>Äldre</li></ul><p>Emellan.</p>'
        '<ol start="3"><li>Tre</li></ol><p>Emellan.</p><ol start="4"><li>Fyra</li></ol>'
    )


def test_marks_that_somebody_typed_make_points():
    raw = body(
        *(p(f"<w:r><w:t>{mark}</w:t><w:tab/><w:t>punkt</w:t></w:r>") for mark in ("•", "–", "1.")),
        p(r("- 428 kr")),
    )
    assert prose(raw) == "<ul><li>punkt</li><li>punkt</li></ul><ol><li>punkt</li></ol><p>- 428 kr</p>"


def test_personnummer_is_taken_out_and_told_but_not_repeated():
    reading = read_word(body(styled("Heading1", "Mål"), p(r("Anna, 640823-3234, deltog."))))
    assert [item.html for item in reading.sections[0].content] == [
        "<p>Anna, [personnummer borttaget], deltog.</p>"
    ]
    assert "1 personnummer togs bort, i ”Mål”." in reading.left_out[0]
    assert "640823" not in "".join(reading.left_out)


# ---- Tables and pictures ----


def test_table_keeps_its_cells_apart_and_knows_its_head():
    word = Word()
    table = word.add_table(rows=3, cols=2)
    for row, cells in zip(
        table.rows, (("Post", "Belopp"), ("Löner", "- 428 000"), ("Hyra", "58 000")), strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    (grid,) = grids(saved(word))
    assert grid.rows == (("Post", "Belopp"), ("Löner", "- 428 000"), ("Hyra", "58 000"))
    assert grid.heads == 1
    assert grid.html.startswith(
        '<table><thead><tr><th scope="col">Post</th><th scope="col">Belopp</th></tr></thead>'
    )


def test_merged_cells_are_parted_and_told():
    word = Word()
    table = word.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Två breda"
    table.cell(0, 2).merge(table.cell(1, 2)).text = "Två höga"
    table.cell(1, 0).text = "nere"
    raw = saved(word)
    assert grids(raw)[0].rows == (("Två breda", "", "Två höga"), ("nere", "", ""))
    assert "En sammanslagen cell är delad. Orden står i den första." in read_word(raw).left_out


def test_caption_names_the_table_below_and_the_picture_above():
    word = Word()
    word.add_paragraph("Tabell 1 Budget", style="Caption")
    word.add_table(rows=1, cols=2).rows[0].cells[0].text = "Löner"
    word.add_picture(BytesIO(a_picture()))
    word.add_paragraph("Figur 1 Kartan", style="Caption")
    (draft,) = read_word(saved(word)).sections
    grid, image = draft.content
    assert (grid.title, image.caption) == ("Tabell 1 Budget", "Figur 1 Kartan")


def test_a_frame_round_text_is_text():
    word = Word()
    word.add_table(rows=1, cols=1).rows[0].cells[0].text = "I en ruta."
    assert prose(saved(word)) == "<p>I en ruta.</p>"


def a_picture(form: str = "PNG", mode: str = "RGB") -> bytes:
    out = BytesIO()
    Drawn.new(mode, (40, 20)).save(out, form)
    return out.getvalue()


def test_picture_comes_with_its_text_or_wants_one():
    word = Word()
    for _ in range(2):
        word.add_picture(BytesIO(a_picture()))
    first = next(word.element.iter(qn("wp:docPr")))
    first.set("descr", "Karta  över\nkommunerna")
    images = [item for item in read_word(saved(word)).sections[0].content if isinstance(item, Image)]
    assert [(image.alt, image.wants_text) for image in images] == [
        ("Karta över kommunerna", False),
        ("", True),
    ]
    assert images[0].data == a_picture()


def test_what_can_not_be_kept_is_told_in_words():
    box = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx><w:txbxContent>"
        f"{p(r('I rutan'))}</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"<w:txbxContent>{p(r('I rutan'))}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    chart = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="d" descr="Kostnader"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/chart"/></a:graphic></wp:inline></w:drawing></w:r>'
    )
    equation = "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"
    word = Word()
    word.sections[0].header.paragraphs[0].text = "Verksamhetsplan"
    commented = word.add_paragraph("Kommenterat")
    word.add_comment(commented.runs, text="Stämmer detta?", author="x")
    raw = body(p(box + chart + equation + "<w:r><w:object/></w:r>"), word=word)
    assert read_word(raw).left_out == [
        "En textruta följde inte med: ”I rutan”. Skriv in det som ska stå i texten.",
        "Ett diagram följde inte med: ”Kostnader”. Diagram ritas av förbundets egna siffror.",
        "Ett inbäddat objekt följde inte med. Spara det som bild, eller skriv in det.",
        "En ekvation följde inte med: ”a+b”. Skriv den som text.",
        "En kommentar följde inte med: ”Stämmer detta?”.",
        "Sidhuvud och sidfot följde inte med: ”Verksamhetsplan”. Här görs de av dokumentets namn.",
    ]


def test_a_file_of_libreoffice_is_read():
    raw = (FILES / "libreoffice.docx").read_bytes()
    assert titles(raw) == [(1, "Inledning"), (2, "Budget"), (1, "Mål")]
    assert prose(raw) == (
        '<p>Förbundet <strong>samordnar</strong> och <em>stödjer</em>. Se <a href="https://exempel.se/plan">planen</a>.</p>'
        "<ul><li>Unga<ul><li>16–24 år</li><li>25–29 år</li></ul></li><li>Äldre</li></ul><ol><li>Först</li><li>Sedan</li></ol>"
        "<p>Kostnaderna är - 428 000 kr enligt § 14.</p><p>Fler får jobb.</p>"
    )
    assert grids(raw)[0].rows == (("Post", "Belopp"), ("Löner", "1 250 000"), ("Hyra", "58 000"))
    assert [image.alt for image in read_word(raw).images()] == ["En blå ruta"]


# ---- What is refused ----


def changed(name: str, content: bytes) -> bytes:
    """A healthy file with a part added or put in another's place."""
    out = BytesIO()
    with ZipFile(BytesIO(saved(Word()))) as source, ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for part in source.infolist():
            if part.filename != name:
                packed.writestr(part, source.read(part))
        packed.writestr(name, content)
    return out.getvalue()


OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:styles/>'
BAD = {
    "an old file": (OLE + bytes(600), "Filen är i det äldre formatet .doc."),
    "with a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "Filen är skyddad med lösenord."),
    "with macros": (changed("word/vbaProject.bin", b"x"), "Filen innehåller makron"),
    "a template with macros": (
        changed("[Content_Types].xml", b"<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"),
        "Filen innehåller makron",
    ),
    "a bomb": (changed("word/media/image1.png", bytes(160_000_000)), "Filen blir för stor när den packas upp."),
    "a bomb of XML": (changed("word/styles.xml", b" " * 31_000_000), "Filen blir för stor när den packas upp."),
    "an entity": (changed("word/styles.xml", ENTITY), "Filen hänvisar till innehåll utanför sig själv."),
    "an entity in other letters": (
        changed("word/styles.xml", ENTITY.decode().encode("utf-16")), "Filen hänvisar till innehåll utanför sig själv.",
    ),
    "a broken zip": (saved(Word())[:2000], "Filen går inte att läsa som ett Word-dokument."),
    "broken XML": (changed("word/document.xml", b"<w:document"), "Filen går inte att läsa som ett Word-dokument."),
    "a workbook": (changed("[Content_Types].xml", b"<Types/>"), "Filen går inte att läsa som ett Word-dokument."),
    "a PDF": (b"%PDF-1.7", "Filen är en PDF."),
    "nothing": (b"", "Filen går inte att läsa som ett Word-dokument."),
    "too large": (b"PK" + bytes(MOST_BYTES), "Filen är större än 20 MB."),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_can_not_be_read_is_refused_with_a_sentence(name):
    raw, sentence = BAD[name]
    with pytest.raises(Refused) as refused:
        read_word(raw)
    assert str(refused.value).startswith(sentence)


def test_many_parts_are_refused_before_they_are_read():
    out = BytesIO()
    with ZipFile(out, "w") as packed:
        for number in range(3_001):
            packed.writestr(f"{number}", b"")
    with pytest.raises(Refused, match="för stor när den packas upp"):
        read_word(out.getvalue())
