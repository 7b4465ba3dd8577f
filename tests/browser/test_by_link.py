"""A huvudman's figures in a browser without an account: from the letter to the receipt, by keyboard, under axe, at both widths."""

import re
from datetime import date

import pytest
from django.core import mail
from playwright.sync_api import expect

from finsam.core.models import FiscalYear, User
from followup.requests import mailing, queries
from followup.requests.models import InsatsContact, InsatsReport
from followup.requests.services import ask
from followup.statistics.models import Bin, BinSet, Measure, StatTable, StatValue
from plans.models.insatser import InsatsYear
from tests.browser.looking import fits
from tests.browser.test_keyboard import tab_to
from tests.clients import in_scope

SIZES = {"desk": (1280, 900), "phone": (360, 740)}
HERE = "/kramfors/2024/huvudmannens-uppgifter/"
Q1, Q2 = date(2024, 3, 31), date(2024, 6, 30)


@pytest.fixture
def asked(fresh_site):
    """The figures of an insats are asked for: how many, and of which age, with the first quarter's there. Gives (site, path)."""
    mail.outbox = []
    with fresh_site.connected(), in_scope("kramfors"):
        year = FiscalYear.objects.select_related("forbund").get(year=2024)
        own = {"forbund": year.forbund}
        insats = InsatsYear.objects.filter(fiscal_year=year).first().insats
        StatTable.objects.filter(insats=insats).delete()
        ages = BinSet.objects.create(name="Åldersgrupper", order=50, **own)
        for order, name in enumerate(("16–24", "25–64"), 1):
            Bin.objects.create(bin_set=ages, name=name, order=order, **own)
        persons = Measure.objects.create(name="Personer", order=50, **own)
        age = Measure.objects.create(name="Ålder hos personer", order=51, **own)
        for number, (measure, division) in enumerate(((persons, None), (age, ages)), 1):
            table = StatTable.objects.create(
                fiscal_year=year, insats=insats, measure=measure, bin_set=division, population="pagaende",
                until=Q1, order=number, **own,
            )  # fmt: skip
            StatValue.objects.create(table=table, value=17, **own)
        contact = InsatsContact.objects.create(
            insats=insats, role="Enhetschef, Kramfors kommun", email="enheten@kommunen.test", **own
        )
        by = User.objects.get(email="chef@example.se")
        period = queries.Period("Kvartal 2", Q2, date(2024, 7, 20))
        report = ask(contact=contact, fiscal_year=year, period=period, by=by)
        mailing.send_link(report, by=by)
    place = re.search(r"http\S+?(/rapport/\S+)", mail.outbox[-1].body)[1]
    return fresh_site, place


def cell(page, name):
    return page.get_by_role("textbox", name=re.compile(name))


def filled(page, table: str, **figures) -> None:
    for key, figure in figures.items():
        page.locator(f'[name="{table}-v__{key}"]').fill(figure)


def test_from_the_letter_to_the_receipt_by_keyboard(asked, page, accessible):
    site, place = asked
    page.goto(f"{site}{place}")
    expect(page.get_by_role("main")).to_contain_text("Uppgifter från årets början till och med 30 juni 2024")
    accessible(page)
    tab_to(page, page.locator('[name="t1-v__kvinna"]'))
    page.keyboard.type("12")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("8")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("25")
    problems = page.locator("#problems")
    expect(problems).to_contain_text("könen blir tillsammans 20, men totalt är 25")
    tab_to(page, page.get_by_role("button", name="Lämna in"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("könen blir tillsammans 20, men totalt är 25")
    expect(page.get_by_role("status").first).to_contain_text("Inget är inlämnat. Det du skrev är sparat")
    accessible(page)
    tab_to(page, page.locator('[name="t1-v__totalt"]'))
    page.keyboard.press("Control+a")
    page.keyboard.type("20")
    expect(problems).not_to_contain_text("könen")
    tab_to(page, page.get_by_label("Kommentar till siffrorna"))
    page.keyboard.type("Två började i juni.")
    tab_to(page, page.get_by_role("button", name="Lämna in"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack, uppgifterna är inlämnade")
    accessible(page)
    with site.connected(), in_scope("kramfors"):
        report = InsatsReport.objects.get()
        assert report.state == "inlamnad"
        values = StatValue.objects.filter(table__until=Q2).order_by("key")
        assert [(value.key, int(value.value)) for value in values] == [
            ("totalt", 20), ("totalt-kvinna", 12), ("totalt-man", 8),
        ]  # fmt: skip
        expect(page.get_by_role("main")).to_contain_text(report.receipt)


@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_a_link_fits_and_is_accessible(asked, new_page, accessible, size, tmp_path):
    site, place = asked
    width, height = SIZES[size]
    page = new_page(viewport={"width": width, "height": height})
    page.goto(f"{site}{place}")
    accessible(page)
    fits(page)
    filled(page, "t1", kvinna="12", man="8", totalt="20")
    filled(page, "t2", **{"16-24": "9", "25-64": "11"})
    page.get_by_role("button", name="Spara utkast").click()
    expect(page.get_by_role("status").first).to_contain_text("Utkastet är sparat.")
    accessible(page)
    page.get_by_role("button", name="Lämna in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack, uppgifterna är inlämnade")
    accessible(page)
    fits(page)
    page.goto(f"{site}/rapport/{'a' * 43}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Länken gäller inte")
    accessible(page)
    fits(page)


def test_without_script_it_is_sent_all_the_same(asked, new_page):
    site, place = asked
    page = new_page(java_script_enabled=False)
    page.goto(f"{site}{place}")
    filled(page, "t1", kvinna="12", man="8", totalt="20")
    page.get_by_role("button", name="Lämna in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack, uppgifterna är inlämnade")


@pytest.mark.parametrize("size", SIZES)
def test_the_kansli_sees_who_has_answered(asked, signed_in, accessible, size):
    site, _ = asked
    width, height = SIZES[size]
    page = signed_in(site, "chef", viewport={"width": width, "height": height})
    page.goto(f"{site}{HERE}")
    expect(page.get_by_role("main")).to_contain_text("Skickad, inget svar än")
    accessible(page)
    fits(page)
    page.get_by_role("link", name=re.compile("Kvartal 2")).click()
    accessible(page)
    fits(page)
    page.get_by_role("link", name="Enhetschef").click()
    accessible(page)
    fits(page)
