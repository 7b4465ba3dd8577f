"""The rules of persons and of equity, each with literal answers."""

from datetime import date
from decimal import Decimal

import pytest

from finsam.core.models import Access
from finsam.core.tenancy.permissions import CHIEFS, Permission, Role
from finsam.core.tenancy.rules import refusal, removing_access
from finsam.organisation.equity_levels import GUIDE, Level, equity_ceiling, equity_level
from tests import clients
from tests.clients import OWN
from tests.values import hold_still


def level(valid_from=2013, total_from=0, percent=20, cap=None) -> Level:
    return Level(
        valid_from, Decimal(total_from), Decimal(percent), None if cap is None else Decimal(cap), "prov"
    )


SMALL, MIDDLE, LARGE = (
    level(),
    level(total_from=2_000_000, percent=15),
    level(total_from=10_000_000, percent=10),
)
NEWER = level(2024, percent=30)


@pytest.mark.parametrize(
    "year, contributions, expected",
    [
        (2012, 5_000_000, None),
        (2013, 1_999_999, SMALL), (2013, 2_000_000, MIDDLE), (2013, 9_999_999, MIDDLE), (2013, 10_000_000, LARGE),
        (2023, 2_000_000, MIDDLE), (2024, 2_000_000, NEWER), (2025, 50_000_000, NEWER),
    ],
)  # fmt: skip
def test_the_newest_levels_apply_and_of_them_the_highest_reached(year, contributions, expected):
    levels = [MIDDLE, NEWER, SMALL, LARGE]
    assert equity_level(levels, year=year, contributions=Decimal(contributions)) is expected


def test_contributions_below_every_level_have_none():
    assert equity_level([MIDDLE], year=2023, contributions=Decimal(1_999_999)) is None


def test_the_guide_applies_to_who_has_no_levels_from_2013():
    assert equity_level([], year=2023, contributions=Decimal(1)) is GUIDE[0]
    assert equity_level([], year=2013, contributions=Decimal(0)) is GUIDE[0]
    assert equity_level([], year=2012, contributions=Decimal(1)) is None


def test_the_guide_is_a_fifth_of_any_contributions_and_says_that_it_is_not_confirmed():
    (only,) = GUIDE
    assert (only.valid_from, only.total_from, only.percent, only.cap) == (2013, 0, 20, None)
    assert "inte bekräftad" in only.source


def test_a_level_is_never_changed_and_holds_nothing_else():
    hold_still(GUIDE[0])


@pytest.mark.parametrize(
    "percent, cap, contributions, ceiling",
    [
        (20, None, 5_600_000, 1_120_000),
        (20, 1_000_000, 5_600_000, 1_000_000), (20, 2_000_000, 5_600_000, 1_120_000),
        (15, 0, 2_000_000, 0),
        (Decimal("12.5"), None, 100, Decimal("12.5")),
    ],
)  # fmt: skip
def test_the_lower_of_share_and_cap_is_the_ceiling(percent, cap, contributions, ceiling):
    assert equity_ceiling(level(percent=percent, cap=cap), Decimal(contributions)) == ceiling


def test_year_amount_and_day_are_given_by_name():
    """So that nobody mixes them up."""
    with pytest.raises(TypeError):
        equity_level([], 2023, Decimal(1))
    with pytest.raises(TypeError):
        removing_access(Access(role=Role.LEDAMOT), date(2024, 6, 1))


def test_who_may_is_refused_nothing_and_who_may_not_hears_who_can():
    assert refusal(frozenset({Permission.EDIT_PLAN}), Permission.EDIT_PLAN) is None
    assert refusal(frozenset(), Permission.EDIT_PLAN) == (
        "Din roll får inte ändra i verksamhetsplanen. Det får förbundschef."
    )


def test_only_the_last_forbundschef_must_stay(db):
    chief, day = clients.chief(), date(2024, 6, 1)
    other = clients.let_in(clients.user("ekonom"), Role.EKONOM)
    with clients.in_scope(OWN):
        assert removing_access(Access.objects.get(user=other), today=day) is None
        mine = Access.objects.get(user=chief)
        assert removing_access(mine, today=day) == (
            "Förbundet måste ha minst en förbundschef. Bjud in efterträdaren först."
        )
        new = clients.let_in(clients.user("ny"), Role.FORBUNDSCHEF)
        assert removing_access(mine, today=day) is None
        Access.objects.filter(user=new).update(end=date(2024, 5, 31))
        assert removing_access(mine, today=day) is not None
        assert removing_access(mine, today=date(2024, 5, 31)) is None


@pytest.mark.parametrize("role", [role for role in Role if role not in CHIEFS])
def test_anybody_else_can_leave_also_where_there_is_no_forbundschef(db, role):
    who = clients.let_in(clients.user("nagon"), role)
    with clients.in_scope(OWN):
        assert not Access.objects.filter(role=Role.FORBUNDSCHEF).exists()
        assert removing_access(Access.objects.get(user=who), today=date(2024, 6, 1)) is None


def test_an_acting_forbundschef_is_ended_on_her_own_page(db):
    who = clients.let_in(clients.user("nagon"), Role.ACTING)
    with clients.in_scope(OWN):
        refused = removing_access(Access.objects.get(user=who), today=date(2024, 6, 1))
    assert (
        refused == "Ett uppdrag som tillförordnad förlängs och avslutas på sidan Tillförordnad förbundschef."
    )
