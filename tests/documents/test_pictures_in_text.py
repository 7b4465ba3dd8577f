"""Pictures in a section's text: the förbund's own, shown on every rendering, missed when they are gone or say nothing."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Drawn

from finsam.checks.reading.text import blocks
from finsam.core import removal
from finsam.core.models import Forbund, Picture
from finsam.documents.books import open_book
from finsam.documents.models import Document, Section
from finsam.documents.resolve import resolve
from finsam.documents.word.draft import Image, Prose
from finsam.documents.word.reading import read_word
from finsam.editions.comparison.documents import compare
from finsam.editions.deciding import REQUIREMENTS, pictures_described
from finsam.editions.serialized import dump, load
from finsam.rendering.docx.docx import to_docx
from finsam.rendering.html import assets_of, to_html, to_page
from finsam.rendering.pdf.pdf import to_pdf
from finsam.web.missing import missing_of
from tests import clients
from tests.clients import FOREIGN, OWN
from tests.rendering.pdfcheck import check_pdf

TEXT = (
    '<p>Före.</p><figure data-size="half"><img data-picture="karta" alt="Karta över länet"><figcaption>Länet</figcaption></figure>'
    '<p>Efter.</p><figure><img data-picture="linje" data-decoration=""></figure><p>Sist.</p>'
)


def a_picture(colour: str, forbund: Forbund, key: str, **fields) -> Picture:
    out = BytesIO()
    Drawn.new("RGB", (60, 40), colour).save(out, "PNG")
    fields = {"name": key.capitalize(), "data": out.getvalue(), "content_type": "image/png"} | fields
    picture = Picture(forbund=forbund, key=key, **fields)
    picture.save()
    return picture


@pytest.fixture
def document(by):
    """A document whose one section holds two of the förbund's pictures."""
    year = clients.fiscal_year(OWN)
    made = Document.objects.create(
        forbund=year.forbund, fiscal_year=year, kind="arsredovisning", key="prov", title="Prov"
    )
    for colour, key in (("green", "karta"), ("blue", "linje")):
        a_picture(colour, year.forbund, key)
    Section.objects.create(
        forbund=year.forbund, document=made, key="lanet", title="Länet", order=1, prose=TEXT
    )
    return made


def resolved_with(document: Document, prose: str):
    section = document.sections.get()
    section.prose = prose
    return resolve(document, open_book(document.forbund, 2024), [section])


def test_a_picture_is_shown_on_every_rendering_and_decoration_is_no_content_of_the_pdf(document):
    document.cover_picture = Picture.objects.get(key="linje")  # of which nobody has said anything
    resolved = resolved_with(document, TEXT)
    assert {"karta", "linje"} <= set(resolved.pictures)
    assert (resolved.missing, list(resolved.undescribed())) == ((), [])
    html = to_html(resolved)
    assert (
        '<figure class="picture half"><img src="asset:karta" alt="Karta över länet"><figcaption>Länet</figcaption>'
        in html
    )
    assert html.count('<figure class="picture"><img src="asset:linje" alt=""></figure>') == 2
    assert '<img src="data:image/png;base64,' in to_page(resolved)
    pdf = to_pdf(html, assets_of(resolved))
    described = html.replace('<img src="asset:linje" alt="">', "")  # as it is read aloud
    assert check_pdf(pdf, described) == []
    assert load(dump(resolved)).parts == resolved.parts


def test_who_may_only_read_sees_it_in_the_text(document):
    reader = clients.signed_in(clients.let_in(clients.user("revisor"), "revisor"))
    page = reader.get(f"/{OWN}/2024/dokument/prov/avsnitt/lanet/").content.decode()
    assert f'<img src="/{OWN}/2024/bilder/karta/fil/" alt="Karta över länet">' in page


def test_word_has_it_where_it_stands_and_it_is_read_back(document):
    table = '<table><caption>Antal</caption><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>'
    resolved = resolved_with(document, TEXT.replace("<p>Sist.</p>", table))
    data = to_docx(resolved)
    assert data == to_docx(resolved)
    (draft,) = [draft for draft in read_word(data).sections if draft.title]
    before, picture, after, line, grid = draft.content
    assert (before, after) == (Prose("<p>Före.</p>"), Prose("<p>Efter.</p>"))
    assert isinstance(picture, Image)
    assert (picture.alt, picture.caption, picture.decorative) == ("Karta över länet", "Länet", False)
    assert (line.alt, line.caption, line.decorative) == ("", "", True)
    assert grid.html == table


