"""An insats's money: asked for, granted, budgeted, requisitioned and paid, by insats and year, and what is left."""

from datetime import date

import pytest

from budget.models import GeneralDeduction, Grant, GrantYear, Requisition
from finsam.core.models import FiscalYear
from finsam.core.rollover import begin
from plans.models.insatser import InsatsYear
from plans.register.models import Decision
from tests import clients
from tests.budget.test_pages import rows, text_of
from tests.small import T

PLACE = "/norra-an/2024/budget"


class Money:
    """The small förbund's one insats: 600 tkr budgeted, 700 tkr granted on its card."""

    def __init__(self, small):
        self.small, self.insats = small, small.insats_year.insats
        self.own = {"forbund": small.forbund}

    def grant(self, years: dict[int, int], **fields) -> Grant:
        grant = Grant.objects.create(insats=self.insats, **self.own, **fields)
        for year, amount in years.items():
            GrantYear.objects.create(grant=grant, year=year, amount=amount, **self.own)
        return grant

    def requisition(self, name: str, amount: int, paid: date | None = None) -> Requisition:
        return Requisition.objects.create(
            insats=self.insats,
            name=name,
            amount=amount,
            requested_on=date(2024, 4, 3),
            paid_on=paid,
            **self.small.year,
        )

    def figures(self, whose: str = "sparet", year: int = 2024) -> dict[str, int]:
        """The figures of an insats or of all, by their names."""
        facts = self.small.book().facts("medel", year)
        start = f"medel.{whose}."
        return {
            key.removeprefix(start).partition("@")[0]: fact.value
            for key, fact in facts.items()
            if key.startswith(start) and fact.op == "sum"
        }

    def said(self) -> list[tuple[str, str, str]]:
        found = self.small.judged().findings
        return [(one.subject, one.severity, one.difference) for one in found if one.rule == "R15"]


@pytest.fixture
def money(small):
    return Money(small)


def test_from_asked_for_to_paid_with_what_is_left(money):
    InsatsYear.objects.update(requested=800 * T, granted=None)
    money.grant({2024: 500 * T}, decided_on=date(2023, 11, 13), paragraph="45")
    money.grant({2024: 150 * T, 2025: 300 * T})
    money.requisition("Kvartal 1", 150 * T, date(2024, 4, 10))
    money.requisition("Kvartal 2", 100 * T)
    assert money.figures() == {
        "askat": 800 * T,
        "beviljat": 650 * T,
        "budgeterat": 600 * T,
        "rekvirerat": 250 * T,
        "utbetalt": 150 * T,
        "kvar-att-rekvirera": 400 * T,
        "kvar": 450 * T,
    }
    assert money.figures("alla") == money.figures()
    assert money.figures(year=2025) == {"beviljat": 300 * T, "kvar-att-rekvirera": 300 * T}


def test_without_decisions_the_card_says_what_is_granted(money):
    assert money.figures()["beviljat"] == 700 * T


def test_general_deduction_is_taken_off_what_is_granted(money):
    GeneralDeduction.objects.create(percent=2, source="Styrelsen § 50", **money.small.year)
    figures = money.figures()
    assert (figures["beviljat"], figures["efter-avdrag"]) == (700 * T, 686 * T)
    assert figures["kvar-att-rekvirera"] == 686 * T
    assert ("avdrag/sparet", "varning", "\u221286\u00a0000\u00a0kr") in money.said()
    InsatsYear.objects.update(granted=None)
    money.grant({2024: 612_244.90})
    GeneralDeduction.objects.update(percent=2)
    assert [one for one in money.said() if one[0] == "avdrag/sparet"] == []


def test_budgeted_more_than_granted_is_a_warning(money):
    InsatsYear.objects.update(granted=None)
    money.grant({2024: 599_999})
    assert ("beviljat/sparet", "varning", "1\u00a0kr") in money.said()


def test_paid_and_requisitioned_more_than_granted_are_warnings(money):
    money.requisition("Allt", 700_001, date(2024, 5, 2))
    assert ("rekvirerat/sparet", "varning", "1\u00a0kr") in money.said()
    assert ("utbetalt/sparet", "varning", "1\u00a0kr") in money.said()
    Requisition.objects.update(amount=700_000)
    assert money.said() == []


def test_decisions_and_card_that_disagree_are_a_warning(money):
    money.grant({2024: 700_001})
    assert ("kort-beslut/sparet", "varning", "−1\u00a0kr") in money.said()


def test_page_shows_all_with_sums_and_each_insats_with_its_decisions(money):
    decision = Decision.objects.create(
        name="Medel till Spåret", date=date(2023, 11, 13), paragraph="45", owner="förbundschefen", **money.own
    )
    money.grant({2024: 700 * T, 2025: 710 * T}, decision=decision)
    money.requisition("Kvartal 1", 150 * T, date(2024, 4, 10))
    client = money.small.sign_in("ledamot")
    text = text_of(client.get(f"{PLACE}/insatsmedel/"))
    assert "Spåret 700 000 600 000 150 000 150 000 550 000 450 000 13 november 2023, § 45" in text
    assert "Summa 700 000 600 000 150 000 150 000 550 000 450 000" in text
    text = text_of(client.get(f"{PLACE}/insatsmedel/sparet/"))
    assert "2025 710 000 710 000 13 november 2023, § 45" in text
    assert "2024: 700 000 kr , beslutet 13 november 2023, § 45" in text
    assert "Kvartal 1: 150 000 kr , rekvirerat 3 april 2024, utbetalt 10 april 2024" in text


def test_grant_of_several_years_follows_into_the_next(money):
    money.grant({2024: 700 * T, 2025: 710 * T})
    done = begin(old=FiscalYear.objects.get(year=2024), by=clients.user("chef"))
    told = [sentence for kind in done.kinds if kind.label == "Beviljanden" for sentence in kind.told]
    assert told == ["”Spåret” har redan 710\u00a0000\u00a0kr beviljat för 2025."]
    assert money.figures(year=2025)["beviljat"] == 710 * T
    assert not Requisition.objects.filter(fiscal_year__year=2025).exists()


def test_grant_is_written_with_its_years(money):
    chief = clients.signed_in(clients.let_in(clients.user("chefen"), "forbundschef", money.small.forbund.key))
    place = f"/{money.small.forbund.key}/2024/budget/beviljanden/ny/"
    payload = {
        "insats": money.insats.pk,
        "decision": "",
        "decided_on": "2023-11-13",
        "paragraph": "45",
        "note": "",
    }
    years = rows("c0", {"year": "2024", "amount": "700 000"}, {"year": "2025", "amount": "710 000"})
    answer = chief.post(place, payload | years)
    assert answer.status_code == 302
    assert [(row.year, row.amount) for row in GrantYear.objects.all()] == [(2024, 700 * T), (2025, 710 * T)]


def test_decision_is_said_in_one_way(money):
    chief = clients.signed_in(clients.let_in(clients.user("chefen"), "forbundschef", money.small.forbund.key))
    decision = Decision.objects.create(name="X", date=date(2023, 11, 13), owner="förbundschefen", **money.own)
    payload = {
        "insats": money.insats.pk,
        "decision": decision.pk,
        "decided_on": "2023-11-13",
        "paragraph": "",
    }
    answer = chief.post(f"/{money.small.forbund.key}/2024/budget/beviljanden/ny/", payload | rows("c0"))
    assert answer.status_code == 422
    assert "Välj ett beslut i registret, eller skriv dag och paragraf här. Inte både och." in text_of(answer)
