"""Degerfors/Karlskoga's 2023, as its bookkeeping would have been handed over: the same statements as when it was typed."""

import re
from decimal import Decimal

import pytest

from budget.ledger.services import ReadFile, read_in
from budget.ledger.sie.judging import judge
from budget.ledger.taking import Choice, take
from budget.models import AccountRule, Line, RuleShare
from finsam.checks.reconciliation import reconcile
from finsam.core.audit import SYSTEM
from finsam.core.models import FiscalYear
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside
from finsam.facts.book import Book
from followup.accounts.models import BalanceAmount, BalanceItem, BalanceRule
from tests import clients
from tests.budget.ledger import real_books
from tests.budget.ledger.sie_files import written

KEY = "degerfors-karlskoga"
# As they are printed in the annual report, kr.
PRINTED = {
    "bokslut.arets-resultat@2023": Decimal(-795108),
    "utfall.coachingteamet@2023": Decimal(-4846866),
}


@pytest.fixture
def year(db):
    year = clients.fiscal_year(KEY, 2023)
    with inside(year.forbund):
        yield year


def import_books(year: FiscalYear) -> None:
    """Judge the file, take it apart by project, place it by the rules, and let the outcome be made of it."""
    text = real_books.sie_of(
        name="Finsam Degerfors/Karlskoga", organisation="222000-2279", year=2023, objects=real_books.OBJECTS,
        accounts=real_books.DEGERFORS_KARLSKOGA, balances=real_books.DEGERFORS_KARLSKOGA_BALANCES,
    )  # fmt: skip
    verdict = judge(written(text))
    assert verdict.reasons == []
    assert verdict.to_month == "2023-12"
    own = {"forbund": year.forbund}
    for order, (accounts, objects, line) in enumerate(real_books.DEGERFORS_KARLSKOGA_RULES, 1):
        rule = AccountRule.objects.create(
            fiscal_year=year, accounts=accounts, objects_in=objects, order=order, **own
        )
        RuleShare.objects.create(rule=rule, line=Line.objects.get(key=line), percent=100, **own)
    file = ReadFile("finsam-2023.se", verdict.file.sha256, verdict.outcome.source, 12)
    read_in(fiscal_year=year, snapshot=take(verdict, Choice("6")), file=file, by=SYSTEM)


def test_imported_books_give_the_statements_of_the_annual_report(year):
    typed = {key: fact.value for key, fact in Book(year.forbund, 2023).facts("bokslut", 2023).items()}
    import_books(year)
    place_balances(year)
    BalanceAmount.objects.filter(fiscal_year=year).delete()
    book = Book(year.forbund, 2023)
    booked = {key: fact.value for key, fact in book.facts("bokslut", 2023).items() if ".saldo." not in key}
    assert len(typed) > 60
    assert booked == typed
    assert {key: book[key].value.quantize(Decimal(1)) for key in PRINTED} == PRINTED
    assert book["utfall.resultat@2023"].value == book["bok.resultat@2023"].value
    assert book.get("utfall.ej-kopplat-kostnader@2023") is None
    assert book.get("utfall.ej-kopplat-intakter@2023") is None


def place_balances(year: FiscalYear) -> None:
    """Let each balance account belong to its item."""
    for order, (accounts, item) in enumerate(real_books.DEGERFORS_KARLSKOGA_BALANCE_RULES, 1):
        BalanceRule.objects.create(
            forbund=year.forbund,
            fiscal_year=year,
            accounts=accounts,
            item=BalanceItem.objects.get(key=item),
            order=order,
        )


def test_the_balance_is_made_of_accounts_and_not_written(year):
    import_books(year)
    place_balances(year)
    book = Book(year.forbund, 2023)
    rests_on = {fact.key: fact.value for fact in book["bokslut.tillgangar@2023"].walk()}
    assert rests_on["bokslut.saldo.1930@2023"] == Decimal("1609476.49")
    assert book["bokslut.saldo.2440@2023"].value == Decimal(1352126)
    reader = clients.signed_in(clients.let_in(clients.user("chefen"), Role.FORBUNDSCHEF, KEY))
    page = reader.get(f"/{KEY}/2023/bokslut/balans/").text
    assert page.count("Hämtas från bokföringen.") == 7
    assert "Inskrivet förut:" not in page  # it was the same
    findings = {(each.rule, each.subject) for each in reconcile(year).findings}
    assert {each for each in findings if each[1].startswith(("ib/", "balans/"))} == set()


