"""The working paper: what is new and the samples with results, as a tagged PDF and as a workbook."""

import io
import subprocess

from openpyxl import load_workbook
from pypdf import PdfReader

from auditors.models import SeenMark
from auditors.working_paper import WORKING_PAPER, Case, resolved
from budget.models import LedgerImport
from finsam.core.models import User
from finsam.rendering.html import to_html
from tests import clients
from tests.auditors.conftest import books, read
from tests.auditors.test_latest import SPRING
from tests.auditors.test_samples import MONETARY, RANDOM, STRATA, drawn, judged
from tests.rendering.pdfcheck import check_pdf


def prepared(auditor) -> None:
    """Books read twice, a sample by each method, one of them judged; the mark between the two."""
    old = read(books(), "mars.se")
    with clients.in_scope(clients.OWN):
        LedgerImport.objects.filter(pk=old.pk).update(read_at=SPRING)
    read(books(k4510_10_3="100000.25"), "april.se")
    auditor.post(clients.url("latest"), {"since": "2024-04-02"}, headers={"origin": clients.ORIGIN})
    sample = drawn(auditor, {**RANDOM, "name": "Kostnader <våren>"})
    drawn(auditor, STRATA)
    drawn(auditor, MONETARY)
    judged(
        auditor, sample, {1: {"result": "avvikelse", "deviation": "1 000,50", "text": "Fel period & moms."}}
    )


def words(pdf: bytes) -> str:
    """What a PDF says, in one line."""
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return " ".join(text.replace("\xa0", " ").split())


def test_it_is_a_pdf_that_both_profiles_take_and_says_what_was_found(auditor):
    prepared(auditor)
    answer = auditor.get(clients.url("working-paper-pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="kramfors-arbetspapper-2024.pdf"' in answer["Content-Disposition"]
    pdf = answer.content
    said = words(pdf)
    for told in (
        "Arbetspapper för revisionen 2024", "av Revisorn", "Bokföringen, månad för månad", "109 066,15",
        "Kostnader <våren>", "Fel period & moms.", "1 000,50", "ca 7 200 kr", "36 / 5", "Intervall", "150 000 kr",
    ):  # fmt: skip
        assert told in said, told
    user = User.objects.get(email="revisorn@example.se")
    with clients.in_scope(clients.OWN):
        html = to_html(resolved(Case(clients.tenant(user), SeenMark.objects.get().seen_to)))
    assert PdfReader(io.BytesIO(pdf)).metadata.title.startswith("Arbetspapper")

    assert check_pdf(pdf, html) == []


def test_the_workbook_has_a_sheet_for_each_table_and_adds_up(auditor):
    prepared(auditor)
    content = auditor.get(clients.url("working-paper-xlsx")).content
    book = load_workbook(io.BytesIO(content), data_only=True)
    names = " ".join(book.sheetnames)
    for told in ("Så mycket är nytt", "Bokföringen", "Kostnader", "Skikt", "Beloppsvägt"):
        assert told in names
    sheet = next(sheet for sheet in book if sheet.title.startswith("Bokföringen"))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    (march,) = [row for row in rows if row[0] == "Mars"]
    assert march[1:4] == [106066.15, 109066.15, 3000]


def test_it_is_told_where_nothing_was_done(auditor):
    said = words(auditor.get(clients.url("working-paper-pdf")).content)
    assert "Inget stickprov är draget." in said


def test_the_rooms_declare_their_parts_in_an_order():
    places = [place for place, _ in WORKING_PAPER.values()]
    assert len(places) == len(set(places)) >= 2


def test_it_is_for_auditors_only(auditor, office):
    for name in ("working-paper-pdf", "working-paper-xlsx"):
        assert office.get(clients.url(name)).status_code == 403
