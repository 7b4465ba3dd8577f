"""The year's books on their page: every figure leads on, months are closed, what waits is accepted or declined."""

from decimal import Decimal

from budget.ledger.services import read_in
from budget.models import ClosedMonth, LedgerImport
from finsam.core.models import User
from tests.budget.ledger.importing.test_importing import words
from tests.budget.ledger.test_books import books, file
from tests.rendering.sheetread import Workbook

PAGE = "/norra-an/2024/bokforing/"


def read(budget, snapshot=None, **told) -> LedgerImport:
    by = User.objects.first()
    return read_in(fiscal_year=budget.fiscal_year, snapshot=snapshot or books(), file=file(**told), by=by)


def test_accounts_stand_by_month_with_sums_and_every_figure_is_a_fact(budget, chief):
    read(budget)
    answer = chief.get(PAGE)
    page = words(answer)
    assert "3010 Bidrag 300 000,00 300 000,00 600 000,00" in page
    assert "4010 Köpt verksamhet 100 000,10 250 000,50 350 000,60" in page
    assert "Summa kostnader 100 000,10 300 000,50 12 345,07 412 345,67" in page
    assert "Resultat 199 999,90 −300 000,50 287 654,93 187 654,33" in page
    assert "4 konton är inte kopplade" in page
    book = budget.book()
    assert book["bok.4010.manad.02@2024"].value == Decimal("-250000.50")
    assert book["bok.kostnader.manad.02@2024"].value == Decimal("-300000.50")
    assert book["bok.resultat.manad.03@2024"].value == Decimal("287654.93")
    assert book["bok.intakter@2024"].value == Decimal(600000)
    assert chief.get("/norra-an/2024/uppgifter/bok.4010.manad.02@2024/").status_code == 200
    page = words(chief.get(f"{PAGE}?objekt"))
    assert "100 Coachingteamet 100 000,10 100 000,20 200 000,30" in page


def test_the_file_for_excel_has_no_formula(budget, chief):
    snapshot = books()
    snapshot.objects["100"] = "=1+1"
    read(budget, snapshot)
    rows = chief.get(f"{PAGE}fil/").content.decode().splitlines()
    assert rows[0].endswith("konto;kontonamn;objekt;objektnamn;januari;februari;mars")
    assert "4010;Köpt verksamhet;100;'=1+1;-100000,10;-100000,20;" in rows
    assert "3010;Bidrag;;;300000,00;;300000,00" in rows


def test_the_workbook_adds_up_and_names_are_words(budget, chief):
    snapshot = books()
    snapshot.objects["100"] = "=1+1"
    snapshot.accounts["5010"].name = "@Hyra"
    read(budget, snapshot)
    answer = chief.get(f"{PAGE}excel/")
    assert answer["Content-Disposition"] == 'attachment; filename="bokforing-norra-an-2024.xlsx"'
    told, name = Workbook(answer.content), "Konton och månader 2024"
    sheet = told.book[name]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=3) if row[0].value}
    assert [cell.value for cell in rows["Konto"]] == ["Konto", "januari", "februari", "mars", "Hittills"]
    assert {row[0].data_type for row in rows.values()} == {"s"}
    assert rows["100 =1+1"][0].data_type == rows["5010 @Hyra"][0].data_type == "s"

    def shown(label):
        return [told.value(name, cell.coordinate) or None for cell in rows[label][1:]]

    assert shown("3010 Bidrag") == [300000, None, 300000, 600000]
    assert shown("4010 Köpt verksamhet") == [
        Decimal("100000.1"),
        Decimal("250000.5"),
        None,
        Decimal("350000.6"),
    ]
    assert shown("100 =1+1") == [Decimal("100000.1"), Decimal("100000.2"), None, Decimal("200000.3")]
    assert shown("Summa kostnader") == [Decimal("100000.1"), Decimal("300000.5"), Decimal("12345.07"), Decimal("412345.67")]  # fmt: skip
    assert shown("Resultat") == [Decimal("199999.9"), Decimal("-300000.5"), Decimal("287654.93"), Decimal("187654.33")]  # fmt: skip
    account, total = rows["6110 Kontorsmaterial"][2], rows["Summa kostnader"][2]
    assert (account.data_type, total.data_type) == ("f", "f")
    assert account.coordinate in total.value  # it adds the rows above it
    told.put(name, account.coordinate, 60000)
    assert shown("Summa kostnader")[1] == Decimal("310000.5")
    assert shown("Resultat")[1] == Decimal("-310000.5")


def test_without_books_the_workbook_says_so(budget, chief):
    sheet = Workbook(chief.get(f"{PAGE}excel/").content).book["Konton och månader 2024"]
    assert "Ingen bokföring är inläst." in [row[0].value for row in sheet.iter_rows()]


def test_months_are_closed_with_a_sentence_and_opened_again(budget, chief):
    read(budget)
    assert "Stäng januari" in words(chief.get(PAGE))
    answer = chief.post(f"{PAGE}manader/", {"sentence": ""})
    assert answer.status_code == 422
    answer = chief.post(f"{PAGE}manader/", {"sentence": "Avstämd mot banken."}, follow=True)
    assert "Januari är stängd." in words(answer)
    assert "1 månad är stängd, till och med januari." in words(answer)
    row = ClosedMonth.objects.get()
    assert "Öppna januari igen" in words(chief.get(f"{PAGE}manader/"))
    chief.post(f"{PAGE}manader/", {"open": row.key})
    assert not ClosedMonth.objects.exists()


def test_what_waits_is_shown_and_accepted_with_a_reason(budget, chief):
    read(budget)
    chief.post(f"{PAGE}manader/", {"sentence": "Avstämd."})
    waiting = read(budget, books(amounts={("4010", "100", 1): "110000.10"}), sha="b")
    assert "väntar på att godkännas" in words(chief.get(PAGE))
    there = f"{PAGE}inlasning/{waiting.key}/"
    page = words(chief.get(there))
    assert "Den ändrar månader som är stängda: januari." in page
    assert "4010 Köpt verksamhet, Coachingteamet −100 000,10 −110 000,10" in page
    answer = chief.post(there, {"reason": "", "accept": 1})
    assert answer.status_code == 422
    assert "Skriv varför" in words(answer)
    answer = chief.post(there, {"reason": "En faktura bokfördes om.", "accept": 1}, follow=True)
    assert "gäller nu" in words(answer)
    assert budget.book()["bok.resultat@2024"].value == Decimal("177654.33")


def test_former_books_are_looked_at_beside_those_in_force(budget, chief, auditor):
    first = read(budget)
    read(budget, books(amounts={("5010", "", 3): "20000"}), sha="b")
    page = words(auditor.get(f"{PAGE}inlasning/{first.key}/"))
    assert "Ersatt av en nyare" in page
    assert "5010 Hyra −20 000,00 −12 345,07" in page
    assert "Godkänn" not in page
