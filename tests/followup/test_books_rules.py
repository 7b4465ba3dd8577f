"""Each rule over the books: fired by what it is for, silent on a year that ties."""

from datetime import date
from decimal import Decimal

import pytest

from budget.models import Amount, Line, Series
from finsam.documents.models import Document, Section
from finsam.organisation.models import Contribution, EquityLevel, Payer
from followup.accounts.models import BalanceAmount, BalanceItem, Investment, Personnel
from plans.models.consultations import Consultation
from tests.followup.ledger import NBSP, YEAR


def subjects(ledger, rule, severity=None, **where):
    return {one.subject for one in ledger.findings(rule, **where) if severity in (None, one.severity)}


@pytest.mark.parametrize("rule", ["R3", "R4", "R5", "R6", "R7", "R8", "R14"])
def test_a_year_that_ties_is_silent(ledger, rule):
    assert ledger.findings(rule) == []


def test_r3_a_balance_that_does_not_balance(ledger):
    BalanceAmount.objects.filter(item__key="moms", fiscal_year__year=YEAR).update(amount=Decimal("480.01"))
    (finding,) = ledger.findings("R3")
    assert (finding.severity, finding.subject, finding.difference) == ("fel", "balans", "0,01\u00a0kr")
    assert finding.href.endswith("/2023/bokslut/balans/")


def test_r3_says_when_it_can_not_be_tried(ledger):
    Series.objects.filter(kind="utfall").delete()
    found = ledger.findings("R3")
    assert [one.subject for one in found] == ["balans", "balans@2022"]
    assert {(one.severity, "kan inte prövas" in one.message) for one in found} == {("varning", True)}


def test_r3_holds_for_the_first_balance_that_was_entered(ledger):
    """The year that the report compares with has no report of its own, and is printed all the same."""
    BalanceAmount.objects.filter(item__key="moms", fiscal_year__year=2022).update(amount=Decimal(201))
    (finding,) = ledger.findings("R3")
    assert (finding.severity, finding.subject, finding.difference) == ("fel", "balans@2022", "1\u00a0kr")
    assert finding.href.endswith("/2022/bokslut/balans/")


def test_r3_holds_for_the_interim_period_too(ledger):
    """Each of them: 1 200 + 500 + 1 000 = 2 700 in August, 1 200 + 100 + 900 = 2 200 in March."""
    august, march = date(YEAR, 8, 31), date(YEAR, 3, 31)
    ledger.series(YEAR, {"bidrag": 2500, "coachning": -2000}, kind="delar", date=august)
    ledger.series(YEAR, {"bidrag": 1100, "coachning": -1000}, kind="delar", date=march)
    ledger.balance(YEAR, {"bank": 2700, "leverantorer": 1000}, end=august)
    ledger.balance(YEAR, {"bank": 2200, "leverantorer": 900}, end=march)
    assert ledger.findings("R3") == []
    BalanceAmount.objects.filter(item__key="bank", end=august).update(amount=Decimal(2600))
    assert subjects(ledger, "R3") == {"delar.balans"}
    BalanceAmount.objects.filter(item__key="bank", end=march).update(amount=Decimal(2201))
    found = {one.subject: one for one in ledger.findings("R3")}
    assert found["delar-0331.balans"].difference == f"1{NBSP}kr"
    assert found["delar-0331.balans"].href == f"/sodra-an/{YEAR}/bokslut/balans/{YEAR}-03-31/"


def test_r4_an_opening_that_is_not_the_closing(ledger):
    Series.objects.filter(kind="utfall", about=YEAR).update(opening=Decimal(1201))
    assert subjects(ledger, "R4", "fel") == {"eget-kapital"}


def test_r4_an_item_that_disappears(ledger):
    BalanceAmount.objects.filter(item__key="moms", fiscal_year__year=YEAR).delete()
    assert subjects(ledger, "R4", "varning") == {"post/moms"}


def test_r5_a_stated_result_that_the_lines_do_not_make(ledger):
    Series.objects.filter(kind="utfall", about=YEAR).update(stated_result=Decimal(-299))
    assert subjects(ledger, "R5") == {"arets-resultat", "utfall"}


