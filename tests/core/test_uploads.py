"""What people send is read in a process that may die of it: bombs are refused with a sentence, through the real pages."""

import csv
import io
import logging
import os
import pickle
import re
import resource
import struct
import time
import zipfile
import zlib

import PIL.Image
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as WordDocument
from openpyxl import Workbook
from PIL import ExifTags, Image

from auditors.questions.models import Question, ReplyFile
from budget.ledger.sie.outcome import Source
from finsam.core.models import AuditEntry, Picture
from finsam.core.models.files import plain_name
from finsam.core.uploads import apart
from finsam.core.uploads.archives import TooLarge, measured
from followup.surveys.models import SurveyRound
from tests import clients
from tests.clients import OWN
from tests.core.test_pictures import a_picture, empty_png, from_a_phone
from tests.factories import first

TOO_MUCH = "det skulle ta för mycket minne eller tid"


# ---- Files that are fine, and bombs ----


def a_workbook(*rows) -> bytes:
    book = Workbook()
    for row in rows or [["fråga", "ofta"], ["1", 3]]:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def a_word_file() -> bytes:
    document = WordDocument()
    document.add_heading("Inledning", 1)
    document.add_paragraph("Vi samverkar.")
    document.add_picture(io.BytesIO(a_picture(exif=from_a_phone(1))))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def with_part(raw: bytes, name: str, content: bytes) -> bytes:
    """A zip in which one part is another."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as made,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for one in {*made.namelist(), name}:
            packed.writestr(one, content if one == name else made.read(one))
    return target.getvalue()


def lying(raw: bytes, name: str) -> bytes:
    """A zip that says of a part that it is ten bytes, where it is far more."""
    with zipfile.ZipFile(io.BytesIO(raw)) as made:
        size = struct.pack("<I", made.getinfo(name).file_size)
    return raw.replace(size, struct.pack("<I", 10))


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "'
    + b"ha" * 5_000
    + b'">'
    + b"".join(
        b'<!ENTITY %s "%s">' % (after.encode(), b"&%s;" % before.encode() * 20)
        for before, after in ("ab", "bc", "cd", "de", "ef")
    )
    + b']><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&f;</t></si></sst>'
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'
ZEROS = b"0" * 60_000_000
SHEET, WORDS, TEXTS = "xl/worksheets/sheet1.xml", "word/document.xml", "xl/sharedStrings.xml"
DEEP = b"<worksheet>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</worksheet>"
NESTED = with_part(with_part(a_workbook(), "xl/media/1.bin", ZEROS), "xl/media/2.bin", ZEROS)

BOMBS = {
    "workbook that is large": (lambda: with_part(a_workbook(), SHEET, b"<a>" + ZEROS + b"</a>"), "8 MB när den packas upp"),
    "workbook that lies": (lambda: lying(with_part(a_workbook(), SHEET, b"<a>" + ZEROS + b"</a>"), SHEET), "går inte att läsa som Excel|8 MB när den packas upp"),
    "workbook of laughs": (lambda: with_part(a_workbook(), TEXTS, LAUGHS), "hänvisar till innehåll utanför"),
    "workbook that asks for a file": (lambda: with_part(a_workbook(), "xl/styles.xml", OUTSIDE), "hänvisar till innehåll utanför"),
    "workbook that is deep": (lambda: with_part(a_workbook(), SHEET, DEEP), "8 MB när den packas upp"),
    "workbook with a zip in it": (lambda: NESTED, "8 MB när den packas upp"),
}  # fmt: skip
TEXT_BOMBS = {
    "one line of everything": ("konto;belopp;månad\n" + "1;" * 900_000, "för lång för att vara en rad|fler än"),
    "a million columns": ("konto;" + ";".join(f"kolumn{number}" for number in range(200_000)), "för lång för att vara en rad|fler än"),
    "quotes that never end": ('konto;belopp;månad\n"' + "x;\n" * 300_000, "går inte att läsa som CSV|fler än"),
}  # fmt: skip


# ---- The pages ----


@pytest.fixture
def sent_to(chiefs, within):
    """Send a file to a page; what is answered, as one text."""
    places = {
        "survey": lambda: clients.url("survey-rounds-import", key=first(SurveyRound, OWN).key),
        "ledger": lambda: clients.url("ledger-import"),
        "budget": lambda: clients.url("budget-paste"),
        "word": lambda: clients.url("document-from-word", key="verksamhetsplan"),
        "text": lambda: clients.url("text-pictures"),
        "picture": lambda: clients.url("pictures-new"),
    }

    def send(page, raw, called="fil.xlsx", **fields):
        answer = chiefs.post(places[page](), {"file": SimpleUploadedFile(called, raw), **fields})
        said = answer.content.decode()
        if "json" in answer["Content-Type"]:
            said = " ".join(answer.json().get("said", [answer.json().get("key", "")]))
        return answer.status_code, said

    return send


@pytest.fixture
def peaks(caplog):
    """The most memory that each file took in the process that read it, in MB."""
    caplog.set_level(logging.INFO, apart.logger.name)
    return lambda: [int(told[1]) for told in re.finditer(r"read a file apart in (\d+) MB", caplog.text)]


@pytest.mark.parametrize("page", ["survey", "ledger", "budget"])
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_workbook_that_is_a_bomb(sent_to, page, bomb):
    make, sentence = BOMBS[bomb]
    written = AuditEntry.objects.count()
    status, said = sent_to(page, make())
    assert status == 422
    assert re.search(sentence, said)
    assert "root:" not in said
    assert AuditEntry.objects.count() == written


@pytest.mark.parametrize("page", ["survey", "ledger", "budget"])
@pytest.mark.parametrize("bomb", TEXT_BOMBS)
def test_a_text_that_is_a_bomb(sent_to, page, bomb):
    text, sentence = TEXT_BOMBS[bomb]
    status, said = sent_to(page, text.encode(), "fil.csv")
    assert status == 422
    assert re.search(rf"{sentence}|större än 2 MB|ingen tabell med belopp|ingen rubrikrad|{TOO_MUCH}", said)


@pytest.mark.parametrize(
    ("name", "part", "sentence"),
    [
        ("word/media/zeros.bin", ZEROS * 3, "för stor när den packas upp"),
        (WORDS, b"<w>" + ZEROS + b"</w>", "för stor när den packas upp"),
        ("word/styles.xml", OUTSIDE, "hänvisar till innehåll utanför"),
        ("word/styles.xml", OUTSIDE.decode().replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16"), "hänvisar till innehåll utanför"),
    ],
    ids=["large", "large text", "asks for a file", "asks for a file in other letters"],
)  # fmt: skip
def test_a_word_file_that_is_a_bomb(sent_to, name, part, sentence):
    status, said = sent_to("word", with_part(a_word_file(), name, part), "plan.docx")
    assert (status, sentence in said, "root:" in said) == (422, True, False)


@pytest.mark.parametrize("page", ["text", "picture"])
@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (empty_png(20_000, 20_000), "fler än 30 miljoner bildpunkter"),
        (b"\x89PNG" + b"x" * 100, "inte en bild som går att läsa"),
        (b"x" * 6_000_000, "större än 5 MB"),
    ],
    ids=["many pixels", "no picture", "many bytes"],
)
def test_a_picture_that_is_a_bomb(sent_to, page, raw, sentence):
    status, said = sent_to(page, raw, "bild.png", name="Bild", alt="En bild")
    assert (status, sentence in said) == (422, True)
    assert not Picture.objects.filter(name="Bild").exists()


def test_a_large_picture_takes_its_memory_elsewhere(sent_to, peaks):
    """Thirty million pixels are opened by the process that reads, many times what the site's own grows by."""
    zeros = zlib.compress(b"\0" * (5_400 * 3 + 1) * 5_400, 1)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 5_400, 5_400, 8, 2, 0, 0, 0))
    raw = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zeros) + chunk(b"IEND", b"")
    sent_to("text", a_picture(), "liten.jpg")  # all that a first file loads is there
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status, _ = sent_to("text", raw, "stor.png")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    small, large = peaks()
    assert status == 200
    assert large > 2 * small
    assert grown < (large - small) / 4


