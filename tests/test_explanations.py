"""Explanations: bound to the figures they explain, with a reason that somebody else can judge."""

import pytest
from django.core.exceptions import ValidationError

from finsam.core.models import FiscalYear
from finsam.web.services import explain
from plans.models.goals import GoalPart
from tests import clients
from tests.plans.small import part
from tests.small import YEAR, T


def test_explanation_holds_until_the_figures_change(small):
    small.set_amount("lon", -240 * T)
    user = clients.user("granskare")
    (finding,) = small.judged().warnings
    explain(fiscal_year=small.fiscal_year, finding=finding, reason="Det är beslutat så.", by=user)
    outcome = small.judged()
    assert outcome.warnings == []
    (kept,) = outcome.explained
    assert (kept.explanation.reason, kept.explanation.by_name) == ("Det är beslutat så.", user.name)

    small.set_amount("lon", -240 * T - 1)
    outcome = small.judged()
    assert outcome.explained == []
    (again,) = outcome.warnings
    assert again.subject == finding.subject

    small.set_amount("lon", -240 * T)
    assert small.judged().warnings == []


def test_second_explanation_replaces_the_first(small):
    small.set_amount("lon", -240 * T)
    (finding,) = small.judged().warnings
    for reason in ("Styrelsen har beslutat det.", "Det täcks av sparat kapital."):
        explain(fiscal_year=small.fiscal_year, finding=finding, reason=reason, by=clients.user(reason[:5]))
    (explained,) = small.judged().explained
    assert explained.explanation.reason == "Det täcks av sparat kapital."


@pytest.mark.parametrize(
    "reason", ["  ", "ok", "Bra.", "Prövat.", "bra bra bra bra bra", "aaa bbb", "1 2 3 4 5", "x y z ö"]
)
def test_explanation_says_something(small, reason):
    small.set_amount("lon", -240 * T)
    (finding,) = small.judged().warnings
    with pytest.raises(ValidationError, match="Skriv varför det är som det ska, med minst några ord"):
        explain(fiscal_year=small.fiscal_year, finding=finding, reason=reason, by=clients.user("tyst"))
    assert small.judged().explained == []


def test_explanation_falls_when_one_of_several_figures_changes(small):
    """Two goals of one measure ask for 85 and 60 %, which is explained; then for 85 and 10 %."""
    GoalPart.objects.filter(measure="är nöjda").update(target=85)
    small.goal("Nöjda igen", part(measure="Är nöjda!", target=60))
    (finding,) = small.judged().warnings
    assert finding.basis == "85 % · 60 %"
    reason = "Det ena målet gäller dem som slutar i förtid."
    explain(fiscal_year=small.fiscal_year, finding=finding, reason=reason, by=clients.user("granskare"))
    assert small.judged().warnings == []

    GoalPart.objects.filter(target=60).update(target=10)
    outcome = small.judged()
    assert outcome.explained == []
    (again,) = outcome.warnings
    assert (again.basis, again.fallen.figures, again.fallen.reason) == ("85 % · 10 %", "85 % · 60 %", reason)


def test_explanation_of_a_sentence_falls_with_its_numbers(small):
    """A remark without figures of its own is bound to the numbers that it says."""
    small.write("Förbundschefen arbetar 40 % i insatserna och 60 % med administration.")
    (finding,) = small.judged().warnings
    explain(
        fiscal_year=small.fiscal_year,
        finding=finding,
        reason="Så är det under hösten.",
        by=clients.user("en"),
    )
    assert small.judged().warnings == []
    small.text.prose = small.text.prose.replace("40 %", "45 %").replace("60 %", "55 %")
    small.text.save()
    assert [one.rule for one in small.judged().warnings] == ["R28"]


def test_explanation_is_bound_to_the_ore_that_is_not_shown(small):
    """An amount is shown in whole kronor, and another one that looks the same is another amount."""
    small.set_amount("lon", "-240000.20")
    finding = next(one for one in small.judged().warnings if one.rule == "R13")
    explain(
        fiscal_year=small.fiscal_year, finding=finding, reason="Det är beslutat så.", by=clients.user("en")
    )
    assert "R13" not in {one.rule for one in small.judged().warnings}
    small.set_amount("lon", "-240000.30")
    assert "R13" in {one.rule for one in small.judged().warnings}


def test_what_is_missing_cannot_be_explained_away(small):
    small.write('<data value="budget.borta@0" data-format="kr"></data>')
    (finding,) = small.judged().errors
    with pytest.raises(ValidationError, match="kan inte förklaras bort"):
        explain(fiscal_year=small.fiscal_year, finding=finding, reason="Nej.", by=clients.user("lat"))


def test_explanation_of_another_year_does_not_count(small):
    small.set_amount("lon", -240 * T)
    (finding,) = small.judged().warnings
    other = FiscalYear.objects.create(forbund=small.forbund, year=YEAR + 1, key=str(YEAR + 1))
    explain(fiscal_year=other, finding=finding, reason="Det här är fel år.", by=clients.user("vilse"))
    assert [one.subject for one in small.judged().warnings] == [finding.subject]