def test_r6_a_cash_flow_that_does_not_lead_to_the_bank(ledger):
    BalanceAmount.objects.filter(item__key="bank", fiscal_year__year=YEAR).update(amount=Decimal(1361))
    assert subjects(ledger, "R6") == {"kassa"}


def test_r6_an_investment_that_the_balance_does_not_know(ledger):
    Investment.objects.create(
        forbund=ledger.forbund,
        fiscal_year=ledger.years[YEAR],
        name="Skrivbord",
        row="maskiner",
        amount=Decimal(30),
    )
    assert subjects(ledger, "R6") == {"investering"}
    BalanceAmount.objects.filter(item__key="inventarier", fiscal_year__year=YEAR).update(amount=Decimal(70))
    BalanceAmount.objects.filter(item__key="bank", fiscal_year__year=YEAR).update(amount=Decimal(1330))
    assert ledger.findings("R6") == []


def test_r7_notes_that_add_up(ledger):
    ledger.note("Intäkter", "rader", ["intakter"])
    ledger.note("Kostnader", "kategorier", ["kostnader", "avskrivningar"])
    ledger.note("Fordringar", "poster", ["fordringar"])
    ledger.note("Eget kapital", "kapital", ["eget-kapital"])
    assert not subjects(ledger, "R7", "fel")


def test_r7_a_note_that_no_row_refers_to(ledger):
    ledger.note("Kapital", "kapital")
    assert "ingen-rad/kapital" in subjects(ledger, "R7", "varning")


def test_r7_a_note_that_leaves_out_a_line(ledger, monkeypatch):
    from followup.accounts.blocks import notes

    ledger.note("Intäkter", "rader", ["intakter"])
    assert not subjects(ledger, "R7", "fel")
    every = notes.both_sides
    monkeypatch.setattr(notes, "both_sides", lambda facts: every(facts)[1:])
    assert subjects(ledger, "R7", "fel") == {"not/intakter/2023", "not/intakter/2022"}


def test_r7_rows_without_a_note_and_notes_out_of_order(ledger):
    ledger.note("Fordringar", "poster", ["fordringar"])
    assert {"utan-not/kassa", "utan-not/intakter"} <= subjects(ledger, "R7", "info")
    assert "ordning" not in subjects(ledger, "R7", "info")
    ledger.note("Intäkter", "rader", ["intakter"])
    assert "ordning" in subjects(ledger, "R7", "info")


def test_r8_money_without_a_category(ledger):
    Line.objects.filter(key="kansli").update(category="")
    assert subjects(ledger, "R8", "varning") == {"utan-kategori/netto", "utan-kategori/budget"}
    assert not subjects(ledger, "R8", "fel")


def test_r8_a_net_that_is_not_the_result(ledger):
    Series.objects.filter(kind="utfall", about=YEAR).update(stated_result=Decimal(-299))
    assert not subjects(ledger, "R8", "fel")  # the resultaträkning is made of the same lines; R5 tells of it
    Series.objects.filter(kind="budget", about=YEAR).update(stated_result=Decimal(-1))
    assert subjects(ledger, "R8", "fel") == {"budget"}


def test_r8_costs_outside_the_cost_rows(ledger):
    Line.objects.filter(key="ranta").update(rr_row="extraordinara")
    assert not subjects(ledger, "R8", "fel")
    Line.objects.filter(key="bankavgift").update(rr_row="skatteintakter")
    assert subjects(ledger, "R8", "fel") == {"kostnader"}


def test_r14_equity_over_the_ceiling_and_under_the_floor(ledger):
    EquityLevel.objects.create(forbund=ledger.forbund, valid_from=2013, percent=20, source="praxis")
    payer = Payer.objects.create(forbund=ledger.forbund, name="Staten")
    Contribution.objects.create(
        forbund=ledger.forbund, payer=payer, year=YEAR, status="inbetalt", amount=Decimal(4000)
    )
    ledger.forbund.equity_floor = Decimal(901)
    assert {"utfall-tak", "utfall-golv"} <= subjects(ledger, "R14")


