"""A budget in a file comes in as a pasted one: from Excel, Word and text, with what a table says of its unit."""

import json
from io import BytesIO, StringIO
from pathlib import Path

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from budget.beginning.files import Refused, tables_in
from budget.beginning.pasted import read
from budget.models import Amount
from finsam.core.tenancy.permissions import Role
from tests.budget.test_pasted import EXCEL

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
ROWS = [line.split("\t") for line in EXCEL.splitlines()]
AS_READ = [
    ("intakt", 0, "Medlemsbidrag staten", 2000000, 2000000), ("intakt", 0, "Region Mitt", 1000000, 1000000),
    ("kostnad", 0, "Insatser", -2100000, -2300000), ("kostnad", 1, "Coachteamet", -2100000, -2000000),
    ("kostnad", 1, "Nya insatser", None, -300000), ("kostnad", 0, "Kansli", -900000, -800000),
    ("kostnad", 0, "Styrelse", -100000, -100000),
]  # fmt: skip


def told(pasted) -> list[tuple]:
    return [(post.side, post.level, post.label, *post.signed) for post in pasted.every_line]


def workbook(rows, **others) -> bytes:
    book, out = Workbook(), BytesIO()
    book.active.title = "Budget"
    for row in rows:
        book.active.append(row)
    for title, extra in others.items():
        sheet = book.create_sheet(title)
        for row in extra:
            sheet.append(row)
    book.save(out)
    return out.getvalue()


def numbers(rows):
    """The rows with amounts as a workbook has them: numbers, some of them with öre."""
    digits = str.maketrans({" ": "", "\u00a0": "", "\u2212": "-", "k": "", "r": ""})
    return [
        [float(cell.translate(digits)) if cell.strip("-\u2212")[:1].isdigit() else cell for cell in row]
        for row in rows
    ]


def word(rows) -> bytes:
    document, out = docx.Document(), BytesIO()
    document.add_paragraph("Budget för 2024 antogs.")
    table = document.add_table(0, 3)
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=False):
            cell.text = text
        if len(row) == 1:
            cells[0].merge(cells[2])
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        EXCEL.encode(),
        EXCEL.encode("cp1252", "replace").replace(b"?", b"-"),
        ("Så här blir budgeten.\r\n\r\n" + EXCEL.replace("\n", "\r\n")).encode("utf-8-sig"),
        workbook(ROWS),
        workbook(numbers(ROWS), Annat=[["Rad", 1]]),
        word(ROWS),
    ],
    ids=[
        "text",
        "text from before UTF-8",
        "text with more",
        "workbook of texts",
        "workbook of numbers",
        "Word",
    ],
)
def test_the_same_table_is_read_from_every_kind_of_file(raw):
    first, *_ = tables_in(raw)
    assert first.read.faults == []
    assert told(first.read) == AS_READ
    assert [(each.label, each.ok) for each in first.read.sums] == [
        ("Summa intäkter", True),
        ("Summa insatser", True),
        ("Summa kostnader", True),
        ("Resultat", True),
    ]
    assert [(column.kind, column.year) for column in first.read.columns] == [("budget", 2024), ("plan", 2025)]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "ingen tabell med belopp"),
        (b"%PDF-1.7", "varken Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "varken Excel"),
        (b"PK\x03\x04word/", "Word-dokument"),
        (b"PK\x03\x04", "Excel"),
        (workbook([["Kansli", "=SUM(B2:B9)"]]), "har en formel"),
        (b"x" * 20_000_001, "större än 20 MB"),
    ],
)
def test_what_holds_no_budget_is_refused_with_a_sentence(raw, words):
    with pytest.raises(Refused, match=words):
        tables_in(raw)


@pytest.mark.parametrize(
    ("head", "amount"),
    [
        ("Budget 2024", 900),
        ("Budget 2024, tkr", 900_000),
        ("Budget 2024 (mnkr)", 900_000_000),
        ("Efter 428 tkr från 2023", 900),
        ("Kansli, kr", 900),
    ],
)
def test_amounts_in_thousands_are_made_kronor_and_that_is_told(head, amount):
    pasted = read(f"\t{head}\nKostnader\nKansli\t900\nStyrelse\t100 kr\n")
    assert [post.signed[0] for post in pasted.lines] == [-amount, -100]
    assert any("omräknade till kronor" in remark.text for remark in pasted.remarks) == (amount > 900)


