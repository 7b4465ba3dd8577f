"""A SIE file is sent, shown in words and read in; what isn't ours, or isn't whole, changes nothing."""

import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from budget.ledger.services import close_month
from budget.models import AccountRule, LedgerImport, RuleShare
from finsam.core.models import FiscalYear, User
from tests.budget.ledger.sie_files import sie, written

ADDRESS = "/norra-an/2024/bokforing/las-in/"
OWN = "222000-2279"


def of_2024(**changed) -> bytes:
    """The small year moved to 2024, of the förbund's own number."""
    change = {
        "222000-1234": OWN,
        "2023": "2024",
        "20220101 20221231": "20230101 20231231",
        "#GEN 20240115": "#GEN 20250115",
    }
    extra = changed.pop("change", {})
    return written(sie(change=change | extra, **changed))


@pytest.fixture
def own(budget):
    budget.forbund.org_nr = OWN
    budget.forbund.save()
    return budget


def send(client, raw: bytes, name: str = "norra.se"):
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, raw)})


def previewed(client, raw: bytes) -> str:
    answer = send(client, raw)
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def words(answer) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


def token_of(url: str) -> str:
    return url.partition("file=")[2]


def test_a_file_is_shown_before_it_is_read_in(own, chief):
    url = previewed(chief, of_2024())
    page = words(chief.get(url))
    assert "Samordningsförbundet Norra Ån, 222000-2279" in page
    assert "1 januari 2024 till 31 december 2024" in page
    assert "CP437 (PC8). Läses så här: Bidrag från medlemmar" in page
    assert "på alla 2 konton, tillsammans 400,50 kr" in page
    assert "Resultat till och med december 400,50 kr" in page
    assert "januari 1 000,00" in page
    assert "februari −599,50" in page
    assert "Ej kopplat: 2 konton och objekt, 1 599,50 kr" in page
    assert not LedgerImport.objects.exists()

    answer = chief.post(
        ADDRESS, {"file": token_of(url), "to_month": 12, "dimension": "6", "import": 1}, follow=True
    )
    assert "2 konton är inte kopplade till någon budgetrad" in words(answer)
    row = LedgerImport.objects.get()
    assert (row.standing, row.to_month, row.dimension, row.source) == ("gallande", 12, "Projekt", "vouchers")
    assert row.snapshot.amounts == {("3010", "", 1): Decimal(-1000), ("4510", "100", 2): Decimal("599.50")}
    assert own.book()["bok.resultat@2024"].value == Decimal("400.50")
    assert "Filen är inte kvar" in words(chief.get(url))


def test_the_dimension_of_the_insatser_is_suggested_and_then_remembered(own, chief):
    own.line("Spåret")
    extra = {
        '#OBJEKT 6 "100" "Spåret"\n': '#OBJEKT 6 "100" "Spåret"\n#DIM 1 "Ansvar"\n#OBJEKT 1 "7" "Kansli"\n'
    }
    url = previewed(chief, of_2024(change=extra))
    assert '<option value="6" selected>Projekt' in chief.get(url).content.decode()
    chief.post(ADDRESS, {"file": token_of(url), "to_month": 12, "dimension": "1", "import": 1})
    again = previewed(chief, of_2024(change=extra))
    assert '<option value="1" selected>Ansvar' in chief.get(again).content.decode()


def test_a_choice_changes_the_preview(own, chief):
    url = previewed(chief, of_2024())
    page = words(chief.get(f"{url}&to_month=1&dimension="))
    assert "Resultat till och med januari 1 000,00 kr" in page
    assert "februari −599,50 Räknas inte än" in page


def test_the_same_file_again_says_so(own, chief):
    url = previewed(chief, of_2024())
    chief.post(ADDRESS, {"file": token_of(url), "to_month": 12, "dimension": "6", "import": 1})
    url = previewed(chief, of_2024())
    assert "Samma fil är redan inläst på samma sätt" in words(chief.get(url))
    answer = chief.post(
        ADDRESS, {"file": token_of(url), "to_month": 12, "dimension": "6", "import": 1}, follow=True
    )
    assert "Samma fil är redan inläst" in words(answer)
    assert LedgerImport.objects.count() == 1


def test_what_changed_since_the_last_is_told_month_by_month(own, chief):
    url = previewed(chief, of_2024())
    chief.post(ADDRESS, {"file": token_of(url), "to_month": 12, "dimension": "6", "import": 1})
    newer = of_2024(change={"599.50": "699.50", "900.50": "800.50"})
    page = words(chief.get(previewed(chief, newer)))
    assert "Ändrat i februari (1)" in page
    assert "4510 Köp av insatser, Spåret −599,50 −699,50" in page
    assert "Ändrat i januari" not in page


def test_a_closed_month_is_told_of_and_waits(own, chief):
    url = previewed(chief, of_2024())
    chief.post(ADDRESS, {"file": token_of(url), "to_month": 12, "dimension": "6", "import": 1})
    for month in (1, 2):
        close_month(fiscal_year=own.fiscal_year, month=month, sentence="Avstämd.", by=User.objects.get())
    url = previewed(chief, of_2024(change={"599.50": "699.50", "900.50": "800.50"}))
    assert "Filen ändrar månader som är stängda: februari" in words(chief.get(url))
    answer = chief.post(
        ADDRESS, {"file": token_of(url), "to_month": 12, "dimension": "6", "import": 1}, follow=True
    )
    assert "gäller inte än" in words(answer)
    assert own.book()["bok.resultat@2024"].value == Decimal("400.50")


