"""The highest equity that a förbund should have: the guide that comes along, and levels of its own."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from budget.models import Series
from finsam.core.tenancy.permissions import Role
from finsam.organisation.equity_levels import equity_ceiling, equity_level
from finsam.organisation.models import EquityLevel
from tests import clients
from tests.small import T

# The guide: (year, contributions, highest equity)
GUIDE = [(2013, 5_000_000, 1_000_000), (2024, 5_560_000, 1_112_000), (2024, 20_000_000, 4_000_000)]


@pytest.mark.parametrize("year, contributions, highest", GUIDE)
def test_guide_is_a_fifth(year, contributions, highest):
    level = equity_level([], year=year, contributions=Decimal(contributions))
    assert equity_ceiling(level, Decimal(contributions)) == highest
    assert level.source.startswith("Nationella rådet den 2 oktober 2013")
    assert "Riktvärde, stegen är inte bekräftad." in level.source


def test_before_the_guide_there_is_none():
    assert equity_level([], year=2012, contributions=Decimal(5_000_000)) is None


def step(valid_from, total_from, percent, cap=None):
    return SimpleNamespace(
        valid_from=valid_from,
        total_from=Decimal(total_from),
        percent=Decimal(percent),
        cap=None if cap is None else Decimal(cap),
    )


OWN = [step(2020, 0, 20), step(2020, 5_000_000, 15), step(2024, 0, 10, 300_000), step(2024, 4_000_000, 8)]


@pytest.mark.parametrize(
    "year, contributions, highest",
    [
        (2019, 1_000_000, None),
        (2020, 4_999_999, Decimal("999999.8")),
        (2020, 5_000_000, 750_000),
        (2023, 6_000_000, 900_000),
        (2024, 2_000_000, 200_000),
        (2024, 3_900_000, 300_000),  # 10 % would be 390 000
        (2025, 5_000_000, 400_000),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_newest_step_that_is_reached_applies(year, contributions, highest, turned):
    level = equity_level(OWN[::-1] if turned else OWN, year=year, contributions=Decimal(contributions))
    assert (level and equity_ceiling(level, Decimal(contributions))) == highest


def r14(small):
    return [one for one in small.judged().findings if one.rule == "R14"]


def test_the_guide_fires_without_anybody_having_entered_it(small):
    EquityLevel.objects.all().delete()
    assert r14(small) == []
    Series.objects.filter(key="budget-2024").update(opening=200 * T + 1)
    (finding,) = r14(small)
    assert (finding.subject, finding.difference) == ("tak", "1\u00a0kr")
    assert finding.figures[1].text == "200\u00a0000\u00a0kr"
    assert "20,0 % av bidragen 2024" in finding.figures[1].label
    assert "Riktvärde, stegen är inte bekräftad." in finding.figures[1].label


def test_own_levels_take_its_place(small):
    EquityLevel.objects.update(percent=9)
    assert {one.subject for one in r14(small)} == {"tak", "utfall-tak"}


def test_levels_that_do_not_apply_are_said_to_be_missing(small):
    EquityLevel.objects.update(valid_from=2030)
    tried = next(one for one in small.judged().tried() if one.rule.id == "R14")
    (said,) = [one for one in tried.untried if one.href.endswith("/2024/eget-kapital/")]
    assert said.message.replace("\u00a0", " ") == (
        "Ingen av förbundets nivåer för eget kapital gäller 2024 vid bidrag på 1 000 000 kr."
    )


def test_administrator_keeps_the_levels_and_sees_what_applies_meanwhile(db):
    who = clients.let_in(clients.user("ordning"), Role.ADMINISTRATOR)
    client = clients.signed_in(who)
    shown = client.get(clients.url("equity-levels")).content.decode()
    assert "Riktvärdet gäller" in shown
    assert "Från 2013: 20 % av bidragen" in shown
    assert "2 oktober 2013" in shown
    written = {
        "valid_from": "2024",
        "total_from": "0",
        "percent": "15",
        "cap": "900 000",
        "source": "Styrelsen § 7",
    }
    assert client.post(clients.url("equity-levels-new"), written).status_code == 302
    with clients.in_scope(clients.OWN):
        (level,) = EquityLevel.objects.filter(forbund__key=clients.OWN)
        assert (level.percent, level.cap) == (15, 900_000)
    listed = client.get(clients.url("equity-levels")).content.decode()
    assert "Styrelsen § 7" in listed
    assert "Riktvärdet gäller" not in listed
    address = clients.url("equity-levels-delete", key=level.key)
    assert client.post(address).status_code == 302
    assert "Riktvärdet gäller" in client.get(clients.url("equity-levels")).content.decode()
    elsewhere = clients.signed_in(clients.let_in(clients.user("annan"), Role.ADMINISTRATOR, clients.FOREIGN))
    assert elsewhere.get(clients.url("equity-levels")).status_code == 404
