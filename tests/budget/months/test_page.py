"""The page where the months of a budget are written."""

from decimal import Decimal

import pytest
from lxml import html

from budget.models import Spread
from finsam.core.models import AuditEntry
from tests.budget.test_pages import row_of, sum_of, text_of

PAGE = "/norra-an/2024/budget/manader/budget-2024/"


@pytest.fixture
def written(budget):
    """A budget of one group with two costs, and one without money."""
    budget.owner = budget.series()
    group = budget.line("Insatser")
    budget.coach = budget.line("Coachteamet", parent=group)
    budget.unga = budget.line("Unga", parent=group)
    budget.line("Utan belopp")
    budget.amount(budget.owner, budget.coach, -1200)
    budget.amount(budget.owner, budget.unga, -100)
    return budget


def test_every_line_with_money_stands_in_twelfths(written, chief):
    page = chief.get(PAGE)
    assert sum_of(page, "coachteamet-1") == "100"
    assert sum_of(page, "unga-12") == "8,37"
    assert sum_of(page, "insatser-1") == "108,33"
    assert sum_of(page, "resultat-1") == "−108,33"
    assert sum_of(page, "resultat") == "−1 300"
    assert "Utan belopp" not in text_of(page)
    assert not html.fromstring(page.text).xpath("//tr[@id='insatser']//input")


def test_months_that_are_written_are_a_profile(written, chief):
    posted = {"version": "1", "manad-coachteamet__1": "400", "manad-coachteamet__7": "800 kr"}
    page = chief.post(PAGE, posted, follow=True)
    assert "Månaderna i Budget 2024 har sparats." in text_of(page)
    spread = Spread.objects.get()
    assert (spread.line, spread.way) == (written.coach, "egen")
    assert spread.months == (400, 0, 0, 0, 0, 0, 800, 0, 0, 0, 0, 0)
    (entry,) = AuditEntry.objects.all()
    assert (entry.verb, entry.reference) == ("fördelade", "budget.series:2024/budget-2024")
    assert sum_of(page, "insatser-7") == "808,33"
    written.owner.refresh_from_db()
    assert written.owner.version == 2


def test_months_that_come_to_something_else_are_proportions_and_that_is_said(written, chief):
    page = chief.post(
        PAGE, {"version": "1", "manad-coachteamet__1": "1", "manad-coachteamet__2": "2"}, follow=True
    )
    assert sum_of(page, "coachteamet-1") == "400"
    assert sum_of(page, "coachteamet-2") == "800"
    assert sum_of(page, "coachteamet-skrivet") == "skrivet: 3"


def test_the_live_check_says_what_a_save_makes_and_saves_nothing(written, chief):
    page = chief.post(f"{PAGE}summor/", {"version": "1", "manad-coachteamet__1": "1"})
    assert sum_of(page, "insatser-1") == "1 208,33"
    assert not Spread.objects.exists()


def test_twelfths_again_takes_the_months_away(written, chief):
    chief.post(PAGE, {"version": "1", "manad-coachteamet__1": "400"})
    chief.post(PAGE, {"version": "2", "manad-coachteamet": "", "manad-coachteamet__1": "400"})
    assert not Spread.objects.exists()
    assert AuditEntry.objects.count() == 2


def test_an_emptied_profile_is_twelfths_again(written, chief):
    chief.post(PAGE, {"version": "1", "manad-coachteamet__1": "400"})
    chief.post(PAGE, {"version": "2", "manad-coachteamet": "egen", "manad-coachteamet__1": ""})
    assert not Spread.objects.exists()


def test_last_years_shape_says_when_there_is_none(written, chief):
    page = chief.post(PAGE, {"version": "1", "manad-coachteamet": "fjol"}, follow=True)
    assert Spread.objects.get().way == "fjol"
    assert "Utfallet 2023 har inga månader här, så beloppet delas i tolftedelar." in row_of(
        page, "coachteamet"
    )


def test_months_of_two_signs_are_refused_beside_the_line(written, chief):
    page = chief.post(PAGE, {"version": "1", "manad-coachteamet__1": "-5", "manad-coachteamet__2": "9"})
    assert page.status_code == 422
    assert "Månaderna behöver ha samma tecken." in row_of(page, "coachteamet")
    assert not Spread.objects.exists()


def test_own_months_without_any_are_asked_for(written, chief):
    page = chief.post(PAGE, {"version": "1", "manad-coachteamet": "egen"})
    assert page.status_code == 422
    assert "Skriv ett belopp i minst en månad." in row_of(page, "coachteamet")


def test_a_decided_budget_can_be_spread(written, chief):
    type(written.owner).objects.update(decided=True)
    assert chief.post(PAGE, {"version": "1", "manad-coachteamet__1": "400"}).status_code == 302
    assert Spread.objects.get().months[0] == Decimal(400)


def test_who_is_late_sees_both(written, chief):
    chief.post(PAGE, {"version": "1", "manad-coachteamet": "fjol"})
    page = chief.post(PAGE, {"version": "1", "manad-coachteamet": "egen", "manad-coachteamet__1": "7"})
    assert page.status_code == 422
    assert page.context["stale"] == [
        {"label": "Coachteamet: fördelning", "mine": "Egna månader", "theirs": "Som förra året"},
        {"label": "Coachteamet, januari", "mine": "7", "theirs": None},
    ]


def test_a_reader_sees_words_and_no_fields(written, auditor):
    page = auditor.get(PAGE)
    assert not html.fromstring(page.text).xpath("//main//input | //main//select")
    assert "Tolftedelar" in row_of(page, "coachteamet")
    assert auditor.post(PAGE, {"version": "1", "manad-coachteamet__1": "400"}).status_code == 403