def test_typed_amounts_that_give_way_are_told(own, chief):
    line, series = own.line("Spåret"), own.series("Utfall 2024", "utfall")
    own.amount(series, line, -500)
    rule = AccountRule.objects.create(accounts="4*", **own.year)
    RuleShare.objects.create(forbund=own.forbund, rule=rule, line=line, percent=100)
    page = words(chief.get(previewed(chief, of_2024())))
    assert "Spåret, Utfall 2024 −500,00 −599,50" in page


def test_another_forbund_is_refused(own, chief):
    url = previewed(chief, written(sie(change={"2023": "2024"})))
    page = words(chief.get(url))
    assert "Filen är bokföringen för Samordningsförbundet Norra Ån (222000-1234)" in page
    answer = chief.post(ADDRESS, {"file": token_of(url), "to_month": 12, "import": 1})
    assert answer.status_code == 422
    assert not LedgerImport.objects.exists()


def test_our_part_of_anothers_books_is_all_that_is_kept(own, chief):
    raw = written(sie(change={"2023": "2024"}))
    url = previewed(chief, raw)
    data = {
        "file": token_of(url),
        "to_month": 12,
        "dimension": "6",
        "part_dimension": "6",
        "part_object": "100",
    }
    assert "Resultat till och med december −599,50 kr" in words(chief.get(ADDRESS, data))
    assert "finns inte i filen" in words(chief.get(ADDRESS, data | {"part_object": "999"}))
    chief.post(ADDRESS, data | {"import": 1})
    row = LedgerImport.objects.get()
    assert row.part == "Projekt 100 Spåret"
    assert row.snapshot.amounts == {("4510", "100", 2): Decimal("599.50")}


def test_books_without_a_number_ask_whose_they_are(own, chief):
    url = previewed(chief, written(sie(without="#ORGNR", change={"2023": "2024"})))
    assert "Filen säger inte vilket organisationsnummer" in words(chief.get(url))
    data = {"file": token_of(url), "to_month": 12, "dimension": "6", "import": 1}
    assert chief.post(ADDRESS, data).status_code == 422
    assert chief.post(ADDRESS, data | {"ours": "on"}).status_code == 302


def test_another_year_leads_there(own, chief):
    url = previewed(chief, written(sie(change={"222000-1234": OWN})))
    page = words(chief.get(url))
    assert "Filen gäller 2023, och du är i 2024. 2023 finns inte här än." in page
    FiscalYear.objects.create(forbund=own.forbund, year=2023, key="2023")
    page = chief.get(url).content.decode()
    there = f"/norra-an/2023/bokforing/las-in/?file={token_of(url)}"
    assert there in page
    assert "Resultat till och med december 400,50 kr" in words(chief.get(there))


def test_a_broken_year_is_refused(own, chief):
    raw = written(sie(change={"222000-1234": OWN, "#RAR 0 20230101 20231231": "#RAR 0 20220701 20230630"}))
    page = words(chief.get(previewed(chief, raw)))
    assert "Ett förbunds år är kalenderåret: exportera 1 januari till 31 december 2024." in page


def test_only_who_sent_a_file_finds_it(own, chief, auditor):
    url = previewed(chief, of_2024())
    assert auditor.get(url).status_code == 403
    other = own.sign_in("ekonom")
    assert "Filen är inte kvar" in words(other.get(url))


def test_a_file_is_thrown_away_when_asked(own, chief):
    url = previewed(chief, of_2024())
    assert chief.post(ADDRESS, {"file": token_of(url), "cancel": 1}).status_code == 302
    assert "Filen är inte kvar" in words(chief.get(url))


def test_nothing_of_people_is_held(own, chief, monkeypatch):
    kept = []
    monkeypatch.setattr(
        "finsam.core.caching.store._share", lambda key, packed, seconds: kept.append((packed, seconds))
    )
    raw = of_2024(more='#DIM 7 "Anställd"\n#OBJEKT 7 "1" "Kalle Karlsson"\n')
    send(chief, raw)
    ((packed, seconds),) = kept
    assert seconds == 3600
    for name in (b"Kalle", b"AB", "Stöd till".encode(), "Anställd".encode()):
        assert name not in packed


def test_what_is_stopped_in_the_middle_leaves_nothing_half(own, chief, monkeypatch):
    url = previewed(chief, of_2024())
    data = {"file": token_of(url), "to_month": 12, "dimension": "6", "import": 1}
    chief.post(ADDRESS, data)
    before = own.book()["bok.resultat@2024"].value
    url = previewed(chief, of_2024(change={"599.50": "699.50", "900.50": "800.50"}))

    def killed(row):
        raise KeyboardInterrupt

    monkeypatch.setattr("budget.ledger.services._feed", killed)
    with pytest.raises(KeyboardInterrupt):
        chief.post(ADDRESS, data | {"file": token_of(url)})
    assert [row.standing for row in LedgerImport.objects.all()] == ["gallande"]
    assert own.book()["bok.resultat@2024"].value == before == Decimal("400.50")
