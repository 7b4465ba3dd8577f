"""A Word file read into a document: what becomes of each section, once however many times, and the page for it."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as Word
from docx.oxml.ns import qn
from PIL import Image as Drawn

from finsam.core.models import AuditEntry, Picture
from finsam.documents.models import Document, Section
from finsam.documents.word.reading import read_word
from finsam.web.word_import import placements, sections_from_word
from tests import clients
from tests.clients import OWN

ADDRESS = f"/{OWN}/2024/dokument/prov/fran-word/"


@pytest.fixture
def document(by):
    year = clients.fiscal_year(OWN)
    made = Document.objects.create(
        forbund=year.forbund, fiscal_year=year, kind="arsredovisning", key="prov", title="Prov"
    )
    outline = (
        ("Inledning", 1, "", ""),
        ("Mål {år}", 1, "", "<p>Redan skrivet.</p>"),
        ("Budget", 1, "budget", ""),
    )
    for order, (title, level, block, prose) in enumerate(outline, 1):
        Section.objects.create(
            forbund=year.forbund,
            document=made,
            title=title,
            level=level,
            order=order,
            block=block,
            prose=prose,
        )
    return made


def a_picture(mode: str = "RGB", form: str = "PNG") -> bytes:
    out = BytesIO()
    Drawn.new(mode, (40, 20)).save(out, form)
    return out.getvalue()


def other_picture(raw: bytes, picture: bytes) -> bytes:
    """The file with other bytes in the place of its picture."""
    out = BytesIO()
    with ZipFile(BytesIO(raw)) as source, ZipFile(out, "w") as packed:
        for part in source.infolist():
            packed.writestr(part, picture if "media" in part.filename else source.read(part))
    return out.getvalue()


def plan(picture: bytes | None = None, alt: str = "") -> bytes:
    """Last year's plan, in Word."""
    word = Word()
    word.add_paragraph("Finsam Prov")
    word.add_heading("Inledning", 1)
    word.add_paragraph("Vi samordnar.")
    word.add_heading("Uppdrag", 2)
    word.add_paragraph("Att nå fler.", style="List Bullet")
    if picture:
        word.add_picture(BytesIO(picture))
        next(word.element.iter(qn("wp:docPr"))).set("descr", alt)
        word.add_paragraph("Efter bilden.")
    word.add_heading("Mål 2023", 1)
    word.add_paragraph("Förra årets.")
    word.add_heading("Budget", 1)
    word.add_paragraph("Så blev det.")
    word.add_table(rows=1, cols=2).rows[0].cells[0].text = "Löner"
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def read_in(document, raw: bytes, by, *, chosen=None, texts=None):
    reading = read_word(raw)
    numbers = {n for n, draft in enumerate(reading.sections) if draft.title} if chosen is None else chosen
    return sections_from_word(document=document, reading=reading, chosen=numbers, texts=texts or {}, by=by)


def stored(document) -> list[tuple[str, int, str]]:
    return [(one.title, one.level, one.prose) for one in Section.objects.filter(document=document)]


READ_IN = [
    ("Inledning", 1, "<p>Vi samordnar.</p>"),
    ("Uppdrag", 2, "<ul><li>Att nå fler.</li></ul>"),
    ("Mål {år}", 1, "<p>Redan skrivet.</p>"),
    ("Budget", 1, "<p>Så blev det.</p>"),
]


def test_empty_sections_are_filled_new_ones_put_in_place_and_written_ones_left(document, by):
    reading = read_word(plan())
    assert [(one.draft.title, one.what) for one in placements(list(document.sections.all()), reading)] == [
        ("", "new"), ("Inledning", "filled"), ("Uppdrag", "new"), ("Mål 2023", "there"), ("Budget", "filled"),
    ]  # fmt: skip
    done = read_in(document, plan(), by)
    assert stored(document) == READ_IN
    assert [str(one) for one in done.made] == ["Uppdrag"]


def test_again_nothing_is_doubled_and_what_was_edited_or_removed_is_as_somebody_left_it(document, by):
    read_in(document, plan(), by)
    rows = AuditEntry.objects.count()
    done = read_in(document, plan(), by)
    assert (done.made, done.filled) == ([], [])
    assert stored(document) == READ_IN
    assert AuditEntry.objects.count() == rows  # nothing was changed, so nothing is logged
    Section.objects.filter(title="Inledning").update(prose="<p>Nytt.</p>")
    Section.objects.filter(title="Uppdrag").delete()
    read_in(document, plan(), by)
    assert stored(document) == [("Inledning", 1, "<p>Nytt.</p>"), *READ_IN[1:]]


def test_it_is_one_row_in_the_log_that_holds_the_texts(document, by):
    before = AuditEntry.objects.count()
    read_in(document, plan(), by)
    assert AuditEntry.objects.count() == before + 1
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.label) == ("läste in", "Prov 2024")
    assert entry.after["documents.section:Inledning"]["prose"] == "<p>Vi samordnar.</p>"


def test_only_what_is_chosen_is_read_in(document, by):
    read_in(document, plan(), by, chosen={0})
    assert stored(document)[0] == ("", 1, "<p>Finsam Prov</p>")
    assert len(stored(document)) == 4
    read_in(document, plan(), by, chosen={0})
    assert len(stored(document)) == 4


