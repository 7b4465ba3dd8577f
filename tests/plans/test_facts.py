"""The plan's numbers as facts, and how much is asked of the database for them."""

from decimal import Decimal

import pytest

from finsam.core import services
from finsam.core.models import AuditEntry, FiscalYear, Forbund, User
from finsam.core.tenancy.scope import inside
from finsam.facts.book import Book, MissingFact
from plans import facts, queries
from plans.addresses import href
from plans.models.goals import GoalPart
from plans.models.insatser import InsatsShare
from plans.models.year import ExternalProject, WheelItem
from tests.plans.small import YEAR, Plan, part


def test_target_is_a_fact_with_unit_definition_and_address(plan):
    plan.goal("Stöd", part("nojda", target=80, population="deltagarna"), key="stod")
    fact = plan.book()["mal.stod.nojda@0"]
    assert (fact.value, fact.unit, fact.href) == (Decimal("0.8"), "%", "/norra-an/2024/mal/stod/")
    assert fact.definition == "Målvärde 2024: upplever stöd bland deltagarna (minst)."


@pytest.mark.parametrize(
    "fields, value, unit, decimals",
    [
        ({"target": Decimal("33.33")}, Decimal("0.3333"), "%", 2),
        ({"target": Decimal("33.30")}, Decimal("0.333"), "%", 1),
        ({"target": 500, "unit": "st"}, Decimal(500), "st", 0),
        ({"target": 130000, "unit": "kr"}, Decimal(130000), "kr", 0),
        ({"target": 14, "unit": "dagar"}, Decimal(14), "dagar", 0),
    ],
)
def test_target_in_its_unit(plan, fields, value, unit, decimals):
    plan.goal("Stöd", part(**fields), key="stod")
    fact = plan.book()["mal.stod.del@0"]
    assert (fact.value, fact.unit, fact.decimals) == (value, unit, decimals)


def test_interval_and_days_are_facts_of_their_own(plan):
    plan.goal("Tid", part(operator="inom", target=100, days=30), key="tid")
    plan.goal("Antal", part(operator="mellan", target=70, target_high=90, unit="st"), key="antal")
    book = plan.book()
    assert (book["mal.tid.del.dagar@0"].value, book["mal.tid.del.dagar@0"].unit) == (30, "arbetsdagar")
    assert book["mal.antal.del.hogst@0"].value == 90


def test_goal_judged_in_words_has_no_fact(plan):
    plan.goal("Ord", part(operator="text", target=None), key="ord")
    with pytest.raises(MissingFact):
        plan.book()["mal.ord.del@0"]


def test_insats_facts(plan):
    half, other = plan.kind("Processtödjande"), plan.kind("Individstödjande")
    plan.insats(
        "Spåret", [(half, "62.50"), (other, "37.50")], planned="intervall", planned_low=70, planned_high=90,
        positions=Decimal("1.50"), granted=600000, requested=700000,
    )  # fmt: skip
    book = plan.book()
    names = ["deltagare", "deltagare-hogst", "tjanster", "beviljat", "askat", half.key, other.key]
    values = [book[f"insats.sparet.{name}@0"].value for name in names]
    expected = [70, 90, "1.5", 600000, 700000, "0.625", "0.375"]
    assert values == [Decimal(value) for value in expected]
    assert book["insats.sparet.tjanster@0"].decimals == 1
    assert book["insats.sparet.deltagare@0"].href == "/norra-an/2024/insatser/sparet/"


def test_what_is_not_planned_is_no_fact(plan):
    plan.insats("Spåret", planned="behov", planned_low=12)
    assert list(plan.book().facts("insats", YEAR)) == []


def test_another_year_and_another_forbund_are_not_seen(plan):
    plan.goal("Stöd", part(), key="stod")
    assert plan.book().facts("mal", YEAR - 1) == {}
    other = Forbund.objects.create(key="sodra-an", name="Finsam Södra ån", short_name="Södra ån")
    with inside(other):
        FiscalYear.objects.create(forbund=other, year=YEAR, key=str(YEAR))
        assert Book(other, YEAR).facts("mal", YEAR) == {}


def test_addresses(plan):
    body = plan.body("Styrelse")
    made = [
        (plan.insats("Spåret"), "insatser/sparet"),
        (plan.goal("Stöd"), "mal/stod"),
        (plan.risk("Lån"), "risker/lan"),
        (plan.meeting(body, f"{YEAR}-03-27"), "moten/styrelse-2024-03-27"),
        (WheelItem.objects.create(name="Enkät", month=5, **plan.year), "arshjul/enkat"),
        (ExternalProject.objects.create(name="Lyftet", **plan.year), "projekt/lyftet"),
    ]
    assert [href(one) for one, _ in made] == [f"/norra-an/2024/{path}/" for _, path in made]


def fill_with(plan: Plan, count: int) -> None:
    """So many of everything that facts are made of."""
    kind = plan.kind(f"Slag {plan.count}")
    for number in range(count):
        one = plan.insats(f"Insats {plan.count} {number}", [(kind, 100)], planned="antal", planned_low=5)
        plan.goal(f"Mål {plan.count} {number}", part("a"), part("b"), insats_year=one)


def test_queries_do_not_grow_with_rows(plan, django_assert_num_queries):
    def read():
        book = plan.book()
        return len(book.facts("mal", YEAR)), len(book.facts("insats", YEAR))

    fill_with(plan, 2)
    with django_assert_num_queries(6):  # goals and parts; insatser, shares, kinds and kommuner
        assert read() == (4, 4)
    fill_with(plan, 10)
    with django_assert_num_queries(6):
        assert read() == (24, 24)


def test_goals_are_read_once_for_facts_and_blocks(plan, django_assert_num_queries):
    plan.goal("Stöd", part(), key="stod")
    book = plan.book()
    book.facts("mal", YEAR)
    with django_assert_num_queries(0):
        tree = book.read(queries.goals, YEAR)
        assert [facts.targets(goal)[0].value.value for goal in tree] == [Decimal("0.8")]


def test_a_changed_target_is_found_in_the_log(plan):
    by = User.objects.create_user("alva@example.org", name="Alva Ek")
    goal = plan.goal("Stöd", key="stod")
    goal_part = GoalPart(forbund=plan.forbund, goal=goal, **part("nojda"))
    services.save(goal, by=by, children=[services.Child(goal_part)])
    goal_part.target = Decimal(85)
    services.save(goal, by=by, children=[services.Child(goal_part)])
    reference, name = plan.book()["mal.stod.nojda@0"].trace
    rows = AuditEntry.objects.filter(reference=reference)
    assert [Decimal(row.after[name]["target"]) for row in rows if name in row.after] == [85, 80]


@pytest.mark.parametrize(("share", "said"), [("100", "Individ 100 %"), ("33.33", "Individ 33,33 %")])
def test_a_share_is_called_the_same_whether_just_written_or_read_again(plan, share, said):
    one = plan.insats("Guiden", [(plan.kind("Individ"), share)])
    written = InsatsShare(insats_year=one, kind=one.shares.get().kind, share=Decimal(share))
    assert {str(written), str(one.shares.get())} == {said}
