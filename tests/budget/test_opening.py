"""The budget's opening equity against what the year before ended with."""

from datetime import date

import pytest

from budget.models import Series
from finsam.core.models import Access
from finsam.documents.models import Document
from finsam.web.services import explain
from tests import clients
from tests.small import YEAR, T


def r12(small):
    return [
        (one.severity, one.subject, one.difference.replace("\u00a0", " "))
        for one in small.judged().findings
        if one.rule == "R12"
    ]


def ended(small, kind, opening):
    Series.objects.filter(kind="utfall", about=YEAR - 1).delete()
    if kind:
        small.series(f"{kind} {YEAR - 1}", kind, YEAR - 1, opening=opening * T, stated_result=0)


IN_TIME, LATE = date(YEAR - 1, 11, 20), date(YEAR, 2, 1)

# (what the year before ended with, and who says so; when the plan was decided; what is found)
OPENINGS = [
    ("utfall", 100, IN_TIME, []),
    ("utfall", 80, IN_TIME, [("info", "ib@2024", "20 000 kr")]),  # nobody could know
    ("utfall", 80, LATE, [("varning", "ib@2024", "20 000 kr")]),
    ("utfall", 80, None, [("varning", "ib@2024", "20 000 kr")]),
    ("prognos", 100, IN_TIME, []),
    ("prognos", 130, IN_TIME, [("varning", "ib@2024", "−30 000 kr")]),
]


@pytest.mark.parametrize("kind, opening, decided, expected", OPENINGS)
def test_budget_begins_where_the_year_before_ended(small, kind, opening, decided, expected):
    ended(small, kind, opening)
    Document.objects.update(decided_on=decided)
    assert r12(small) == expected


def test_outcome_goes_before_the_forecast(small):
    small.series("Prognos", "prognos", YEAR - 1, opening=130 * T, stated_result=0)
    assert r12(small) == []


def test_unknown_end_of_the_year_before_is_said(small):
    ended(small, "", 0)
    tried = next(one for one in small.judged().tried() if one.rule.id == "R12")
    assert (tried.verdict, tried.count) == ("Utan anmärkning", 3)
    (said,) = tried.untried
    assert said.message == "Varken utfallet eller någon prognos för 2023 har ett utgående eget kapital."
    assert said.href.endswith("/2024/budget/serier/")


def test_budget_page_tells_of_a_deviation_with_its_explanation(small):
    """The page of the budget holds what Avstämning says, and an explanation holds there for the same figures."""
    small.set_amount("lon", -240 * T)
    who = clients.user("chef")
    Access.objects.create(forbund=small.forbund, user=who, role="forbundschef")
    finding = next(one for one in small.judged().warnings if one.rule == "R13")
    explain(fiscal_year=small.fiscal_year, finding=finding, reason="Styrelsen har beslutat det.", by=who)
    place = f"/{small.forbund.key}/2024/budget/"
    assert "Styrelsen har beslutat det." in clients.signed_in(who).get(place).content.decode()
    small.set_amount("lon", -240 * T - 1)
    assert "Styrelsen har beslutat det." not in clients.signed_in(who).get(place).content.decode()