def test_a_table_is_not_put_where_the_document_shows_its_own_figures(document, by):
    (budget,) = [
        one
        for one in placements(list(document.sections.all()), read_word(plan()))
        if one.draft.title == "Budget"
    ]
    assert budget.losses == ["Tabellen i ”Budget” togs inte med: avsnittet visar förbundets egna siffror."]
    read_in(document, plan(), by)
    assert Section.objects.get(document=document, title="Budget").block == "budget"


def test_picture_stands_in_the_text_where_it_stood_and_is_kept_once(document, by):
    raw = plan(a_picture(), "Karta över kommunerna")
    read_in(document, raw, by)
    section = Section.objects.get(document=document, title="Uppdrag")
    picture = Picture.objects.get(alt="Karta över kommunerna")
    assert (section.block, section.after) == ("", "")
    assert section.prose == (
        f'<ul><li>Att nå fler.</li></ul><figure><img data-picture="{picture.key}" alt="Karta över kommunerna"></figure>'
        "<p>Efter bilden.</p>"
    )
    assert picture.name == "Karta över kommunerna"
    section.delete()
    read_in(document, raw, by)
    assert Picture.objects.filter(alt="Karta över kommunerna").count() == 1


def test_picture_without_a_text_is_taken_when_somebody_says_what_it_shows(document, by):
    raw = plan(a_picture())
    (image,) = read_word(raw).images()
    done = read_in(document, raw, by)
    assert done.refused == ["En bild utan beskrivning togs inte med."]
    Section.objects.filter(title="Uppdrag").delete()
    read_in(document, raw, by, texts={image.name: "En karta"})
    assert Picture.objects.filter(alt="En karta").count() == 1
    Section.objects.filter(title="Uppdrag").delete()
    form = {
        "file": SimpleUploadedFile("plan.docx", raw),
        "spara": "1",
        "avsnitt": "2",
        "dekoration": image.name,
    }
    assert clients.signed_in(by).post(ADDRESS, form).status_code == 302
    assert "data-decoration" in Section.objects.get(document=document, title="Uppdrag").prose


def test_picture_in_cmyk_is_taken_and_a_broken_one_told(document, by):
    read_in(document, other_picture(plan(a_picture(), "I tryckfärg"), a_picture("CMYK", "JPEG")), by)
    data = bytes(Picture.objects.get(alt="I tryckfärg").data)
    with Drawn.open(BytesIO(data)) as image:
        assert image.mode == "RGB"
    Section.objects.filter(title="Uppdrag").delete()
    done = read_in(document, other_picture(plan(a_picture(), "Trasig"), a_picture()[:60]), by)
    assert done.refused == [
        "Bilden ”Trasig” togs inte med. Filen är inte en bild som går att läsa. Använd PNG eller JPEG."
    ]
    assert Section.objects.get(document=document, title="Uppdrag").block == ""


def test_text_that_is_too_long_is_refused_with_its_section_and_nothing_is_changed(document, by):
    word = Word()
    word.add_heading("Lång", 1)
    for _ in range(1_100):
        word.add_paragraph("Ett stycke.")
    out = BytesIO()
    word.save(out)
    before = stored(document)
    with pytest.raises(ValidationError) as refused:
        read_in(document, out.getvalue(), by)
    assert refused.value.messages[0].startswith("”Lång”: Texten har 1\u00a0100 stycken och punkter.")
    assert stored(document) == before


# ---- The page ----


def sent(client, raw: bytes, **more):
    file = SimpleUploadedFile("plan.docx", raw)
    return client.post(ADDRESS, {"file": file, **more})


def test_page_shows_what_is_in_the_file_before_anything_is_saved(document, by):
    client = clients.signed_in(by)
    before = stored(document)
    page = sent(client, plan(), visa="1")
    assert page.status_code == 200
    text = page.content.decode()
    assert "5 avsnitt i filen" in text
    assert "2 nya · 2 fyller tomma avsnitt · 1 finns redan här. Ingenting är sparat än." in text
    assert "Det som står före första rubriken" in text
    assert stored(document) == before


def test_page_reads_in_what_was_chosen_and_says_so(document, by):
    client = clients.signed_in(by)
    answer = sent(client, plan(), spara="1", avsnitt=["1", "2", "4"])
    assert answer.status_code == 302
    assert stored(document) == READ_IN
    page = client.get(answer["Location"]).content.decode()
    assert "1 avsnitt är nytt och 2 tomma avsnitt fick text." in page


def test_page_refuses_a_file_that_can_not_be_read_with_a_sentence(document, by):
    client = clients.signed_in(by)
    for raw, sentence in (
        (b"%PDF-1.7", "Filen är en PDF."),
        (b"", "Filen är tom."),
        (b"PK" + bytes(40_000_000), "större än 20 MB"),
    ):
        page = sent(client, raw, spara="1", avsnitt="1")
        assert page.status_code == 422
        assert sentence in page.content.decode()


def test_page_answers_a_script_with_the_preview_alone(document, by):
    client = clients.signed_in(by)
    file = SimpleUploadedFile("plan.docx", plan())
    page = client.post(ADDRESS, {"file": file, "visa": "1"}, headers={"HX-Request": "true"})
    text = page.content.decode()
    assert "5 avsnitt i filen" in text
    assert "<html" not in text
    done = client.post(
        ADDRESS,
        {"file": SimpleUploadedFile("plan.docx", plan()), "spara": "1", "avsnitt": ["1"]},
        headers={"HX-Request": "true"},
    )
    assert done["HX-Redirect"] == f"/{OWN}/2024/dokument/prov/"