def inspected(path, *more) -> tuple[int, dict]:
    out = StringIO()
    try:
        call_command("inspect_budget", str(path), "--json", *more, stdout=out)
    except CommandError as error:
        return error.returncode, json.loads(out.getvalue() or "{}")
    return 0, json.loads(out.getvalue())


def test_the_command_tells_scripts_what_was_understood(tmp_path):
    path = tmp_path / "budget.xlsx"
    path.write_bytes(workbook([*ROWS[:-2], ["Summa kostnader", "3 100 500", "3 200 000"]]))
    code, said = inspected(path)
    assert code == 0
    assert said["lines"][2] == {
        "row": 10, "label": "Insatser", "account": "", "side": "kostnad", "level": 0, "group": True,
        "amounts": ["-2100000.00", "-2300000.00"],
    }  # fmt: skip
    assert said["sums"][-1] == {
        "row": 13, "label": "Summa kostnader", "ok": False, "stated": ["3100500.00", "3200000.00"],
        "computed": ["3100000.00", "3200000.00"],
    }  # fmt: skip
    path.write_bytes(workbook([["Kansli", "1.234"]]))
    assert inspected(path)[0] == 1
    path.write_bytes(b"%PDF")
    assert inspected(path) == (
        1,
        {"reasons": [pytest.approx(inspected(path)[1]["reasons"][0])], "lines": [], "sums": []},
    )
    assert inspected(tmp_path / "borta.xlsx") == (2, {})


def test_a_file_is_uploaded_looked_at_and_saved(small):
    chief, page = small.sign_in(Role.FORBUNDSCHEF), "/norra-an/2024/budget/klistra-in/"
    broken = SimpleUploadedFile("budget.pdf", b"%PDF-1.7")
    answer = chief.post(page, {"file": broken, "text": ""})
    assert answer.status_code == 422
    assert "Filen är varken Excel" in answer.content.decode()
    assert "Klistra in en tabell först" not in answer.content.decode()
    answer = chief.post(
        page, {"file": SimpleUploadedFile("budget.xlsx", workbook(numbers(ROWS))), "text": ""}
    )
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "Läst ur budget.xlsx: ”Budget”." in shown
    assert "Coachteamet" in shown
    form = answer.context["form"]
    chosen = {"kolumn-0": "prognos:2023", "kolumn-1": ""}
    before = Amount.objects.count()
    answer = chief.post(page, {"text": form.data["text"], "save": "1", **chosen})
    assert answer.status_code == 302, answer.content.decode()
    assert Amount.objects.count() > before
    assert Amount.objects.get(line__name="Coachteamet").amount == -2_100_000


LARGEST_OF = {  # what stands in each document's largest table, by the seed's number
    "000": (20, 13, [("Medlemsbidrag Region Örebro län", [1260000]), ("Hyra", [-58000])]),
    "001": (31, 11, [("Coachingteamet Örebro", [-3238500]), ("Personal", [-905009])]),
    "002": (10, 3, [("Nya projekt under året/Kvar att fördela", [-24998, None, -575000, -1562000])]),
    "003": (17, 4, [("Kansli", [-550000, -550000, -550000, -570000, -590000])]),
}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the documents lie elsewhere")
@pytest.mark.parametrize("number", LARGEST_OF)
@pytest.mark.parametrize("kind", ["text", "workbook"])
def test_the_budgets_of_real_documents_come_in_with_every_sum_verified(number, kind):
    (path,) = SEEDS.glob(f"{number}_*.txt")
    table = tables_in(path.read_bytes())[0]
    if kind == "workbook":
        table = tables_in(
            workbook([line.split("\t") for line in table.text.replace("|", "\t").splitlines()])
        )[0]
    lines, sums, some = LARGEST_OF[number]
    leaves = [post for post in table.read.every_line if not post.below]
    assert (len(leaves), len(table.read.sums)) == (lines, sums)
    assert [each.label for each in table.read.sums if not each.ok] == []
    by_label = {post.label: post.signed for post in table.read.every_line}
    for label, amounts in some:
        assert by_label[label] == amounts