def test_a_picture_that_says_nothing_is_missed_and_keeps_the_document_from_the_board(document):
    bare = '<figure><img data-picture="karta"><figcaption>Länet</figcaption></figure>'
    sentence = "Bilden ”Länet” saknar beskrivning. Skriv vad den visar, eller säg att den är dekoration."
    resolved = resolved_with(document, bare)
    book = open_book(document.forbund, 2024)
    found = [item for item in missing_of(document, resolved, book) if item.what == sentence]
    assert [(item.where, item.href) for item in found] == [
        ("Länet", f"/{OWN}/2024/dokument/prov/avsnitt/lanet/")
    ]
    asked = [find for steps, find in REQUIREMENTS.values() if "besluta" in steps]
    assert pictures_described in asked
    case = type("Case", (), {"resolved": resolved})
    assert list(pictures_described(case)) == [f"{sentence} Den står i ”Länet”."]
    # What the förbund has said of it among its pictures is said here too.
    Picture.objects.filter(key="karta").update(alt="Karta")
    assert list(resolved_with(document, bare).undescribed()) == []


def test_another_forbunds_picture_is_not_shown_and_one_that_is_gone_is_missed(document):
    other = Forbund.objects.get(key=FOREIGN)
    with clients.in_scope(FOREIGN):
        a_picture("red", other, "deras", alt="Hemligt")
    resolved = resolved_with(document, '<figure><img data-picture="deras" alt="Deras"></figure>')
    assert "deras" not in resolved.pictures
    assert resolved.parts[0].prose == '<p><span class="missing">Bilden saknas</span></p>'
    assert [missing.reason for missing in resolved.missing] == [
        "Bilden ”deras” finns inte bland förbundets bilder."
    ]
    assert "deras" not in to_html(resolved)


def test_a_file_put_in_a_text_is_kept_once_and_what_can_not_be_taken_is_told(document, by):
    client, address = clients.signed_in(by), f"/{OWN}/2024/bilder-i-texten/"
    ink = BytesIO()
    Drawn.new("CMYK", (30, 20)).save(ink, "JPEG")
    for _ in range(2):
        told = client.post(address, {"file": SimpleUploadedFile("Vår_karta.jpg", ink.getvalue())}).json()
    assert told == {"key": "var-karta", "name": "Vår karta", "alt": ""}
    with Drawn.open(BytesIO(bytes(Picture.objects.get(key="var-karta").data))) as kept:
        assert kept.mode == "RGB"
    assert [picture["key"] for picture in client.get(address).json()["pictures"]][-1] == "var-karta"
    before = Picture.objects.count()
    for raw, sentence in (
        (bytes(40_000_000), "Bilden är större än 5 MB. Spara den mindre och försök igen."),
        (ink.getvalue()[:200], "Filen är inte en bild som går att läsa. Använd PNG eller JPEG."),
        (b"<svg onload=alert(1)>", "Filen är inte en bild som går att läsa. Använd PNG eller JPEG."),
    ):
        answer = client.post(address, {"file": SimpleUploadedFile("bild.png", raw)})
        assert (answer.status_code, answer.json()) == (422, {"said": [sentence]})
    assert client.post(address).status_code == 422
    assert Picture.objects.count() == before


def test_who_removes_a_picture_is_told_of_the_texts_that_show_it(document):
    said = removal.said_of(Picture.objects.get(key="karta"))
    assert said == ["Texten i avsnitt 1 i Prov 2024 hänvisar till ”Karta”."]


def test_what_it_shows_is_read_and_compared(document):
    assert [block.text for block in blocks(TEXT)] == ["Före.", "Karta över länet", "Länet", "Efter.", "Sist."]
    old = resolved_with(document, TEXT)
    assert compare(old, old).sections == ()
    (section,) = compare(old, replace(old, pictures={**old.pictures, "karta": b"en annan"})).sections
    (paragraph,) = section.paragraphs
    assert paragraph.remark == "Bilden är utbytt. Vad bilder föreställer jämförs inte."
    assert "".join(span.text for span in paragraph.spans) == "[bild: Karta över länet]"
    (section,) = compare(old, resolved_with(document, TEXT.replace("över länet", "över kommunen"))).sections
    assert [(span.kind, span.text) for span in section.paragraphs[0].spans] == [
        ("same", "[bild: Karta över"),
        ("removed", " länet"),
        ("added", " kommunen"),
        ("same", "]"),
    ]
    (section,) = compare(old, resolved_with(document, TEXT.replace("half", "third"))).sections
    assert section.paragraphs[0].remark == "Formateringen eller en länk är ändrad."
