"""The books' pages: entering a balance, notes and texts, and what the overview says."""

import re
from datetime import date
from decimal import Decimal

import pytest

from finsam.core.models import Access, AuditEntry, User
from finsam.core.tenancy.permissions import Role
from finsam.documents.models import Document
from followup.accounts.models import BalanceAmount, BalanceItem, Note, YearBooks
from tests.clients import signed_in
from tests.followup.ledger import NBSP, YEAR

HERE = f"/sodra-an/{YEAR}/"


def browser(ledger, role):
    user = User.objects.create_user(f"{role}@an.test", "ett-langt-losenord", name=f"Test {role}")
    Access(user=user, forbund=ledger.forbund, role=role).save()
    return signed_in(user)


@pytest.fixture
def chiefs(ledger):
    return browser(ledger, Role.FORBUNDSCHEF)


PAGES = (
    "bokslut/", "bokslut/balans/", f"bokslut/balans/{YEAR}-08-31/", "bokslut/texter/", "bokslut/personal/", "balansposter/", "noter/", "investeringar/",
    "balanskravsjusteringar/", "noter/ny/", "balansposter/ny/", "investeringar/ny/", "balanskravsjusteringar/ny/",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens(ledger, chiefs, page):
    assert chiefs.get(HERE + page).status_code == 200


@pytest.mark.parametrize("page", [page for page in PAGES if not page.endswith("ny/")])
def test_a_reader_may_look(ledger, page):
    note = ledger.note("Fordringar", "poster", ["fordringar"])
    reader = browser(ledger, Role.REVISOR)
    assert reader.get(HERE + page).status_code == 200
    assert "Fordringar" in reader.get(f"{HERE}noter/{note.key}/").text
    assert reader.post(f"{HERE}bokslut/balans/", {}).status_code == 403


def written(**changes):
    """The balance form as it stands, with changes."""
    amounts = {
        one.item.key: str(one.amount).replace(".", ",")
        for one in BalanceAmount.objects.filter(fiscal_year__year=YEAR)
    }
    return {"version": "1"} | {f"ar-{key}": value for key, value in (amounts | changes).items()}


def test_a_balance_is_written_at_once_and_logged_once(ledger, chiefs):
    response = chiefs.post(f"{HERE}bokslut/balans/", written(moms="470", kundfordringar="30", lan="0"))
    assert response.status_code == 302
    stored = {one.item.key: one.amount for one in BalanceAmount.objects.filter(fiscal_year__year=YEAR)}
    assert (stored["moms"], stored["kundfordringar"], stored["lan"]) == (470, 30, 0)
    assert AuditEntry.objects.count() == 1
    assert "balanserar inte" not in chiefs.get(f"{HERE}bokslut/balans/").text


def test_who_saves_a_balance_too_late_sees_both_and_takes_away_nothing_unseen(ledger, chiefs):
    opened = written(moms="470", lan="3")
    assert chiefs.post(f"{HERE}bokslut/balans/", written(lan="7")).status_code == 302
    ledger.balance(YEAR, {"pension": 10})  # an item that the one who opened the page first never saw
    late = chiefs.post(f"{HERE}bokslut/balans/", opened)
    assert late.status_code == 422
    assert {(row["label"], row["mine"], row["theirs"]) for row in late.context["stale"]} == {
        (f"Moms, 31{NBSP}december 2023", "470", "480"),
        (f"Lan, 31{NBSP}december 2023", "3", "7"),
    }
    version = late.context["form"]["version"].value()
    assert chiefs.post(f"{HERE}bokslut/balans/", opened | {"version": version}).status_code == 302
    stored = {one.item.key: one.amount for one in BalanceAmount.objects.filter(fiscal_year__year=YEAR)}
    assert (stored["moms"], stored["lan"], stored["pension"]) == (470, 3, 10)


def test_a_balance_that_does_not_balance_is_kept_and_said(ledger, chiefs):
    assert chiefs.post(f"{HERE}bokslut/balans/", written(moms="480,50")).status_code == 302
    page = chiefs.get(f"{HERE}bokslut/balans/").text
    assert "balanserar inte" in page
    assert "0,50\u00a0kr" in page
    assert 'value="480,50"' in page
    assert "balanserar inte" in chiefs.get(f"{HERE}bokslut/").text


def test_overview_asks_for_what_the_balance_lacks_and_not_for_what_is_used_no_more(ledger, chiefs):
    ledger.balance(YEAR - 3, {"pension": 10, "lan": 20})

    def step():
        text = chiefs.get(f"{HERE}bokslut/").text.split("Balansposternas belopp</a>")[1].split("</li>")[0]
        return " ".join(re.sub(r"<[^>]+>", " ", text).split())

    assert step() == "Klart"
    BalanceAmount.objects.filter(fiscal_year__year=YEAR, item__key="moms").delete()
    assert step() == "Påbörjat ”Moms” saknar belopp."
    BalanceAmount.objects.filter(fiscal_year__year=YEAR).delete()
    assert step() == "Inte påbörjat 5 poster saknar belopp."


def test_an_amount_that_can_not_be_read_saves_nothing(ledger, chiefs):
    response = chiefs.post(f"{HERE}bokslut/balans/", written(moms="1.234", bank="1"))
    assert response.status_code == 422
    assert "kan läsas på två sätt" in response.text
    assert BalanceAmount.objects.get(item__key="bank", fiscal_year__year=YEAR).amount == 1360


def test_two_who_write_at_once(ledger, chiefs):
    assert chiefs.post(f"{HERE}bokslut/balans/", written(moms="481")).status_code == 302
    response = chiefs.post(f"{HERE}bokslut/balans/", written(moms="482"))
    assert response.status_code == 422
    assert "har sparats i en annan flik eller av någon annan" in response.text


def test_an_emptied_field_takes_the_amount_away(ledger, chiefs):
    chiefs.post(f"{HERE}bokslut/balans/", written(moms=""))
    assert not BalanceAmount.objects.filter(item__key="moms", fiscal_year__year=YEAR).exists()


def test_a_note_is_made_and_refuses_rows_it_can_not_show(ledger, chiefs):
    fields = {"name": "Fordringar", "form": "poster", "order": "1", "text": ""}
    response = chiefs.post(f"{HERE}noter/ny/", fields | {"explains": ["intakter"]})
    assert response.status_code == 422
    assert "Balansposter förklarar bara rader i balansräkningen." in response.text
    assert chiefs.post(f"{HERE}noter/ny/", fields | {"explains": ["fordringar"]}).status_code == 302
    assert Note.objects.get().explains == ["fordringar"]


def test_the_texts_are_one_per_year(ledger, chiefs):
    page = f"{HERE}bokslut/texter/"
    response = chiefs.post(page, {"restoring": "aterstalls", "restored_by": "2025"})
    assert response.status_code == 422
    assert "Skriv hur resultatet återställs" in response.text
    weak = {"restoring": "aterstalls-inte", "restoring_text": "Se ovan."}
    assert "Skriv hur resultatet återställs, eller varför inte, med minst" in chiefs.post(page, weak).text
    told = {"restoring": "aterstalls", "restored_by": "2025", "restoring_text": "Genom överskott under 2025."}
    assert chiefs.post(page, told).status_code == 302
    assert chiefs.post(page, told | {"signed_at": "Åby", "version": "1"}).status_code == 302
    assert YearBooks.objects.get().signed_at == "Åby"


def test_an_adjustment_of_another_years_wording_is_refused(ledger, chiefs):
    page = "/sodra-an/2024/balanskravsjusteringar/ny/"
    row = {"row": "bk.realisationsvinster-undantag", "amount": "5"}
    assert chiefs.post(page, row).status_code == 422
    assert chiefs.post(page.replace("2024", "2023"), row).status_code == 302


def test_a_note_from_another_forbund_is_not_found(ledger, chiefs):
    assert chiefs.get(f"{HERE}noter/fran-nagon-annan/").status_code == 404


def test_a_year_has_a_balance_for_each_of_its_closings(ledger, chiefs):
    august, march = f"{HERE}bokslut/balans/{YEAR}-08-31/", f"{HERE}bokslut/balans/{YEAR}-03-31/"
    version = {"version": "1"}
    answer = chiefs.post(august, version | {"0831-bank": "2 700", "0831-leverantorer": "1 000"})
    assert answer.headers["Location"] == august
    chiefs.post(march, {"version": "2", "0331-bank": "2 200", "ar-bank": "9"})
    stored = {str(one.end): one.amount for one in BalanceAmount.objects.filter(item__key="bank")}
    assert stored == {"2022-12-31": 1550, "2023-03-31": 2200, "2023-08-31": 2700, "2023-12-31": 1360}
    page = chiefs.get(august).text
    assert f"<h1>Balans 31{NBSP}augusti 2023</h1>" in page
    assert 'value="2\u00a0700"' in page or 'value="2 700"' in page
    assert f'<a href="{march}">31{NBSP}mars 2023</a>' in page, "the other days are a click away"
    assert f"Balansen per 31{NBSP}augusti 2023 har sparats." in page or "har sparats" in page
    keys = set(BalanceAmount.objects.filter(item__key="bank").values_list("key", flat=True))
    assert keys == {"bank", "bank-0331", "bank-0831"}


@pytest.mark.parametrize("day", ["2023-12-31", "2022-08-31", "2023-02-30", "20230831", "augusti"])
def test_other_days_have_no_page(ledger, chiefs, day):
    assert chiefs.get(f"{HERE}bokslut/balans/{day}/").status_code == 404


def test_a_reports_own_day_is_offered(ledger, chiefs):
    Document.objects.create(
        kind="delarsrapport", title="Delårsrapport", until=date(YEAR, 4, 30), forbund=ledger.forbund,
        fiscal_year=ledger.years[YEAR],
    )  # fmt: skip
    assert f"{HERE}bokslut/balans/{YEAR}-04-30/" in chiefs.get(f"{HERE}bokslut/balans/").text


def test_a_facts_trace_leads_to_the_log(ledger, chiefs):
    chiefs.post(f"{HERE}bokslut/balans/", written(moms="470"))
    page = chiefs.get(f"{HERE}uppgifter/bokslut.fordringar@{YEAR}/")
    assert page.status_code == 200
    assert "Moms" in page.text


def test_three_year_ends_in_the_list_of_items(ledger, chiefs):
    page = chiefs.get(f"{HERE}balansposter/").text
    assert "31 december 2023" in page
    assert "1\u00a0550" in page
    assert BalanceItem.objects.get(key="bank").amounts.count() == 2


def test_the_pages_take_a_constant_number_of_queries(ledger, chiefs, django_assert_max_num_queries):
    for number in range(20):
        item = BalanceItem.objects.create(forbund=ledger.forbund, name=f"Post {number}", row="fordringar")
        ledger.items[item.key] = item
        ledger.balance(YEAR, {item.key: Decimal(0)})
    for page in ("bokslut/", "bokslut/balans/", "balansposter/", "noter/"):
        with django_assert_max_num_queries(35):
            chiefs.get(HERE + page)
