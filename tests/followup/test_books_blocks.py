"""What the statements' blocks print."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budget.models import Line
from finsam.core.text.prose import plain
from finsam.documents.models import Document, Section
from finsam.documents.resolve import resolve
from finsam.facts.tables import Html, Table
from finsam.rendering.html import to_html
from followup.accounts.models import BalanceItem, Investment, Personnel
from tests.followup.ledger import NBSP, YEAR, pieces, printed

BLOCKS = (
    "resultatrakning", "balansrakning", "kassaflode", "driftredovisning", "investeringar", "noter", "balanskrav",
    "oversikt", "ekonomisk-stallning", "medlemsbidrag-utveckling", "personal", "underskrifter",
)  # fmt: skip


@pytest.mark.parametrize("key", BLOCKS)
def test_without_figures_a_sentence_stands_in_the_place(no_books, key):
    (piece,) = pieces(key, no_books.book())
    assert isinstance(piece, Html)
    assert piece.html.startswith("<p>")


def test_the_resultatrakning(ledger):
    ledger.note("Intäkter", "rader", ["intakter"])
    ledger.note("Kostnader", "kategorier", ["kostnader", "avskrivningar"])
    (table,) = pieces("resultatrakning", ledger.book())
    assert printed(table) == {
        "Verksamhetens intäkter": ["1", "5 420", "6 050"],
        "Verksamhetens kostnader": ["2", "−5 715", "−5 840"],
        "Avskrivningar": ["2", "−10", "−10"],
        "Verksamhetens nettokostnader": ["", "−305", "200"],
        "Verksamhetens resultat": ["", "−305", "200"],
        "Finansiella intäkter": ["", "5", "0"],
        "Finansiella kostnader": ["", "−1", "0"],
        "Resultat efter finansiella poster": ["", "−300", "200"],
        "Extraordinära poster": ["", "0", "0"],
        "Årets resultat": ["", "−300", "200"],
    }
    assert [column.label for column in table.columns] == ["Not", "2023", "2022"]
    assert table.note == (
        "Beloppen är avrundade var för sig. Därför kan ”Resultat efter finansiella poster” skilja sig med 1 kr från "
        "sina rader; de exakta beloppen stämmer."
    )


def test_the_interim_resultatrakning_has_four_columns(ledger):
    ledger.texts(2024, interim_end=date(2024, 7, 31))
    ledger.series(2024, {"bidrag": 3000, "coachning": -2500}, kind="delar")
    ledger.series(2023, {"bidrag": 2900, "coachning": -2600}, kind="delar", date=date(2023, 7, 31))
    ledger.series(2024, {"bidrag": 5000, "coachning": -4900}, kind="prognos")
    ledger.series(2024, {"bidrag": 5000, "coachning": -5000}, kind="budget")
    ledger.balance(2024, {"bank": 2400, "leverantorer": 1000}, end=date(2024, 7, 31))
    (table,) = pieces("resultatrakning", ledger.book(2024), form="delar")
    assert [column.label for column in table.columns] == [
        "Utfall till 31 juli 2024", "Utfall till 31 juli 2023", "Helårsprognos 2024", "Budget 2024",
    ]  # fmt: skip
    assert printed(table)["Årets resultat"] == ["500", "300", "100", "0"]
    (table,) = pieces("balansrakning", ledger.book(2024), form="delar")
    assert [column.label for column in table.columns] == [f"31{NBSP}juli 2024", f"31{NBSP}december 2023"]
    assert printed(table)["Eget kapital vid årets slut"] == ["1 400", "900"]
    assert printed(table)["Summa tillgångar"] == ["2 400", "1 900"]


def test_the_interim_report_says_what_stands_beneath_the_line_only_when_there_is_something(ledger):
    july = date(2024, 7, 31)
    ledger.series(2024, {"bidrag": 3000}, kind="delar", date=july)
    ledger.balance(2024, {"bank": 2400}, end=july)
    (table,) = pieces("balansrakning", ledger.book(2024), form="delar")
    assert "Panter och ansvarsförbindelser" not in printed(table)
    pledged = BalanceItem.objects.create(forbund=ledger.forbund, name="Borgen", row="panter")
    ledger.items["borgen"] = pledged
    ledger.balance(2024, {"borgen": 70}, end=july)
    (table,) = pieces("balansrakning", ledger.book(2024), form="delar")
    assert printed(table)["Panter och därmed jämförliga säkerheter"] == ["70", ""]


def test_the_balanskrav_of_the_forecast(ledger):
    (piece,) = pieces("balanskrav", ledger.book(2024), form="prognos")
    assert "en helårsprognos" in piece.html
    ledger.series(2024, {"bidrag": 5000, "coachning": -5400}, kind="prognos")
    (table,) = pieces("balanskrav", ledger.book(2024), form="prognos")
    assert [column.label for column in table.columns] == ["Prognos 2024"]
    assert printed(table)["Årets resultat enligt resultaträkningen"] == ["−400"]
    assert printed(table)["Balanskravsresultat"] == ["−400"]
    assert isinstance(pieces("balanskrav", ledger.book(2024))[0], Html), "the year's own isn't known"


def test_the_balansrakning_shows_equity_as_opening_result_and_closing(ledger):
    ledger.texts(no_pledges=True)
    (table,) = pieces("balansrakning", ledger.book())
    told = printed(table)
    assert told["Eget kapital vid årets början"] == ["1 200", "1 000"]
    assert told["Årets resultat"] == ["−300", "200"]
    assert told["Eget kapital vid årets slut"] == ["900", "1 200"]
    assert (
        told["Summa tillgångar"] == told["Summa eget kapital, avsättningar och skulder"] == ["1 900", "1 900"]
    )
    assert told["Panter och därmed jämförliga säkerheter"] == ["Inga", "uppgift saknas"], (
        "each year says its own"
    )
    assert "Förråd med mera" not in told
    assert "Avsättningar" not in told


def test_a_year_without_balance_says_nothing_of_its_pledges(ledger):
    ledger.texts(no_pledges=True)
    ledger.texts(2022, no_pledges=True)
    (table,) = pieces("balansrakning", ledger.book())
    assert printed(table)["Övriga ansvarsförbindelser"] == ["Inga", "Inga"]
    (table,) = pieces("balansrakning", ledger.book(2022))
    assert printed(table)["Övriga ansvarsförbindelser"] == ["Inga", "–"]
    assert printed(table)["Summa tillgångar"] == ["1 900", "–"], "the column stands, for the law asks for it"
    assert "Ett streck (–) betyder att uppgift saknas." in table.note


def test_the_kassaflode_has_its_comparison_year(ledger):
    ledger.balance(
        2021, {"inventarier": 60, "kundfordringar": 40, "moms": 100, "bank": 1800, "leverantorer": 1000}
    )
    told = printed(pieces("kassaflode", ledger.book())[0])
    assert told["Årets kassaflöde"] == ["−190", "−250"]
    assert told["Kassaflöde från investeringsverksamheten"] == ["0", "0"]
    assert told["Likvida medel vid årets slut"] == ["1 360", "1 550"]


def test_the_driftredovisning_has_one_sign_rule(ledger):
    ledger.texts(operations_comment="<p>Coachningen blev dyrare.</p>")
    chart, table, comment = pieces("driftredovisning", ledger.book(), unit="kr")
    assert (chart.kind, chart.columns, chart.table) == ("against", ("netto", "budget"), table)
    assert [column.group for column in table.columns] == [
        *["Utfall 2023"] * 3, "Budget 2023", "Avvikelse 2023", *["Utfall 2022"] * 3,
    ]  # fmt: skip
    told = printed(table)
    assert told["Individinriktade insatser"] == [
        "0",
        "−4 296",
        "−4 296",
        "−4 000",
        "−296",
        "0",
        "−3 900",
        "−3 900",
    ]
    assert told["Administration"][:5] == ["125", "−529", "−404", "−600", "196"]
    assert told["Summa"][:5] == ["5 425", "−5 725", "−300", "−300", "0"]
    assert "Utan kategori" not in told
    assert comment.html == "<p>Coachningen blev dyrare.</p>"
    _, table, *_ = pieces("driftredovisning", ledger.book())
    assert printed(table)["Summa"][:3] == ["5", "−6", "0"]
    assert "Beloppen är avrundade var för sig" in table.note


def test_a_revised_budget_stands_beside_the_original_that_the_outcome_is_held_against(ledger):
    ledger.series(2023, {"coachning": -4200, "kansli": -700}, kind="reviderad", date=date(2023, 5, 3))
    _, table, *_ = pieces("driftredovisning", ledger.book(), unit="kr")
    assert [column.group for column in table.columns][3:6] == [
        "Budget 2023",
        "Reviderad 2023",
        "Avvikelse 2023",
    ]
    told = printed(table)
    assert told["Individinriktade insatser"][2:6] == ["−4 296", "−4 000", "−4 200", "−296"]
    assert told["Administration"][2:6] == ["−404", "−600", "−700", "196"]
    assert told["Summa"][2:6] == ["−300", "−300", "−4 900", "0"]
    assert "som den först beslutades" in table.note


def test_the_balanskrav_says_when_and_how(ledger):
    ledger.texts(
        restoring="aterstalls", restored_by=2025, restoring_text="Genom <överskott>.", unrestored=Decimal(5)
    )
    table, text = pieces("balanskrav", ledger.book())
    assert printed(table)["Balanskravsresultat"] == ["−300"]
    assert text.html.startswith(
        "<p>Det negativa balanskravsresultatet återställs senast 2025. Genom &lt;överskott&gt;."
    )
    assert 'value="bokslut.kvar-att-aterstalla@2023"' in text.html


def test_investments_or_a_sentence(ledger):
    texts = ledger.texts(no_investments=True)
    (piece,) = pieces("investeringar", ledger.book())
    assert piece.html == "<p>Förbundet har inte gjort några investeringar under 2023.</p>"
    texts.delete()
    fields = {"forbund": ledger.forbund, "fiscal_year": ledger.years[YEAR], "row": "maskiner"}
    Investment.objects.create(name="Skrivbord", amount=Decimal(30), budget=Decimal(25), **fields)
    Investment.objects.create(name="Skåp", kind="forsaljning", amount=Decimal(9), gain=Decimal(2), **fields)
    (table,) = pieces("investeringar", ledger.book())
    assert printed(table) == {
        "Skrivbord": ["25", "30"], "Summa investeringar": ["25", "30"], "Skåp": ["", "9"],
        "Summa försäljningar": ["", "9"],
    }  # fmt: skip


def test_notes_refer_to_their_rows_and_show_both_years(ledger):
    BalanceItem.objects.filter(key="inventarier").update(useful_life="10 år")
    ledger.note("Principer", principles=True, text="<p>Enligt lagen.</p>")
    ledger.note("Kostnader", "kategorier", ["kostnader", "avskrivningar"])
    ledger.note("Inventarier", "poster", ["maskiner"])
    ledger.note("Kostnad för revision", "revision")
    found = pieces("noter", ledger.book())
    heads = [f"{one.number} {one.heading}" for one in found if isinstance(one, Html)]
    assert heads == [
        "Not 1. Principer",
        "Not 2. Kostnader",
        "Not 3. Inventarier",
        "Not 4. Kostnad för revision",
    ]
    assert plain(found[1].html) == "Hör till Verksamhetens kostnader och Avskrivningar i resultaträkningen."
    costs, assets, audit = (one for one in found if isinstance(one, Table))
    assert printed(costs)["Summa"] == ["5 725", "5 850"]
    assert printed(costs)["Individinriktade insatser"] == ["4 296", "3 900"]
    assert assets.rows[0].note == "Bedömd genomsnittlig nyttjandeperiod: 10 år"
    assert list(printed(audit).values()) == [["39", "40"]], "a sum of one row would say it twice"


LINK = re.compile(r'<a href="#([^"]+)"')
ID = re.compile(r' id="([^"]+)"')


def _html(ledger, *blocks: str) -> str:
    """The document of the blocks, as it goes to print."""
    one = Document(
        forbund=ledger.forbund, fiscal_year=ledger.years[YEAR], kind="arsredovisning", title="Redovisning",
        contents=False,
    )  # fmt: skip
    one.key = "redovisning"
    resolved = resolve(one, ledger.book(), [Section(key=key, title=key, block=key) for key in blocks])
    assert resolved.missing == ()
    return to_html(resolved)


def test_rows_and_notes_lead_to_each_other(ledger):
    ledger.note("Principer", principles=True, text='<p>Se <a href="#not-fordringar"></a>.</p>')
    ledger.note("Kostnader", "kategorier", ["kostnader", "avskrivningar"])
    ledger.note("Fordringar", "poster", ["fordringar"])
    html = _html(ledger, "resultatrakning", "balansrakning", "noter")
    assert 'Se <a href="#not-fordringar">not 3</a>.' in html
    assert html.count('<a href="#not-kostnader" title="Not 2">2</a>') == 2
    links, ids = LINK.findall(html), ID.findall(html)
    assert {"rad-resultatrakning-kostnader", "rad-balansrakning-fordringar"} <= set(links)
    assert set(links) <= set(ids)
    assert len(ids) == len(set(ids))


def test_statements_without_notes_lead_nowhere(ledger):
    ledger.note("Fordringar", "poster", ["fordringar"])
    assert LINK.findall(_html(ledger, "balansrakning")) == []
    assert LINK.findall(_html(ledger, "noter")) == []


def test_a_statement_printed_twice_has_its_names_once(ledger):
    ledger.note("Fordringar", "poster", ["fordringar"])
    one = Document(
        forbund=ledger.forbund, fiscal_year=ledger.years[YEAR], kind="", title="Redovisning", contents=False
    )
    one.key = "redovisning"
    sections = [Section(key=f"br{n}", title="Balans", block="balansrakning") for n in range(2)]
    ids = ID.findall(to_html(resolve(one, ledger.book(), sections)))
    assert "rad-balansrakning-fordringar" in ids
    assert len(ids) == len(set(ids))


def test_years_beside_each_other(ledger):
    ledger.series(2021, {}, stated_result=Decimal(40), opening=Decimal(960))
    ledger.texts(2021, stated_solidity=Decimal("41.8"))
    Personnel.objects.create(forbund=ledger.forbund, fiscal_year=ledger.years[YEAR], employees=1)
    (table,) = pieces("oversikt", ledger.book())
    told = printed(table)
    assert table.title == "Översikt 2021–2023", "of the five years, those that are known"
    assert told["Verksamhetens kostnader"] == ["5 725", "5 850", "–"]
    assert told["Årets resultat"] == ["−300", "200", "40"]
    assert told["Soliditet"] == ["47,4 %", "63,2 %", "41,8 %"]
    assert told["Antal anställda"] == ["1", "–", "–"]
    assert "Intäkterna är inklusive Esf 2022 och 2023." in table.note


def test_contributions_less_costs_is_the_result(ledger):
    (table,) = pieces("medlemsbidrag-utveckling", ledger.book(), years=2)
    told = printed(table)
    assert told["Medlemsbidrag"] == ["5 000", "5 000"]
    assert told["Kostnad för verksamheten, netto"] == ["5 300", "5 000"]
    assert told["Över- eller underskott i projekt"] == ["0", "200"]
    assert told["Resultat"] == ["−300", "200"]
    assert told["Andra projektmedel"] == ["300", "1 000"]
    ledger.series(2021, {"bidrag": 5000, "esf": 0, "coachning": -4900, "esf-kostnad": 0})
    (table,) = pieces("medlemsbidrag-utveckling", ledger.book(2021), years=2)
    assert not {"Över- eller underskott i projekt", "Andra projektmedel"} & set(printed(table)), (
        "nothing but noughts"
    )


def test_the_position_shows_net_costs_and_shares(ledger):
    Line.objects.filter(key="ovriga-intakter").update(offsets=Line.objects.get(key="kansli"))
    (table,) = pieces("ekonomisk-stallning", ledger.book(), years=2)
    told = printed(table)
    assert told["Individinriktade insatser"] == ["4 296", "3 900"]
    assert told["Kansli"] == ["360", "450"]
    assert told["Administration"] == ["404", "500"]
    assert told["Ranta"] == ["−5", ""]
    assert told["Totala kostnader"] == ["5 300", "5 000"]
    share = table.row("individ").cells["2023"].second
    assert round(share.value, 4) == Decimal("0.8106")


def test_staff_without_sick_leave(ledger):
    fields = {"forbund": ledger.forbund, "fiscal_year": ledger.years[YEAR]}
    Personnel.objects.create(employees=2, full_time=Decimal("1.5"), text="<p>Kansliet köps.</p>", **fields)
    table, text, sick = pieces("personal", ledger.book())
    assert printed(table) == {"Antal anställda": ["2"], "Årsarbetare": ["1,5"]}, "no column of a year unknown"
    assert text.html == "<p>Kansliet köps.</p>"
    assert sick.html.startswith("<p>Sjukfrånvaro redovisas inte")


def test_a_document_of_statements_passes_the_checks_of_documents(ledger):
    ledger.texts(no_investments=True, no_pledges=True, signed_on=date(2024, 3, 20))
    ledger.note("Intäkter", "rader", ["intakter"])
    ledger.note("Fordringar", "poster", ["fordringar"])
    Personnel.objects.create(forbund=ledger.forbund, fiscal_year=ledger.years[YEAR], employees=1)
    one = Document.objects.create(
        forbund=ledger.forbund, fiscal_year=ledger.years[YEAR], kind="arsredovisning", title="Årsredovisning"
    )
    for order, key in enumerate(BLOCKS):
        Section.objects.create(forbund=ledger.forbund, document=one, title=key, block=key, order=order)
    told = ledger.findings("R1", "R2", "R26", documents=[one])
    assert [f.message for f in told if f.severity == "fel"] == []


@pytest.mark.parametrize("key", BLOCKS)
def test_queries_do_not_grow_with_the_books(ledger, key, django_assert_num_queries):
    ledger.note("Fordringar", "poster", ["fordringar"])
    with CaptureQueriesContext(connection) as few:
        pieces(key, ledger.book())
    for year in (2019, 2020, 2021):
        ledger.series(year, {"bidrag": 5000, "coachning": -4000})
        ledger.balance(year, {"bank": 1000})
    for name in ("A", "B", "C"):
        ledger.note(name, "poster", ["fordringar"])
    with django_assert_num_queries(len(few)):
        pieces(key, ledger.book())
