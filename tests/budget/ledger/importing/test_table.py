"""Books as a table from Excel or CSV come in the same way as a SIE file; what can't be read says where."""

import io
import zipfile
from decimal import Decimal

import pytest
from openpyxl import Workbook

from budget.ledger.importing.table import read_table
from budget.models import LedgerImport
from tests.budget.ledger.importing.test_importing import (
    ADDRESS,
    previewed,
    token_of,
    words,
)

WIDE = """Utfall 2024
konto;kontonamn;objekt;objektnamn;jan;feb;mars;Summa
3010;Bidrag;;;-300 000;;-300 000,00;-600 000
4010;Köpt verksamhet;100;Spåret;100 000,10;100000.20;;200 000,30
5010;Hyra;;;;;12 345,07;12 345,07
Summa;;;;-199 999,90;100 000,20;-287 654,93;-387 654,63
"""
LONG = "konto,objekt,månad,belopp\n3010,,2024-01,500\n4010,100,2024-02,250.50\n4010,100,2024-02,1-\n"


def workbook(rows) -> bytes:
    book, raw = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(raw)
    return raw.getvalue()


def test_a_month_a_column():
    table = read_table(WIDE.encode("cp1252"))
    assert (table.reasons, table.remarks, table.sums) == ([], [], 1)
    assert table.amounts == {
        ("3010", "", 1): Decimal(-300000),
        ("3010", "", 3): Decimal(-300000),
        ("4010", "100", 1): Decimal("100000.10"),
        ("4010", "100", 2): Decimal("100000.20"),
        ("5010", "", 3): Decimal("12345.07"),
    }
    assert table.accounts["4010"] == "Köpt verksamhet"


def test_a_month_a_row():
    table = read_table(LONG.encode())
    assert table.reasons == []
    assert table.years == {2024}
    assert table.amounts == {("3010", "", 1): Decimal(500), ("4010", "100", 2): Decimal("249.50")}


def test_a_workbook_is_read_as_it_stands():
    raw = workbook(
        [["Konto", "Objekt", "2024-01", "2024-02"], [4010, 100, 0.1, 1234.56], ["1930 Bank", "", 5, 5]]
    )
    table = read_table(raw)
    assert table.amounts == {("4010", "100", 1): Decimal("0.10"), ("4010", "100", 2): Decimal("1234.56")}
    assert table.remarks == [(0, "1 rader på balanskonton (klass 1 och 2) läses inte ur en tabell.")]


def test_a_sum_that_is_wrong_is_told_and_not_added():
    table = read_table(b"konto;jan;feb\n4010;10;20\nSumma;10;21\n")
    assert table.remarks == [(3, "”Summa” är inte summan av raderna ovanför. Raderna räknas, inte summan.")]
    assert sum(table.amounts.values()) == Decimal(30)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"konto;jan\n4010;NaN\n", "Rad 2: ”NaN” är inte ett belopp."),
        (b"konto;jan\n4010;=1+1\n", "Rad 2: ”=1+1” är inte ett belopp."),
        (b"konto;jan\n4010;1e9\n", "Rad 2: ”1e9” är inte ett belopp."),
        (b"konto;m\xc3\xa5nad;belopp\n4010;sommar;1\n", "Rad 2: månaden ”sommar” går inte att läsa."),
        (b"konto;2023-01;2024-01\n4010;1;1\n", "Tabellen har månader från flera år."),
        (b"konto;jan\n1930;1\n", "Tabellen har inga belopp på konton i klass 3"),
        (b"konto;namn\n4010;x\n", "Filen har ingen rubrikrad med konto och månader."),
        (b"konto;jan\n" + b"4010;1\n" * 20_001, "fler än 20"),
        (b"PK\x03\x04trasig", "Filen går inte att läsa som Excel."),
        (
            workbook([["konto", "jan"], [4010, "=1+1"]]),
            "har en formel, men filen innehåller inte vad den blir.",
        ),
    ],
)
def test_what_cannot_be_read_says_where_and_what_to_do(raw, sentence):
    assert sentence in " ".join(read_table(raw).reasons)


def test_a_bomb_is_refused_before_it_is_read():
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 50_000_000)
    assert read_table(raw.getvalue()).reasons == [
        "Filen blir större än 8 MB när den packas upp. Kopiera raderna till en ny arbetsbok och spara den."
    ]


def test_a_table_is_previewed_and_read_in(budget, chief):
    url = previewed(chief, WIDE.encode())
    page = words(chief.get(url))
    assert "Filen säger inget år. Den läses in som 2024." in page
    assert "1 summarad stämmer med raderna." in page
    assert "Resultat till och med mars 387 654,63 kr" in page
    data = {
        "file": token_of(url),
        "to_month": 3,
        "dimension": "objekt",
        "signs": "debit",
        "ours": "on",
        "import": 1,
    }
    chief.post(ADDRESS, data)
    assert LedgerImport.objects.get().source == "table"
    assert budget.book()["bok.4010.100.02@2024"].value == Decimal("-100000.20")


@pytest.mark.parametrize(
    ("signs", "result"), [("plain", "250,50"), ("natural", "749,50"), ("debit", "−749,50")]
)
def test_how_signs_are_written_is_asked(budget, chief, signs, result):
    url = previewed(chief, LONG.replace("4010,100,2024-02,1-\n", "").replace("250.50", "249.50").encode())
    page = words(chief.get(url + f"&to_month=12&dimension=&signs={signs}"))
    assert f"Resultat till och med december {result} kr" in page