WHOLE = (
    "resultatrakning",
    "balansrakning",
    "kassaflode",
    "noter",
    "driftredovisning",
    "investeringar",
    "balanskrav",
)


def document(ledger, *blocks):
    one = Document.objects.create(
        forbund=ledger.forbund, fiscal_year=ledger.years[YEAR], kind="arsredovisning", title="Årsredovisning"
    )
    for order, key in enumerate(blocks):
        Section.objects.create(forbund=ledger.forbund, document=one, title=key, block=key, order=order)
    return one


def test_r27_a_part_that_is_missing(ledger):
    whole = document(ledger, *WHOLE[:-1])
    asked = {one for one in subjects(ledger, "R27", documents=[whole]) if one.startswith("arsred")}
    assert asked == {"arsredovisning/balanskrav"}
    section = Section.objects.create(
        forbund=ledger.forbund, document=whole, title="Balanskrav", key="balanskrav",
        prose="<p>Ej tillämpligt. Ej tillämpligt. Ej tillämpligt.</p>",
    )  # fmt: skip
    asked = {one for one in subjects(ledger, "R27", documents=[whole]) if one.startswith("arsred")}
    assert asked == {"arsredovisning/balanskrav"}, "that it doesn't apply is no reason why"
    section.delete()
    Section.objects.create(
        forbund=ledger.forbund, document=whole, title="Balanskrav", key="balanskrav",
        prose="<p>Ej tillämpligt, eftersom förbundet inte har någon verksamhet ännu.</p>",
    )  # fmt: skip
    asked = {one for one in subjects(ledger, "R27", documents=[whole]) if one.startswith("arsred")}
    assert asked == set()


@pytest.mark.parametrize("text", ["", "Se ovan.", "ok", "......"])
def test_r27_a_deficit_that_is_restored_without_saying_how(ledger, text):
    ledger.texts(restoring="aterstalls", restored_by=2025, restoring_text=text)
    assert "bokslut/balanskrav" in subjects(ledger, "R27")


def test_r27_what_the_books_must_say(ledger):
    assert subjects(ledger, "R27") == {
        "bokslut/principer", "bokslut/revision", "bokslut/nyttjandeperiod/inventarier", "bokslut/panter",
        "bokslut/investeringar", "bokslut/balanskrav", "bokslut/personal",
    }  # fmt: skip
    ledger.texts(
        no_investments=True, no_pledges=True, restoring="aterstalls", restored_by=2025, signed_on=date(2024, 3, 20),
        restoring_text="Budgeten för 2024 och 2025 ger överskott.",
    )  # fmt: skip
    ledger.note("Redovisningsprinciper", principles=True, text="<p>Enligt lagen.</p>")
    ledger.note("Revision", "revision")
    BalanceItem.objects.filter(key="inventarier").update(useful_life="10 år")
    Personnel.objects.create(forbund=ledger.forbund, fiscal_year=ledger.years[YEAR], employees=1)
    assert subjects(ledger, "R27") == set()


def test_r27_a_reported_year_has_heard_its_members(ledger):
    report = document(ledger, *WHOLE)
    assert "medlemssamrad@2023" in subjects(ledger, "R27", documents=[report])
    told = Section.objects.create(
        forbund=ledger.forbund, document=report, title="Medlemssamråd", key="medlemssamrad",
        prose="<p>Samrådet hölls i maj.</p>",
    )  # fmt: skip
    assert "medlemssamrad@2023" not in subjects(ledger, "R27", documents=[report])
    told.delete()
    Consultation.objects.create(
        forbund=ledger.forbund, fiscal_year=ledger.years[YEAR], name="Budget 2024", period="hösten 2023"
    )
    assert "medlemssamrad@2023" not in subjects(ledger, "R27", documents=[report])


def test_a_year_without_outcome_is_asked_for_nothing(ledger):
    Amount.objects.all().delete()
    found = ledger.findings("R4", "R5", "R6", "R7", "R8", "R27")
    assert [one for one in found if one.severity == "fel"] == []
    assert ledger.findings("R27") == []
