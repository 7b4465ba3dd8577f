"""Every decided goal is in the report, or Avstämning says which is not and where to put it."""

import pytest

from finsam.checks.reconciliation import Case, run
from finsam.documents.models import Document, Section
from finsam.documents.resolve import resolve
from followup.reporting.outlines import ANNUAL_REPORT, INTERIM_REPORT
from plans.models.goals import GoalKind
from tests.plans.small import part


def a_report(plan, kind, *blocks: dict) -> Document:
    """A report whose sections tell goals with the options given."""
    made = Document.objects.create(kind=kind, title=kind.capitalize(), key=kind, **plan.year)
    for order, options in enumerate(blocks):
        Section.objects.create(
            forbund=plan.forbund, document=made, title=f"Mål {order}", key=f"mal-{order}",
            block="maluppfyllelse", options=options, order=order,
        )  # fmt: skip
    return made


def left_out(plan, document) -> dict[str, str]:
    """The goals that Avstämning says are missing, each with the sentence."""
    book = plan.book()
    found = run(Case(book, plan.fiscal_year, [(document, resolve(document, book))])).findings
    start = f"{document.kind}/mal/"
    return {one.subject.removeprefix(start): one.message for one in found if one.subject.startswith(start)}


def from_outline(kind) -> list[dict]:
    return [item.options for item in kind.outline if item.block == "maluppfyllelse"]


@pytest.mark.parametrize("kind", [ANNUAL_REPORT, INTERIM_REPORT])
def test_new_report_tells_the_forbunds_goals_of_every_kind(plan, kind):
    for one in GoalKind:
        plan.goal(one.label, part(), key=f"mal-{one.value}", kind=one)
    one = plan.insats("Guiden")
    for goal_kind in ("individ", "struktur"):
        plan.goal(
            f"Hos guiden {goal_kind}", part(), key=f"guiden-{goal_kind}", kind=goal_kind, insats_year=one
        )
    assert left_out(plan, a_report(plan, kind.key, *from_outline(kind))) == {}


def test_report_with_only_financial_goals_is_told_of_the_others(plan):
    plan.goal("Kapital", part(), key="kapital", kind="finansiellt")
    plan.goal("Plattformen", part(operator="text", target=None), key="plattform", kind="inriktning")
    plan.goal("Fler till arbete", part(), key="arbete", kind="verksamhet")
    report = a_report(plan, "arsredovisning", {"about": "forbund", "kind": "finansiellt"})
    assert left_out(plan, report) == {
        "plattform": "Arsredovisning 2024 tar inte upp målet ”Plattformen”. Lägg till ett avsnitt med innehållet "
        "”Måluppfyllelse”, och välj ”Förbundets egna mål” och slaget ”Inriktningsmål”.",
        "arbete": "Arsredovisning 2024 tar inte upp målet ”Fler till arbete”. Lägg till ett avsnitt med innehållet "
        "”Måluppfyllelse”, och välj ”Förbundets egna mål” och slaget ”Verksamhetsmål”.",
    }


def test_insatsers_goals_and_goals_with_activities_count_too(plan):
    one = plan.insats("Guiden")
    plan.goal("Hos guiden", part(), key="hos-guiden", insats_year=one)
    main = plan.goal("Huvudmål", key="huvudmal", kind="inriktning", level="huvudmal")
    plan.goal("Göra något", key="gora", kind="inriktning", level="aktivitet", parent=main)
    area = plan.goal("Område", key="omrade", kind="inriktning", level="omrade")
    divided = plan.goal("Delat", key="delat", kind="inriktning", level="huvudmal", parent=area)
    plan.goal("Del", part(), key="del", kind="inriktning", parent=divided)
    report = a_report(plan, "arsredovisning", {"about": "forbund", "goals": ["del"]})
    found = left_out(plan, report)
    assert set(found) == {"hos-guiden", "huvudmal"}
    assert "”Insatsernas mål”" in found["hos-guiden"]


def test_goal_told_by_its_figure_in_the_text_is_there(plan):
    goal = plan.goal("Kapital", part(fact="mal.annat.del@0"), key="kapital", kind="finansiellt")
    plan.goal("Annat", part(), key="annat", kind="finansiellt")
    report = a_report(plan, "arsredovisning", {"about": "forbund", "goals": ["annat"]})
    Section.objects.create(
        forbund=plan.forbund, document=report, title="Text", key="text", order=9,
        prose='<p>Kapitalet blev <data value="resultat.kapital.del@0"></data>.</p>',
    )  # fmt: skip
    assert goal.key not in left_out(plan, report)


def test_plan_is_not_asked_how_it_went(plan):
    plan.goal("Kapital", part(), key="kapital", kind="finansiellt")
    assert left_out(plan, a_report(plan, "verksamhetsplan", {"about": "insatser"})) == {}


def test_section_without_such_goals_says_so(plan):
    plan.goal("Kapital", part(), key="kapital", kind="finansiellt")
    report = a_report(plan, "arsredovisning", {"about": "forbund", "kind": "utom-finansiellt"})
    (piece,) = resolve(report, plan.book()).parts[0].pieces
    assert "Det finns inga sådana mål för 2024." in piece.html
