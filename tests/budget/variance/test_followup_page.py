"""The page Budgetuppföljning: figures with pages of their own, accounts folded out, comments in place."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from lxml import html
from openpyxl import load_workbook

from budget.models import DeviationComment, DeviationLimits
from finsam.core.models import AuditEntry
from finsam.organisation.models import Contribution
from tests.budget.test_pages import text_of

PAGE = "/norra-an/2024/budget/uppfoljning/"
MARCH = f"{PAGE}3/"


def cells(page, row: str) -> list[str]:
    (found,) = html.fromstring(page.text).xpath(f"//tr[@id='rad-{row}']")
    return [" ".join(cell.text_content().replace("\xa0", " ").split()) for cell in found]


def links(page, row: str) -> list[str]:
    return html.fromstring(page.text).xpath(f"//tr[@id='rad-{row}']/td/a/@href")


def test_each_line_stands_with_outcome_budget_deviation_and_status(followed, chief):
    page = chief.get(PAGE)
    assert cells(page, "coachteamet") == [
        "Coachteamet", "220 000", "150 000", "−70 000", "−46,7 %", "600 000", "✕ avviker",
    ]  # fmt: skip
    assert cells(page, "hyra") == ["Hyra", "26 000", "30 000", "4 000", "13,3 %", "120 000", "✓ enligt plan"]
    assert cells(page, "insatser")[-1] == "◐ bevaka"
    assert cells(page, "kostnader")[:4] == ["Summa kostnader", "281 000", "240 000", "−41 000"]
    assert cells(page, "resultat")[:4] == ["Resultat", "19 000", "60 000", "−41 000"]
    assert "Preliminärt: mars är inte stängd" in text_of(page)


def test_each_figure_leads_to_its_page_and_on_to_the_month(followed, chief):
    page = chief.get(PAGE)
    assert "/norra-an/2024/uppgifter/hittills.03.coachteamet@2024/" in links(page, "coachteamet")
    assert "/norra-an/2024/uppgifter/avvikelse.03.andel.coachteamet@2024/" in links(page, "coachteamet")
    for href in links(page, "coachteamet"):
        assert chief.get(href).status_code == 200
    fact = chief.get("/norra-an/2024/uppgifter/hittills.03.coachteamet@2024/")
    assert "Utfall till och med mars 2024" in text_of(fact)
    assert "4010 Köpt verksamhet, Coachteamet" in text_of(fact)
    below = chief.get("/norra-an/2024/uppgifter/hittills.03.coachteamet.4010.100@2024/")
    assert "februari" in text_of(below)


def test_a_line_is_folded_out_into_accounts_and_months(followed, chief):
    page = chief.get(f"{MARCH}?rad=coachteamet")
    assert "Coachteamet: konto och objekt, månad för månad" in text_of(page)
    (opened,) = html.fromstring(page.text).xpath("//tr[@class='opened']//tbody/tr")
    told = [" ".join(cell.text_content().replace("\xa0", " ").split()) for cell in opened]
    assert told == ["4010 Köpt verksamhet, Coachteamet", "60 000,10", "60 000,20", "99 999,70", "220 000"]
    assert not html.fromstring(chief.get(MARCH).text).xpath("//tr[@class='opened']")


@pytest.mark.parametrize(
    ("view", "row", "outcome"),
    [("insatser", "insats.coachteamet", "220 000"), ("slag", "slag.lokal", "26 000"),
     ("kategorier", "kategori.individ", "250 000"), ("insatser", "kostnader", "281 000")],
)  # fmt: skip
def test_the_costs_stand_in_other_groupings(followed, chief, view, row, outcome):
    assert cells(chief.get(f"{MARCH}?visa={view}"), row)[1] == outcome


def test_another_month_and_one_that_is_not_known(followed, chief):
    assert cells(chief.get(f"{PAGE}2/"), "coachteamet")[1:4] == ["120 000", "100 000", "−20 000"]
    april = chief.get(f"{PAGE}4/")
    assert (
        "Utfallet är inte känt till den månaden. Välj en som det är känt till: Januari Februari Mars"
        in text_of(april)
    )
    assert chief.get(f"{PAGE}13/").status_code == 404
    assert chief.get(f"{PAGE}0/").status_code == 404
    assert chief.get(f"{MARCH}?visa=finns-inte&rad=finns-inte").status_code == 200


def test_what_deviates_is_to_be_commented_on_in_place(followed, chief):
    assert "✕ Saknar kommentar: Coachteamet ." in text_of(chief.get(PAGE))
    page = chief.post(
        MARCH, {"version": "1", "kommentar-coachteamet": "Fler deltagare än väntat."}, follow=True
    )
    assert "Kommentarerna till och med mars 2024 har sparats." in text_of(page)
    assert "✓ Allt som avviker har en kommentar." in text_of(page)
    said = DeviationComment.objects.get()
    assert (said.line, said.month, said.text, said.written_by) == (
        followed.coach,
        3,
        "Fler deltagare än väntat.",
        "Forbundschef",
    )
    entry = AuditEntry.objects.get(verb="kommenterade avvikelser")
    assert entry.after["budget.deviationcomment:Coachteamet, mars"]["text"] == "Fler deltagare än väntat."
    followed.fiscal_year.refresh_from_db()
    assert followed.fiscal_year.version == 2


def test_an_emptied_comment_is_gone_and_the_same_again_changes_nothing(followed, chief):
    chief.post(MARCH, {"version": "1", "kommentar-coachteamet": "Fler."})
    page = chief.post(MARCH, {"version": "2", "kommentar-coachteamet": "Fler."}, follow=True)
    assert "Inget var ändrat" in text_of(page)
    chief.post(MARCH, {"version": "2", "kommentar-coachteamet": " "})
    assert not DeviationComment.objects.exists()


def test_what_was_last_said_stands_beside(followed, chief):
    DeviationComment.objects.create(
        line=followed.coach,
        month=2,
        text="Startade tidigt.",
        written_by="Chefen",
        written_on=date(2024, 3, 10),
        **followed.year,
    )
    assert "Sagt i februari: Startade tidigt." in text_of(chief.get(MARCH))


def test_who_is_late_sees_both_comments(followed, chief):
    chief.post(MARCH, {"version": "1", "kommentar-coachteamet": "Den första."})
    page = chief.post(MARCH, {"version": "1", "kommentar-coachteamet": "Den andra."})
    assert page.status_code == 422
    assert "Den första." in page.text
    assert "Den andra." in page.text


def test_a_comment_that_names_a_person_is_refused_beside_its_line(followed, chief):
    page = chief.post(MARCH, {"version": "1", "kommentar-coachteamet": "Gäller 19811218-9876."})
    assert page.status_code == 422
    assert not DeviationComment.objects.exists()


def test_a_reader_sees_comments_and_no_fields(followed, chief, auditor):
    chief.post(MARCH, {"version": "1", "kommentar-coachteamet": "Fler deltagare."})
    page = auditor.get(MARCH)
    assert "Fler deltagare." in text_of(page)
    assert not html.fromstring(page.text).xpath("//main//textarea")
    assert auditor.post(MARCH, {"version": "1", "kommentar-coachteamet": "x"}).status_code == 403


def test_limits_are_the_years_own(followed, chief):
    limits = f"{PAGE}granser/"
    assert "Bevaka från" in text_of(chief.get(limits))
    posted = {
        "watch_percent": "1",
        "watch_amount": "1 000",
        "deviates_percent": "5",
        "deviates_amount": "4 000",
    }
    assert chief.post(limits, posted).status_code == 302
    assert DeviationLimits.objects.get().deviates_amount == Decimal(4000)
    page = chief.get(PAGE)
    assert cells(page, "hyra")[-1] == "✕ avviker"
    assert "avviker från 5 % och 4 000 kr" in text_of(page).replace("\xa0", " ")
    refused = chief.post(limits, {**posted, "version": "1", "deviates_percent": "0,5"})
    assert refused.status_code == 422
    assert "En rad som avviker är också en att bevaka." in text_of(refused)


def test_contributions_stand_against_what_is_decided(followed, chief):
    followed.payer("Region Norr", 600000)
    page = chief.get(PAGE)
    assert "Medlemsbidrag som har kommit in" in text_of(page)
    assert "◐ 600 000 kr återstår" in text_of(page).replace("\xa0", " ")


def test_what_is_booked_of_a_contribution_stands_where_no_payment_is_registered(followed, chief):
    followed.income.payer = followed.payer("Region Mitt", 1_200_000)
    followed.income.save()
    (row,) = chief.get(PAGE).context["received"]
    assert [text for text, _ in row.texts] == ["1\xa0200\xa0000", "300\xa0000"]
    assert row.state == ("◐", "900\xa0000\xa0kr", "återstår")


def test_what_remains_of_a_contribution_has_a_page_of_its_own(followed, chief):
    followed.income.payer = followed.payer("Region Mitt", 1_200_000)
    followed.income.save()
    page = chief.get(PAGE)
    assert page.context["received"][0].left.key == "aterstar.03.region-mitt@2024"
    assert 'uppgifter/aterstar.03.region-mitt@2024/"' in page.text
    fact = text_of(chief.get("/norra-an/2024/uppgifter/aterstar.03.region-mitt@2024/")).replace("\xa0", " ")
    assert "Det beslutade bidraget minus det som har kommit in till och med mars." in fact
    assert all(amount in fact for amount in ("900 000 kr", "1 200 000 kr", "300 000 kr"))
    # By January 300 000 had come too; by a month that the books haven't reached there is nothing to tell.
    assert chief.get("/norra-an/2024/uppgifter/aterstar.01.region-mitt@2024/").status_code == 200
    assert chief.get("/norra-an/2024/uppgifter/aterstar.04.region-mitt@2024/").status_code == 404


def test_more_than_what_was_decided_is_too_much(followed, chief):
    followed.payer("Region Mitt", 500_000)
    payer = followed.payer("Staten", 500_000)
    paid = {"payer": payer, "year": 2024, "status": "inbetalt", "amount": 600_000, "key": "staten-inbetalt"}
    Contribution.objects.create(forbund=followed.forbund, **paid)
    rows = {row.payer: row.state for row in chief.get(PAGE).context["received"]}
    assert rows == {
        "Region Mitt": ("◐", "500\xa0000\xa0kr", "återstår"),
        "Staten": ("✕", "100\xa0000\xa0kr", "för mycket"),
    }


def test_the_months_figures_are_found_where_figures_are_chosen(followed, chief):
    place = "/norra-an/2024/uppgifter.json"
    series = chief.get(place, {"serier": 1}).json()
    assert {"Utfall till och med mars", "Budget till och med januari", "Avvikelse till och med februari"} <= {
        *series
    }
    assert not any("april" in name for name in series)
    found = {one["key"]: one for one in chief.get(place, {"q": "hyra mars"}).json()}
    assert found["hittills.03.hyra@0"]["text"].replace("\xa0", " ") == "26 000 kr"
    assert found["hittills.03.hyra@0"]["series"] == "Utfall till och med mars"
    assert not any(".02." in key for key in found)
    chosen = chief.get(place, {"serie": "Budget till och med februari", "q": "hyra"}).json()
    assert {one["series"] for one in chosen} == {"Budget till och med februari"}
    assert "periodbudget.02.hyra@0" in {one["key"] for one in chosen}
    # Without a month or a series there would be too many.
    assert not any(one["key"].startswith("hittills.") for one in chief.get(place, {"q": "hyra"}).json())


def test_without_books_the_page_says_what_is_needed(budget, chief):
    page = chief.get(PAGE)
    assert page.status_code == 200
    assert "Det behövs ett utfall" in text_of(page)
    assert chief.post(PAGE, {}).status_code == 405


def test_without_a_budget_the_outcome_stands_alone(followed, chief):
    followed.own.delete()
    page = chief.get(PAGE)
    assert "Det finns ingen budget med belopp för 2024" in text_of(page)
    assert cells(page, "coachteamet") == ["Coachteamet", "220 000"]


def test_the_page_is_had_as_excel(followed, chief):
    answer = chief.get(
        "/norra-an/2024/innehall/budgetuppfoljning/excel/?val-month=2&val-view=rader&val-show_title=on"
    )
    sheets = load_workbook(BytesIO(answer.content)).worksheets
    texts = [cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert "Coachteamet" in texts
    assert any("Utfall mot budget till och med februari 2024" in str(text) for text in texts)


def test_the_start_page_asks_whether_the_budget_holds(followed, chief):
    chief.post(MARCH, {"version": "1", "kommentar-coachteamet": "Fler deltagare."})
    text = text_of(chief.get("/norra-an/2024/")).replace("\xa0", " ")
    assert "Håller pengarna 2024?" in text
    assert "Kostnader hittills 281 tkr" in text
    assert "Coachteamet −70 tkr , högre kostnad. Fler deltagare." in text


def test_the_board_is_told_of_the_months_once_and_of_no_year_that_is_not_whole(followed, auditor):
    text = text_of(auditor.get("/norra-an/2024/")).replace("\xa0", " ")
    assert text.count("Håller pengarna 2024?") == 1
    assert "till och med mars 2024" in text
    assert "Resultatet blev" not in text
    assert followed.book().get("motbudget.resultat@2024") is None


def test_what_lacks_a_comment_is_missing(followed, chief):
    assert "Det saknas kommentar till ”Coachteamet”." in text_of(chief.get("/norra-an/2024/"))