def test_where_a_picture_was_taken_is_kept_nowhere(sent_to, chiefs, person, client_of):
    """In a text, as a logo, in a Word file, and beside an answer to the auditors."""
    phone = from_a_phone(6)
    raw = a_picture(exif=phone, size=(80, 40))
    assert Image.open(io.BytesIO(raw)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    status, key = sent_to("text", raw, "IMG_1.jpg")
    assert status == 200
    assert sent_to("picture", raw, "IMG_2.jpg", name="Logga", alt="Ett märke")[0] == 302
    auditor = client_of(person("revisor"))
    auditor.post(clients.url("questions-new"), {"om": "ar:", "kind": "fraga", "text": "Hur såg det ut?"})
    question = Question.objects.get()
    place = clients.url("questions-answer", key=question.key)
    sent = {"text": "Så här.", "version": "1", "files": [SimpleUploadedFile("På plats.JPEG", raw)]}
    assert chiefs.post(place, sent).status_code == 302
    file = ReplyFile.objects.get()
    assert file.file_name == "På plats.jpg"
    got = auditor.get(
        clients.url("questions-file", question=question.key, reply=file.reply.key, file=file.key)
    )
    kept = [bytes(picture.data) for picture in Picture.objects.filter(key=key)]
    kept += [bytes(Picture.objects.get(name="Logga").data), got.content]
    assert len(kept) == 3
    for one in kept:
        image = Image.open(io.BytesIO(one))
        assert (dict(image.getexif()), b"Telefonmakaren" in one, image.size) == ({}, False, (40, 80))


def test_what_was_written_stays_beside_a_file_that_is_refused(within, chiefs, person, client_of):
    client_of(person("revisor")).post(
        clients.url("questions-new"), {"om": "ar:", "kind": "fraga", "text": "Hur?"}
    )
    place = clients.url("questions-answer", key=Question.objects.get().key)
    sent = {"text": "Det som tog en timme att skriva.", "version": "1", "files": [SimpleUploadedFile("a.png", empty_png(20_000, 20_000))]}  # fmt: skip
    answer = chiefs.post(place, sent)
    assert answer.status_code == 422
    assert "Det som tog en timme att skriva." in answer.text
    assert "fler än 30 miljoner bildpunkter" in answer.text
    assert not ReplyFile.objects.exists()


@pytest.mark.parametrize(("limit", "value"), [("SECONDS", 0.001), ("MEGABYTES", 60)])
@pytest.mark.parametrize(
    ("page", "name"), [("text", "b.jpg"), ("picture", "b.jpg"), ("word", "b.docx"), ("survey", "b.xlsx"), ("ledger", "b.se"), ("budget", "b.xlsx")]
)  # fmt: skip
def test_who_dies_of_a_limit_is_told_of_and_the_next_is_read(monkeypatch, sent_to, limit, value, page, name):
    raw = {"jpg": a_picture(size=(3_000, 3_000)), "docx": a_word_file(), "xlsx": a_workbook(*[[n] * 25 for n in range(1_500)]), "se": b"#FLAGGA 0\n" + b"#VER\n" * 400_000}[name.split(".")[1]]  # fmt: skip
    with monkeypatch.context() as tight:
        tight.setattr(apart, limit, value)
        status, said = sent_to(page, raw, name, name="Bild", alt="En bild")
    assert (status, TOO_MUCH in said) == (422, True)
    assert sent_to("text", a_picture(), "liten.jpg")[0] == 200


def test_nothing_that_is_sent_is_opened_by_the_site_itself(monkeypatch, sent_to):
    """The libraries that open files fail here; they are all right where files are read."""

    def here(*args, **kwargs):
        raise AssertionError("opened by the site")

    raws = {"text": a_picture(), "word": a_word_file(), "survey": a_workbook(), "budget": a_workbook(["", "2024"], ["Intäkter", 100], ["Summa", 100])}  # fmt: skip
    for module, name in ((PIL.Image, "open"), (zipfile, "ZipFile"), (csv, "reader")):
        monkeypatch.setattr(module, name, here)
    got = {page: sent_to(page, raw) for page, raw in raws.items()}
    got |= {"csv": sent_to("survey", "fråga;ofta\nfinns-inte;3".encode(), "a.csv")}
    assert {page: status for page, (status, _) in got.items()} == {"text": 200, "word": 200, "survey": 422, "budget": 200, "csv": 422}  # fmt: skip
    assert "fråga ”1”" in got["survey"][1]
    assert "fråga ”finns-inte”" in got["csv"][1]


# ---- The one way in ----


def a_gadget() -> bytes:
    class Runs:
        def __reduce__(self):
            return os.system, ("true",)

    return pickle.dumps(("answer", Runs(), 1))


def test_what_comes_back_is_data_and_runs_nothing():
    with pytest.raises(pickle.UnpicklingError):
        apart._understood(a_gadget())


class Sent:
    """Sent as what `getattr` answers, which is how Python before 3.11.4 sends a choice among several."""

    def __init__(self, *of):
        self.of = of

    def __reduce__(self):
        return getattr, self.of


def test_a_choice_among_several_comes_back_however_python_sends_it():
    (name, *_) = Source.__members__
    assert apart._understood(pickle.dumps([Sent(Source, name), Source[name]])) == [Source[name]] * 2


@pytest.mark.parametrize("of", [(Question, "objects"), (Source, "__class__"), ("a", "upper")])
def test_nothing_but_choices_is_got_out_of_our_own_things(of):
    with pytest.raises(pickle.UnpicklingError):
        apart._understood(pickle.dumps(Sent(*of)))


def refused(raw):
    raise ValidationError([f"Nej, {len(raw)} byte.", "Två."])


def writes(place):
    place.write_bytes(b"abc")


def loops(place):
    while True:
        time.sleep(0.01)


def test_what_the_reader_says_is_said():
    with pytest.raises(ValidationError) as error:
        apart.read(refused, b"abc")
    assert error.value.messages == ["Nej, 3 byte.", "Två."]


@pytest.mark.parametrize("reader", [loops, writes])
def test_a_reader_that_goes_wrong_ends(monkeypatch, tmp_path, reader):
    monkeypatch.setattr(apart, "SECONDS", 1)
    with pytest.raises(ValidationError, match=TOO_MUCH):
        apart.read(reader, tmp_path / "skrivet")
    assert not (tmp_path / "skrivet").exists() or (tmp_path / "skrivet").read_bytes() == b""


def test_a_zip_is_measured_by_what_comes_out_of_it():
    raw = with_part(a_workbook(), "a.bin", b"x" * 300_000)
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        packed.getinfo("a.bin").file_size = 1 << 40  # what it says is believed by nobody
        taken: list[int] = []
        with pytest.raises(TooLarge):
            taken.extend(len(piece) for _, pieces in measured(packed, 100_000) for piece in pieces)
        assert sum(taken) <= 100_000


# ---- Names and sizes ----

NAMES = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "..\\..\\windows\\CON.pdf": "CON_.pdf",
    "nul.txt": "nul_.txt",
    "Kanul.pdf": "Kanul.pdf",
    "LPT1.tar.pdf": "LPT1_.tar.pdf",
    "a\0b.pdf": "ab.pdf",
    "faktura\u202efdp.exe.pdf": "fakturafdp.exe.pdf",
    "rad\r\nSet-Cookie: a=b.pdf": "radSet-Cookie: a=b.pdf",
    "Överlämning ”2024”.pdf": "Överlämning ”2024”.pdf",
    "..": "",
    "/": "",
    " . ": "",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_no_path(name):
    assert plain_name(name) == NAMES[name]


def test_a_name_from_outside_stays_a_name(within, chiefs, person, client_of):
    """Sent as it is on the wire, past what a polite client would make of it."""
    client_of(person("revisor")).post(
        clients.url("questions-new"), {"om": "ar:", "kind": "fraga", "text": "Hur?"}
    )
    question = Question.objects.get()
    place = clients.url("questions-answer", key=question.key)
    body = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nHej.\r\n--x\r\nContent-Disposition: form-data; name="version"\r\n\r\n1\r\n'
    body += (
        '--x\r\nContent-Disposition: form-data; name="files"; filename="../../../var/\u202eÖvre NUL.pdf"\r\n'
        "Content-Type: text/html\r\n\r\n%PDF-1.4 /MediaBox [0 0 1000000000 1000000000]\r\n--x--\r\n"
    ).encode()
    assert chiefs.post(place, body, content_type="multipart/form-data; boundary=x").status_code == 302
    file = ReplyFile.objects.get()
    assert file.file_name == "Övre NUL.pdf"
    got = chiefs.get(
        clients.url("questions-file", question=question.key, reply=file.reply.key, file=file.key)
    )
    assert got["Content-Disposition"] == f'attachment; filename="{file.key}.pdf"'
    assert got["Content-Type"] == "application/octet-stream"
    assert got.content == b"%PDF-1.4 /MediaBox [0 0 1000000000 1000000000]"  # a PDF is never opened here


def test_a_swedish_name_is_written_as_browsers_read_it():
    from finsam.core.views.files import saved_as

    assert saved_as("år 2024.pdf", b"", "application/pdf")["Content-Disposition"] == "attachment; filename*=utf-8''%C3%A5r%202024.pdf"  # fmt: skip
    assert (
        saved_as('a"b.pdf', b"", "application/pdf")["Content-Disposition"]
        == 'attachment; filename="a\\"b.pdf"'
    )
    assert "\n" not in saved_as("a\nb.pdf", b"", "application/pdf")["Content-Disposition"]


def test_of_a_file_that_is_too_large_no_more_is_kept_than_can_be_used(settings, sent_to):
    """The rest goes by, and what is kept lies in memory: nothing that is sent touches a disk."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 21_000_000
    settings.FILE_UPLOAD_TEMP_DIR = "/finns-inte"
    status, said = sent_to("budget", b"x" * 30_000_000, "stor.csv")
    assert (status, "större än 20 MB" in said) == (422, True)


def test_more_than_a_visit_may_send_is_refused_with_a_page(monkeypatch, sent_to):
    monkeypatch.setattr("finsam.core.uploads.receiving.MOST_TOGETHER", 1_000)
    status, said = sent_to("text", b"x" * 2_000, "stor.png")
    assert status == 400
    assert "<h1>Begäran gick inte att läsa</h1>" in said
