"""What belongs to something of its own kind never belongs to itself, however long the way round."""

import pytest
from django.core.exceptions import ValidationError

from budget.models import Series
from finsam.core.tenancy.scope import inside
from followup.statistics.models import BinSet
from plans.models.goals import Goal
from tests.budget.small import Budget


@pytest.fixture
def budget(db):
    made = Budget()
    with inside(made.forbund):
        yield made


def goals(budget):
    return [Goal.objects.create(name=name, kind="individ", **budget.year) for name in ("A", "B", "C")]


def lines(budget):
    return [budget.line(name) for name in ("A", "B", "C")]


def series(budget):
    return [
        Series.objects.create(name=name, kind="plan", about=2024 + n, **budget.year)
        for n, name in enumerate("ABC")
    ]


def bin_sets(budget):
    return [BinSet.objects.create(forbund=budget.forbund, name=name) for name in ("A", "B", "C")]


CHAINS = {
    "parent of a goal": (goals, "parent", "Ett mål kan inte höra till sig självt."),
    "parent of a line": (lines, "parent", "En rad kan inte ingå i sig själv."),
    "opening": (series, "opening_from", "En budget kan inte hämta sitt ingående kapital från sig själv."),
    "edition": (bin_sets, "replaces", "En indelning kan inte ersätta sig själv."),
}


@pytest.mark.parametrize("name", CHAINS)
def test_nothing_comes_back_to_itself(budget, name):
    make, link, message = CHAINS[name]
    first, second, third = make(budget)
    for lower, upper in ((first, second), (second, third)):
        setattr(lower, link, upper)
        lower.clean()
        lower.save()
    assert [str(one) for one in first.above(link)] == ["B", "C"]
    for upper in (first, second, third):
        setattr(third, link, upper)
        with pytest.raises(ValidationError) as caught:
            third.clean()
        assert caught.value.message_dict == {link: [message]}
