"""A member of the board, signed in: whether the money holds, what deviates, the goals, what to decide, what is new, what is paid.

Each is answered within two clicks from where she lands, on the projector's width and on the phone's.
"""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from budget.models import Amount, Series
from finsam.core import services
from finsam.core.models import FiscalYear, User
from finsam.organisation.models import Contribution
from plans.models.goals import Goal
from tests.browser.looking import fits
from tests.clients import in_scope

SIZES = {"projector": (1280, 800), "phone": (360, 740)}
MOST_CLICKS = 2


@pytest.fixture
def year(fresh_site):
    """Kramfors's 2024 came out as its budget, but for 100 000 kr more in one insats; and a goal has got another name."""
    with fresh_site.connected(), in_scope("kramfors"):
        fiscal_year = FiscalYear.objects.select_related("forbund").get(year=2024)
        own = {"forbund": fiscal_year.forbund}
        budget = Series.objects.get(fiscal_year=fiscal_year, key="budget-2024")
        outcome = Series.objects.create(
            name="Utfall 2024",
            kind="utfall",
            about=2024,
            opening=budget.opening,
            opening_from=budget.opening_from,
            reads_contributions="inbetalt",
            fiscal_year=fiscal_year,
            **own,
        )
        for amount in Amount.objects.filter(series=budget).select_related("line"):
            more = Decimal(-100_000) if amount.line.key == "stegsam" else 0
            Amount.objects.create(series=outcome, line=amount.line, amount=amount.amount + more, **own)
        for given in Contribution.objects.filter(year=2024, status="beslutat"):
            Contribution.objects.create(
                payer=given.payer, year=2024, status="inbetalt", amount=given.amount, **own
            )
        goal = Goal.objects.filter(fiscal_year=fiscal_year).first()
        goal.name = "Fler i egen försörjning"
        services.save(goal, by=User.objects.get(email="chef@example.se"))
    return fresh_site


class Visit:
    """The front page, from which each question is asked, with the clicks counted."""

    def __init__(self, page, site):
        self.page, self.home, self.clicks = page, f"{site}/kramfors/2024/", 0

    def ask(self, heading):
        """The panel that is about something, on the front page."""
        self.page.goto(self.home)
        self.clicks = 0
        return self.page.locator("section", has=self.page.get_by_role("heading", name=heading))

    def follow(self, link):
        link.first.click()
        self.page.wait_for_load_state()
        self.clicks += 1
        assert self.clicks <= MOST_CLICKS

    def says(self, text):
        expect(self.page.get_by_role("main")).to_contain_text(text)


@pytest.mark.parametrize("size", SIZES)
def test_the_board_has_its_answers_within_two_clicks(year, signed_in, accessible, size):
    width, height = SIZES[size]
    page = signed_in(year, "ledamot", viewport={"width": width, "height": height})
    visit = Visit(page, year)

    money = visit.ask("Håller pengarna 2024?")
    expect(money).to_contain_text("Resultatet blev 100 tkr sämre än budget.")
    accessible(page)
    fits(page)
    if size == "projector":
        assert page.evaluate("document.querySelector('.overview').getBoundingClientRect().bottom") <= 900

    visit.follow(money.get_by_role("link", name="100 tkr"))
    visit.says("minus budgeten")

    deviates = visit.ask("Håller pengarna 2024?").get_by_role("listitem").first
    expect(deviates).to_contain_text("sämre än budget")
    visit.follow(deviates.get_by_role("link"))
    visit.says("-100 000 kr".replace("-", "−"))

    goals = visit.ask("Måluppfyllelse")
    visit.follow(goals.get_by_role("link"))
    visit.says("Inriktningsmål")

    decide = visit.ask("Att besluta")
    visit.follow(decide.get_by_role("link", name="Mötestider 2025"))
    visit.says("sammanträda sex gånger under 2025")
    accessible(page)
    fits(page)

    news = visit.ask("Nytt sedan sist")
    expect(news).to_contain_text("Fler i egen försörjning")
    visit.follow(news.get_by_role("link", name="Fler i egen försörjning"))
    visit.says("Fler i egen försörjning")

    paid = visit.ask("Vad medlemmarna betalar 2024")
    expect(paid).to_contain_text("2 586 000 kr")
    visit.follow(paid.get_by_role("link", name="1 293 000 kr"))
    visit.says("Medlemsbidrag Staten")

    for place in ("/kramfors/2024/kalender/", "/konto/brev/"):
        page.goto(f"{year}{place}")
        accessible(page)


def test_the_papers_are_sent_out_and_what_changes_after_is_told(fresh_site, signed_in, accessible):
    """By the chief on the pages, with a real drawing; then the member of the board sees what has changed."""
    chief = signed_in(fresh_site, "chef")
    meeting = f"{fresh_site}/kramfors/2024/moten/2024-11-22"
    chief.goto(f"{meeting}/skicka/")
    accessible(chief)
    chief.get_by_role("button", name="Skicka ut och lagra").click(timeout=120_000)
    expect(chief.get_by_role("main")).to_contain_text(
        "Handlingarna är utskickade, och lagrade som handling 1"
    )
    chief.goto(f"{fresh_site}/kramfors/2024/arenden/motestider-2025/")
    accessible(chief)
    chief.get_by_label("Ärende", exact=False).first.fill("Mötestider och platser 2025")
    chief.get_by_role("button", name="Spara").click()
    reader = signed_in(fresh_site, "ledamot", viewport={"width": 360, "height": 740})
    reader.goto(f"{meeting}/dagordning/")
    expect(reader.get_by_role("main")).to_contain_text("Ändrat efter utskick")
    expect(reader.get_by_role("main")).to_contain_text("”Mötestider 2025”")
    reader.get_by_role("link", name="Se allt med gammalt och nytt").click()
    expect(reader.get_by_role("main")).to_contain_text("Mötestider och platser 2025")
    accessible(reader)
    chief.goto(f"{meeting}/narvaro/")
    accessible(chief)
    chief.get_by_label("Närvaro").first.select_option("distans")
    chief.get_by_role("button", name="Spara").click()
    expect(chief.get_by_role("main")).to_contain_text(
        "1 av 4 ledamöter tjänstgör. Styrelsen är inte beslutför"
    )
