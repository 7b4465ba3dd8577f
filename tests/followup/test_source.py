"""The årsredovisning 2023 of Degerfors/Karlskoga says what its source says, cell by cell, save for what is listed."""

from decimal import Decimal
from html import unescape
from io import BytesIO

import pytest
from pypdf import PdfReader

from budget.models import Amount
from finsam.checks.reconciliation import Case, run
from finsam.core.models import FiscalYear, Forbund
from finsam.core.tenancy.scope import inside
from finsam.core.text.prose import plain
from finsam.core.values.money import show
from finsam.disclosure.hiding import suppress
from finsam.documents.models import Document
from finsam.documents.resolve import resolve
from finsam.documents.resolved import Resolved
from finsam.facts.book import Book
from finsam.facts.tables import Chart, Html, Table
from finsam.rendering.html import assets_of, to_html
from finsam.rendering.pdf.pdf import to_pdf
from tests.rendering.pdfcheck import check_pdf
from tests.sourcebook import alike, source

NAME, YEAR = "degerfors-karlskoga", 2023
SOURCE = source(f"arsredovisning/{NAME}-{YEAR}")
TOLD = {place: text for one in SOURCE["deviations"] for place, text in one.get("cells", {}).items()}
ROWS = [
    pytest.param(table, row, id=f"{table['table']}-{row['row']}")
    for table in SOURCE["tables"]
    for row in table["rows"]
]


@pytest.fixture(scope="module")
def report(django_db_setup, django_db_blocker) -> tuple[Book, Resolved]:
    """The document, resolved once, and its book with every fact that the tests ask for read."""
    with django_db_blocker.unblock():
        forbund = Forbund.objects.get(key=NAME)
        with inside(forbund):
            book = Book(forbund, YEAR)
            document = Document.objects.select_related("forbund__logo", "fiscal_year", "cover_picture").get(
                forbund=forbund, kind="arsredovisning", fiscal_year__year=YEAR
            )
            resolved = resolve(document, book)
            for year in range(YEAR - 4, YEAR + 1):
                book.facts("bokslut", year)
    return book, resolved


def table_of(resolved: Resolved, section: str, key: str) -> Table:
    """A table of a section."""
    part = next(one for one in resolved.parts if one.key == section)
    pieces = [piece.table if isinstance(piece, Chart) else piece for piece in part.pieces]
    return next(piece for piece in pieces if isinstance(piece, Table) and piece.key == key)


def cell_text(table: Table, row: str, column: str, wanted: str) -> str:
    """What a cell prints; a row's share (`individ%`) with as many decimals as the source has."""
    share, row = row.endswith("%"), row.removesuffix("%")
    cell = table.row(row).cells.get(column)
    if cell is None:
        return ""
    if share:
        return alike(show(cell.second.value, "%", len(wanted.partition(",")[2].rstrip("% ")), suffix=True))
    if cell.fact is None:
        return alike(cell.text)
    return alike(next(one for one in table.columns if one.key == column).text(cell.fact))


@pytest.mark.parametrize("table, row", ROWS)
def test_row(report, table, row):
    made = table_of(report[1], table["section"], table["table"])
    for column, printed in row["cells"].items():
        place = f"{table['table']}/{row['row']}/{column}"
        assert cell_text(made, row["row"], column, printed) == alike(TOLD.get(place, printed)), place


def test_every_deviation_deviates():
    printed = {
        f"{table['table']}/{row['row']}/{column}": text
        for table in SOURCE["tables"]
        for row in table["rows"]
        for column, text in row["cells"].items()
    }
    for place, text in TOLD.items():
        assert printed.get(place, "") != text, place


def test_deviations_say_what_and_why():
    for one in SOURCE["deviations"]:
        assert all(one[name].strip() for name in ("where", "source", "ours", "why")), one["id"]


# Ours numbers on where the source jumps from 6 to 9, with the investeringsredovisning between; units stand in tables.
NUMBERS = {"6": "7", "9": "8"}
TITLES = {
    "Översikt medlemsbidragets utveckling och användning (kr)": "Översikt medlemsbidragets utveckling och användning",
}


def test_headings_stand_in_the_order_of_the_source(report):
    ours = [(part.number, part.title) for part in report[1].parts]
    wanted = [
        (NUMBERS.get(one["number"], one["number"]), TITLES.get(one["title"], one["title"]))
        for one in SOURCE["headings"]
    ]
    assert [one for one in ours if one in wanted] == wanted


def test_nothing_is_missing(report):
    assert report[1].missing == ()


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_the_balance_balances(report, year):
    book = report[0]
    assert book[f"bokslut.tillgangar@{year}"].value == book[f"bokslut.passiva@{year}"].value