def test_what_was_written_is_shown_beside_what_the_books_give(year):
    import_books(year)
    written = BalanceAmount.objects.get(fiscal_year=year, item__key="kassa-och-bank")
    BalanceAmount.objects.filter(pk=written.pk).update(amount=Decimal("1609000.25"))
    BalanceAmount.objects.filter(fiscal_year=year, item__key="kundfordringar").delete()
    chief = clients.signed_in(clients.let_in(clients.user("chefen"), Role.FORBUNDSCHEF, KEY))
    rules, balance = f"/{KEY}/2023/bokslut/kontoregler/", f"/{KEY}/2023/bokslut/balans/"
    assert "som ersätts" not in chief.get(rules).text  # no rule yet, and nothing has given way
    assert "Inskrivet förut" not in chief.get(balance).text
    place_balances(year)
    page = chief.get(rules).text.replace("\xa0", " ")
    assert "Inskrivna belopp som ersätts" in page
    assert re.search(r"Kassa och bank, 2023</th><td[^>]*>1 609 000,25</td><td[^>]*>1 609 476,49</td>", page)
    assert "Kundfordringar, 2023</th>" not in page  # the books give it, and nobody had written any
    page = chief.get(balance).text.replace("\xa0", " ")
    assert "Hämtas från bokföringen. Inskrivet förut: 1 609 000,25 kr, skillnad 476,24 kr." in page
    assert page.count("Inskrivet förut:") == 1
    BalanceRule.objects.filter(item__key="kassa-och-bank").delete()  # and what was written holds again
    assert re.search(r'value="1 609 000,25"', chief.get(balance).text.replace("\xa0", " "))


def test_accounts_are_suggested_by_the_names_of_the_items(year):
    import_books(year)
    chief = clients.signed_in(clients.let_in(clients.user("chefen"), Role.FORBUNDSCHEF, KEY))
    place = f"/{KEY}/2023/bokslut/kontoregler/"
    page = chief.get(place)
    told = {account: str(item) for account, item in page.context["suggested"]}
    assert told == {
        "1510 Kundfordringar": "Kundfordringar",
        "1680 Ludvikamoms": "Fordran mervärdesskatt (Ludvikamoms)",
        "1790 Förutbetalda kostnader": "Förutbetalda kostnader och upplupna intäkter",
        "1930 Bank": "Kassa och bank",
        "2440 Leverantörsskulder": "Leverantörsskulder",
        "2990 Upplupna kostnader": "Upplupna kostnader och förutbetalda intäkter",
    }
    assert page.context["left"] == "1220 Inventarier"
    chief.post(f"{place}forslag/", headers={"origin": clients.ORIGIN})
    assert BalanceRule.objects.filter(fiscal_year=year).count() == 6
    assert "suggested" not in chief.get(place).context or not chief.get(place).context["suggested"]


def test_a_balance_that_begins_elsewhere_than_it_ended_is_told(year):
    import_books(year)
    place_balances(year)
    BalanceAmount.objects.filter(fiscal_year__year=2022, item__key="kassa-och-bank").update(amount=2176060)
    BalanceRule.objects.filter(accounts="29*").delete()
    told = {each.subject: each for each in reconcile(year).findings if each.rule in ("R4", "R29")}
    assert told["ib/kassa-och-bank"].difference == "0,98\xa0kr"
    assert "2990 Upplupna kostnader" in told["balans/ej-kopplat"].message


def test_what_is_booked_is_followed_from_the_statements_to_the_month(year):
    import_books(year)
    rests_on = {fact.key for fact in Book(year.forbund, 2023)["bokslut.arets-resultat@2023"].walk()}
    assert {"utfall.kansli@2023", "utfall.kansli.5010.utan@2023", "bok.5010.utan.04@2023"} <= rests_on
