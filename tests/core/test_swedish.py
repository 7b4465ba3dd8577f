"""Names stand in Swedish order, in lists and choices, on both databases, by what is shown."""

import re

import pytest

from finsam.core.tenancy.permissions import Role
from finsam.core.values.collation import by_name, in_swedish
from finsam.organisation.models import Person
from tests import clients

RIGHT = ["anna", "Éva", "Zelda", "Åsa", "Ängla", "Örjan"]
MIXED = ["Örjan", "Zelda", "anna", "Ängla", "Åsa", "Éva"]


@pytest.fixture
def people(db):
    forbund = clients.fiscal_year().forbund
    with clients.in_scope(forbund.key):
        Person.objects.all().delete()
        for name in MIXED:
            Person.objects.create(forbund=forbund, name=name, key=f"p{MIXED.index(name)}")
        yield forbund


def test_in_python():
    assert by_name(MIXED) == RIGHT
    assert by_name(["Ärla", "Arla", "arla", "ÅÄ", "Åa"]) == ["Arla", "arla", "Åa", "ÅÄ", "Ärla"]


def test_in_the_database(people):
    assert [one.name for one in Person.objects.all()] == RIGHT
    assert [one.name for one in Person.objects.order_by(in_swedish("name")).reverse()] == RIGHT[::-1]


@pytest.mark.parametrize("sort, expected", [("", RIGHT), ("name", RIGHT), ("-name", RIGHT[::-1])])
def test_in_a_list(people, sort, expected):
    page = clients.signed_in(clients.chief()).get(f"{clients.url('persons')}?sort={sort}").content.decode()
    assert re.findall(r'<th scope="row"[^>]*><a[^>]*>([^<]+)</a>', page) == expected


def test_in_choices(people):
    page = clients.signed_in(clients.chief()).get(clients.url("seats-new")).content.decode()
    choices = re.search(r'<select name="person".*?</select>', page, re.DOTALL)[0]
    assert [one for one in re.findall(r">([^<>]+)</option>", choices) if one in RIGHT] == RIGHT


def test_by_the_word_that_is_shown(people):
    """The kinds are stored as fk, af, region, kommun, and shown by other names."""
    who = clients.let_in(clients.user("laser"), Role.LEDAMOT)
    page = clients.signed_in(who).get(f"{clients.url('members')}?sort=kind").content.decode()
    shown = re.findall(r'<th scope="row".*?</th>\s*<td[^>]*>([^<]+)</td>', page, re.DOTALL)
    assert len(set(shown)) > 2
    assert shown == by_name(shown)
