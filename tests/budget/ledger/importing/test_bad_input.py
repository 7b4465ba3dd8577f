"""What is no year of our books, sent through the page: a verdict with the row and what to do, and nothing is changed."""

import io
import tracemalloc
import zipfile
from decimal import Decimal

import pytest
from django.apps import apps
from openpyxl import Workbook

from budget.models import LedgerImport
from tests.budget.ledger.importing.test_importing import (
    ADDRESS,
    OWN,
    of_2024,
    own,
    previewed,
    send,
    token_of,
    words,
)
from tests.budget.ledger.sie_files import sie, written

__all__ = ["own"]
UNTOLD = {"sessions.Session"}  # when somebody last was here


def everything() -> dict[str, list]:
    """All that is stored."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy and model._meta.label not in UNTOLD
    }


@pytest.fixture
def former(own, chief):
    """Books are read in already; and all that is stored then."""
    url = previewed(chief, of_2024())
    chief.post(ADDRESS, {"file": token_of(url), "to_month": 12, "dimension": "6", "import": 1})
    assert LedgerImport.objects.get().snapshot.amounts["4510", "100", 2] == Decimal("599.50")
    stored = everything()
    assert len(stored["budget.LedgerImport"]) == 1
    assert stored["core.AuditEntry"]
    return stored


def workbook(*rows) -> bytes:
    book, raw = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(raw)
    return raw.getvalue()


def packed(raw: bytes, **parts: bytes) -> bytes:
    """A workbook with more parts in it, or with other content of those it has; `__` stands for the slash."""
    whole, told = (
        io.BytesIO(),
        {name.replace("__", "/").replace("_", "."): data for name, data in parts.items()},
    )
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, told.pop(name, old.read(name)))
        for name, data in told.items():
            new.writestr(name, data)
    return whole.getvalue()


SHEET = workbook(["konto", "objekt", "2024-01"], [4010, 100, 5])
SELECTION = "#VER A 1 20240115\n{\n#TRANS 1930 {} 1000\n#TRANS 3010 {} -1000\n}\n"

REFUSED = {
    "an unbalanced voucher that the year's sums don't have": (
        of_2024(change={'#TRANS 4510 {6 "100"} 599.50': '#TRANS 4510 {6 "100"} 600.00'}),
        [
            "Verifikationer går inte jämnt ut (rad 25), och raderna ger inte årets summor. Rätta dem i bokföringen och exportera",
            "konto 4510 ska vara 599,50 kr och blir 600,00 kr",
            "Rad 25: Verifikation A 2 går inte jämnt ut: det skiljer 0,50 kr. Fråga den som sköter bokföringen.",
        ],
    ),
    "only some vouchers": (
        of_2024(vouchers=SELECTION.replace("2024", "2023")),
        ["Filen innehåller inte alla verifikationer. Exportera hela året", "konto 4510 ska vara 599,50 kr och blir 0,00 kr"],
    ),
    "rows without end": (b"#FLAGGA 0\n" * 2_000_000, ["fler än 1 000 000 rader", "Exportera bara förbundets egna verifikationer"]),
    "rows without end as a table": (b"konto;jan\n" + b"4010;1\n" * 2_000_000, ["fler än 20 000 rader. Spara bara ett år"]),
    "more than a year of anybody's": (b"#TRANS 1930 {} 1\n" * 2_000_000, ["större än 20 MB. Exportera bara ett år"]),
    "macros": (packed(SHEET, xl__vbaProject_bin=b"\xd0\xcf\x11\xe0"), ["Filen innehåller makron, och sådana läses inte. Spara den som .xlsx, utan makron."]),
    "a zip bomb": (
        packed(SHEET, xl__worksheets__sheet1_xml=b" " * 300_000_000),
        ["större än 8 MB när den packas upp. Kopiera raderna till en ny arbetsbok"],
    ),
    "two million rows of a workbook": (
        packed(SHEET, xl__worksheets__sheet1_xml=b"<worksheet><sheetData>" + b"<row/>" * 1_200_000 + b"</sheetData></worksheet>"),
        ["för många rader och celler", "Kopiera raderna till en ny arbetsbok"],
    ),
    "another kind of archive": (packed(workbook([1]))[:2] + b"\x03\x04" + b"x" * 100, ["zip-fil eller ett Excelark", "Packa upp den"]),
    "a workbook of before 2007, or with a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, ["äldre Excelark (.xls)", "Spara den som .xlsx"]),
    "a formula that hasn't been worked out": (workbook(["konto", "jan"], [4010, "=SUM(A1:A9)"]), ["Cell B2 på bladet ”Sheet” har en formel", "Öppna filen i Excel"]),
    "a formula for an amount": (b"konto;jan\n4010;=1+1\n", ["Rätta i Excel och välj filen igen. Rad 2: ”=1+1” är inte ett belopp."]),
    "a formula for an account": (b"konto;jan\n4010;5\n=4011;7\n", ["Rätta i Excel och välj filen igen. Rad 3: ”=4011” är inte ett kontonummer."]),
    "a formula in a SIE amount": (of_2024(change={"#RES 0 4510 599.50": "#RES 0 4510 =599.50"}), ["går inte att läsa (rad 19)", "Exportera filen igen"]),
    "SIE 5": (b'<?xml version="1.0"?><Sie xmlns="http://www.sie.se/sie5"/>', ["SIE 5, som inte läses. Exportera den som SIE 4"]),
    "a page of the web": (b"<!DOCTYPE html><html><body>Logga in</body></html>", ["Filen är en webbsida", "exportera den igen ur bokföringssystemet"]),
    "a fragment (4I)": (of_2024(without="#RES"), ["SIE 4I", "Exportera SIE 4 (export) för hela året"]),
    "a file that is cut": (of_2024()[:-30], ["Filen är avklippt", "Exportera den igen"]),
    "NaN": (of_2024(change={"{} 1000\n": "{} NaN\n"}), ["går inte att läsa (rad 22)", "Rad 22: Konto, objekt eller belopp"]),
    "NaN in a table": (b"konto;jan\n4010;NaN\n", ["Rad 2: ”NaN” är inte ett belopp."]),
    "endless in a workbook": (workbook(["konto", "jan"], [4010, "inf"]), ["Rad 2: ”inf” är inte ett belopp."]),
    "a day that is none": (of_2024(change={"A 1 20240115": "A 1 20240231"}), ["(rad 20)", "Rad 20: Verifikationens datum går inte att läsa", "Exportera filen igen"]),
    "a year that ends before it begins": (
        of_2024(change={"#RAR 0 20240101 20241231": "#RAR 0 20241231 20240101"}),
        ["inte vilket räkenskapsår den gäller", "Rad 8: Räkenskapsårets första och sista dag går inte att läsa (#RAR 0)."],
    ),
    "a month that is none": (b"konto;m\xc3\xa5nad;belopp\n4010;2024-13;1\n", ["Rad 2: månaden ”2024-13” går inte att läsa."]),
    "a month that is none, as a column": (b"konto;2024-01;2024-13\n4010;1;1\n", ["Rad 1: rubriken ”2024-13” är ingen månad. Rätta den och välj filen igen."]),
    "euro": (of_2024(change={"#VALUTA SEK": "#VALUTA EUR"}), ["Beloppen är i EUR, inte i svenska kronor."]),
    "nothing": (b"", ["Filen är tom"]),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, ["inte en SIE-fil", "Exportera den ur bokföringssystemet"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_used_is_refused_and_what_stood_stands(kind, former, chief, own):
    raw, sentences = REFUSED[kind]
    answer = send(chief, raw, "bok.xlsm" if kind == "macros" else "bok.se")
    page = words(answer)
    assert answer.status_code == 422
    assert "kan inte läsas in" in page
    assert "Ingenting är ändrat. Den bokföring som gällde gäller fortfarande." in page
    for sentence in sentences:
        assert sentence in page
    assert everything() == former
    assert own.book()["bok.resultat@2024"].value == Decimal("400.50")


STOPPED = {
    "another förbund": (
        of_2024(change={OWN: "222000-1234"}),
        ["Filen är bokföringen för Samordningsförbundet Norra Ån (222000-1234)", "Är det fel fil, välj en annan."],
    ),
    "another year": (
        written(sie(change={"222000-1234": OWN})),
        ["Filen gäller 2023, och du är i 2024.", "Exportera 2024, eller lägg först till 2023."],
    ),
    "another year as a table": (b"konto;2023-01;2023-02\n4010;1;1\n", ["Filen gäller 2023, och du är i 2024."]),
    "a broken year": (
        of_2024(change={"#RAR 0 20240101 20241231": "#RAR 0 20230701 20240630"}),
        ["exportera 1 januari till 31 december 2024"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", STOPPED)
def test_what_is_not_ours_is_shown_and_cannot_be_read_in(kind, former, chief, own):
    raw, sentences = STOPPED[kind]
    url = previewed(chief, raw)
    page = words(chief.get(url))
    for sentence in sentences:
        assert sentence in page
    data = {
        "file": token_of(url),
        "to_month": 12,
        "dimension": "",
        "signs": "debit",
        "ours": "on",
        "import": 1,
    }
    assert chief.post(ADDRESS, data).status_code == 422
    assert everything() == former
    assert own.book()["bok.resultat@2024"].value == Decimal("400.50")


UNBALANCED = {"#TRANS 1930 {} -599.50": "#TRANS 1930 {} -599.00"}
REMARKED = {
    "an unbalanced voucher that the year's sums have": (
        of_2024(change=UNBALANCED),
        "Rad 25: Verifikation A 2 går inte jämnt ut: det skiljer 0,50 kr. Fråga den som sköter bokföringen.",
    ),
    "a day of another year": (
        of_2024(change={"A 1 20240115": "A 1 20220115"}),
        "Rad 20: Verifikation A 1 är från 15 januari 2022, utanför räkenskapsåret.",
    ),
    "a column that is no month": (
        b"konto;januari;febr;Budget\n4010;1;2;9\n",
        "Rad 1: Kolumner som inte läses, för rubriken är ingen månad: ”Budget”.",
    ),
    "accounts of no class": (b"konto;jan\n4010;1\n9010;2\n", "Konton utanför kontoklasserna 1–8 räknas inte i utfallet: 9010."),
    "a heading among the rows": (b"konto;jan\nKostnader;\n4010;1\n", "Rad 2: Raden har inget konto och hoppas över."),
}  # fmt: skip


@pytest.mark.parametrize("kind", REMARKED)
def test_what_is_odd_is_said_before_anything_is_read_in(kind, former, chief):
    raw, sentence = REMARKED[kind]
    answer = chief.get(previewed(chief, raw))
    assert sentence in words(answer)
    assert '<details class="fold" open><summary>Anmärkningar i filen' in answer.text
    assert everything() == former


def test_a_month_may_be_shortened_anyhow(own, chief):
    url = previewed(chief, b"konto;janu;febr;sept\n4010;1;2;4\n")
    assert "Resultat till och med september −7,00 kr" in words(
        chief.get(url + "&to_month=9&signs=debit&dimension=")
    )


def test_a_cell_that_begins_as_a_formula_is_words(own, chief):
    """As a name it may come in; it is shown as what it is."""
    raw = b'konto;kontonamn;jan\n4010;"=HYPERLINK(""http://x"";""klick"")";5\n'
    answer = chief.get(previewed(chief, raw))
    assert "4010 =HYPERLINK(&quot;http://x&quot;;&quot;klick&quot;)" in answer.text


@pytest.mark.parametrize("raw", [b"#FLAGGA 0\n" * 2_000_000, b"konto;jan\n" + b"4010;1\n" * 2_000_000, REFUSED["a zip bomb"][0]])  # fmt: skip
def test_what_is_too_large_is_refused_before_it_fills_the_memory(raw):
    from budget.ledger.importing.uploads import read

    tracemalloc.start()
    try:
        assert read("bok.se", raw).reasons
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5 * 20_000_000
