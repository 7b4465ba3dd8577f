"""What goals and meetings say in their own words: years that a meeting can be about, targets, laws and weekdays."""

from datetime import date

import pytest

from finsam.checks.reconciliation import Case, run
from tests.plans.small import YEAR, part

MARCH, SEPTEMBER, NOVEMBER = date(YEAR, 3, 15), date(YEAR, 9, 13), date(YEAR, 11, 22)


def said(plan) -> list[tuple[str, str]]:
    """Rule and sentence of each warning about a meeting or a goal's text."""
    outcome = run(Case(plan.book(), plan.fiscal_year, []))
    found = [one for one in outcome.warnings if one.subject.startswith(("mote/", "text/", "mal/"))]
    return [(one.rule, one.message.replace("\u00a0", " ")) for one in found]


@pytest.mark.parametrize(
    ("day", "theme"),
    [
        (MARCH, "Årsredovisning 2023"),
        (MARCH, "Budgetuppföljning 2024"),
        (MARCH, "Budgetuppföljning 2023"),
        (SEPTEMBER, "Budgetuppföljning 2024"),
        (SEPTEMBER, "Uppföljning av budget 2024 och prognos"),
        (SEPTEMBER, "Reviderad budget 2024"),
        (SEPTEMBER, "Delårsrapport 2024"),
        (NOVEMBER, "Verksamhetsplan och budget 2025"),
        (NOVEMBER, "Budget 2025–2027"),
        (NOVEMBER, "Planering av årsredovisning 2024"),
        (NOVEMBER, "Mässan 2023 i backspegeln"),
        (NOVEMBER, "Dnr 2023:12"),
    ],
)
def test_meeting_may_speak_of_its_years(plan, day, theme):
    plan.meeting(plan.body("Styrelsen"), day, theme=theme)
    assert said(plan) == []


@pytest.mark.parametrize(
    ("day", "theme", "meant"),
    [
        (MARCH, "Årsredovisning 2022", 2023),
        (MARCH, "Bokslut 2024", 2023),
        (SEPTEMBER, "Delårsbokslut 2023", 2024),
        (NOVEMBER, "Verksamhetsplan och budget 2024", 2025),
        (NOVEMBER, "Budget 2022–2024", 2025),
        (SEPTEMBER, "Budgetuppföljning 2023", 2024),
    ],
)
def test_meeting_that_names_another_year_is_asked_about(plan, day, theme, meant):
    plan.meeting(plan.body("Styrelsen"), day, theme=theme)
    ((rule, message),) = said(plan)
    assert rule == "R21"
    assert message.endswith(f"Menas {meant}?")


def test_weekday_and_law_at_a_meeting_are_read_too(plan):
    plan.meeting(plan.body("Styrelsen"), MARCH, theme="Möte torsdag 15 mars enligt kommunallagen (2017:752)")
    assert [rule for rule, _ in said(plan)] == ["R21", "R22"]


@pytest.mark.parametrize(
    "text", ["Minst 85 % ska vara nöjda.", "{mål} ska vara nöjda.", "Fyra av fem ska vara nöjda."]
)
def test_goal_that_says_its_target_or_none_is_right(plan, text):
    plan.goal("Nöjda", part(measure="är nöjda", target=85), text=text)
    assert said(plan) == []


def test_goal_that_says_another_target_is_told(plan):
    plan.goal("Nöjda", part(measure="är nöjda", target=85), text="Minst 80 % ska vara nöjda.")
    assert said(plan) == [
        (
            "R19",
            "Målet ”Nöjda” säger 80 % i sin text, men bedöms mot 85 %. Skriv {mål} i texten, så står rätt värde där.",
        )
    ]