@pytest.mark.parametrize("year", [2022, 2023])
def test_the_statements_tie(report, year):
    book = report[0]

    def value(name: str) -> Decimal:
        return book[f"bokslut.{name}@{year}"].value

    names = ("kf.resultat", "balanskravsresultat", "drift.summa.netto", "bk.resultat")
    assert {value(name) for name in names} == {value("arets-resultat")}
    assert value("kf.likvida") == value("kassa")
    assert value("eget-kapital") == book[f"bokslut.eget-kapital@{year - 1}"].value + value("arets-resultat")


def test_small_counts_are_hidden_in_what_is_published(report):
    table = table_of(
        suppress(report[1], report[0].forbund.suppression_threshold), "forsorjning", "forsorjning"
    )
    assert cell_text(table, "studiestod", "alla", "") == "färre än 5"
    assert cell_text(table, "ingen", "alla", "") == ".."
    assert cell_text(table, "fk", "alla", "") == "104"


def test_no_error_on_avstamning(report, django_db_blocker):
    book, resolved = report
    with django_db_blocker.unblock(), inside(book.forbund):
        fiscal_year = FiscalYear.objects.get(forbund=book.forbund, year=YEAR)
        document = Document.objects.get(forbund=book.forbund, kind="arsredovisning")
        found = run(Case(book, fiscal_year, [(document, resolved)])).findings
    assert [(one.rule, one.subject, one.message) for one in found if one.severity == "fel"] == []


# What the PDF has to say, label and figure beside each other: the result in every statement, the balance's two sides.
PRINTED = [
    "Resultat efter finansiella poster -795 108",
    "Årets resultat -795 108 243 398",
    "Årets resultat enligt resultaträkningen -795 108",
    "Balanskravsresultat -795 108",
    "Summa 5 990 -6 785 -795 -528 -267",
    "Summa tillgångar 2 213 177",
    "Summa eget kapital, avsättningar och skulder 2 213 177",
    "Eget kapital vid årets slut 7 722 819",
    "Kassa och bank 6 1 609 476",
    "Likvida medel vid årets slut 1 609 476",
    "Årets resultat är -795 108 kr",
]


def headings_alone(resolved: Resolved, pages: list[str]) -> list[str]:
    """The pages' last lines that are headings, or the line under an event's, parted from what they stand over."""
    heads = {part.title for part in resolved.parts} | {table.title for table in resolved.tables()}
    heads |= {piece.heading for part in resolved.parts for piece in part.pieces if isinstance(piece, Html)}
    last = [
        alike(page.rpartition(f"\n{resolved.running_head}")[0].rpartition("\n")[2].strip()) for page in pages
    ]
    titles = [one.lstrip("0123456789. ") for one in last]
    return [one for one in titles if one and one in map(alike, heads)]


def test_the_printed_statements_tie(report):
    published = suppress(report[1], report[0].forbund.suppression_threshold)
    html = to_html(published)
    pdf = to_pdf(html, assets_of(published))
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    text = alike(" ".join(pages))
    assert [one for one in PRINTED if one not in text] == []
    assert check_pdf(pdf, html) == []
    assert headings_alone(published, pages) == []


def test_one_amount_moves_every_statement(report, db):
    """A krona more for the coaching: the same krona in the result, the note, the drift, equity, cash and the prose."""
    forbund = report[0].forbund
    names = [
        "bokslut.kostnader", "bokslut.arets-resultat", "bokslut.balanskravsresultat", "bokslut.kf.resultat",
        "bokslut.eget-kapital", "bokslut.drift.individ.netto", "bokslut.drift.summa.netto",
        "bokslut.drift.summa.avvikelse", "utfall.kostnader", "utfall.insats.coachingteamet", "utfall.utgaende",
    ]  # fmt: skip
    with inside(forbund):
        before = Book(forbund, YEAR)
        old = {name: before[f"{name}@{YEAR}"].value for name in names}
        amount = Amount.objects.get(series__key="utfall-2023", line__key="coachingteamet")
        Amount.objects.filter(pk=amount.pk).update(amount=amount.amount - 1)
        after = Book(forbund, YEAR)
        assert {name: after[f"{name}@{YEAR}"].value - old[name] for name in names} == dict.fromkeys(names, -1)
        assert after[f"bokslut.soliditet@{YEAR}"].value < before[f"bokslut.soliditet@{YEAR}"].value
        assert (
            after[f"bokslut.andel.eget-kapital@{YEAR}"].value
            < before[f"bokslut.andel.eget-kapital@{YEAR}"].value
        )


def test_the_prose_is_plain(report):
    """What isn't known is said as a person says it, and a figure says which way it goes in words."""
    texts = [html for part in report[1].parts for html in (part.prose, part.after)]
    texts += [piece.html for part in report[1].parts for piece in part.pieces if isinstance(piece, Html)]
    said = unescape(" ".join(plain(html) for html in texts))
    assert "är uppgift saknas" not in said
    assert "förändring med" not in said
    assert "14\u00a0000\u00a0kr mindre än året före" in said
    assert "267\u00a0tkr sämre än väntat" in said
