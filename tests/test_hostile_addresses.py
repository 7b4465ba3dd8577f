"""Whatever stands in an address, its query or its headers: it is answered, quickly, and never with an error of ours."""

import pytest
from django.test import Client

from finsam.core.tenancy.permissions import Role
from plans.models.year import Risk
from tests import clients
from tests.clients import OWN, YEAR, all_addresses
from tests.factories import first

HERE = f"/{OWN}/{YEAR}"
WORDS = (
    "a\0b",
    "9" * 5_000,
    "-1",
    "x" * 8_000,
    "%" * 300,
    "(" * 2_000,
    "[" * 2_000,
    "0001-01-01",
    "9999-12-31",
    "2024-02-31",
)


@pytest.fixture
def chief(db):
    """She looks at everything, also as one of the auditors."""
    return clients.signed_in(clients.let_in(clients.chief(), Role.REVISOR))


@pytest.mark.parametrize("year", ["0", "99999999", "9" * 30, "9" * 5_000])
def test_a_year_that_cannot_be(chief, year):
    for page in ("medlemmar/", "uppgifter.json", "dokument/"):
        assert chief.get(f"/{OWN}/{year}/{page}").status_code == 404


def test_a_forbund_that_cannot_be(chief):
    for key in ("x" * 5_000, "9" * 30, "_"):
        assert chief.get(f"/{key}/2024/medlemmar/").status_code == 404


def test_a_thing_that_cannot_be(chief):
    """Each address with keys that nothing has, and dates that no day has."""
    asked = 0
    for one in all_addresses():
        if not one.route.startswith("<slug:forbund>/<int:year>/") or not one.slugs:
            continue
        for value in ("9" * 300, "0000-00-00", "a" * 2_000):
            place = f"/{OWN}/{YEAR}/" + one.route.removeprefix("<slug:forbund>/<int:year>/")
            for converter in ("slug", "str", "int"):
                for slug in one.slugs:
                    place = place.replace(f"<{converter}:{slug}>", value)
            answer = chief.get(place)
            assert answer.status_code in (404, 405), place[:200]
            asked += 1
    assert asked > 60


@pytest.mark.parametrize(
    "page",
    [
        "medlemmar/?sort=", "andringar/?page=", "andringar/?words=", "andringar/?year=", "andringar/?who=",
        "uppgifter/?q=", "uppgifter.json?key=", "uppgifter.json?q=", "uppgifter.json?key=budget.intakter@2024&format=",
        "budget/?visa=", "resultat/?till=", "mal/?sort=", "atkomst/?brev=", "insatser/?sort=",
    ],
)  # fmt: skip
def test_a_query_that_cannot_be(chief, page):
    place, _, query = page.partition("?")
    name = query.rpartition("&")[2].rstrip("=")
    fixed = dict(piece.split("=") for piece in query.rpartition("&")[0].split("&") if piece)
    for value in WORDS:
        assert chief.get(f"{HERE}/{place}", fixed | {name: value}).status_code in (200, 302, 404), value[:20]


@pytest.mark.parametrize(
    "key",
    [
        "budget.intakter@" + "9" * 30, "budget.intakter@" + "9" * 5_000, "budget.intakter@-99999999", "@", "a@b@c",
        ".".join("x" * 900), "budget.intakter@99999999", "stat.a.b@9999999999",
    ],
    ids=range(8),
)  # fmt: skip
def test_a_fact_of_a_year_that_cannot_be(chief, key):
    assert chief.get(f"{HERE}/uppgifter/{key}/").status_code == 404
    assert chief.get(f"{HERE}/uppgifter.json", {"key": key}).status_code == 200


def test_headers_that_cannot_be(chief):
    for header in (
        {"HTTP_ACCEPT_LANGUAGE": ",".join(["sv-SE-x-" + "a" * 50] * 2_000)},
        {"HTTP_COOKIE": "sessionid=" + "x" * 8_000},
        {"HTTP_COOKIE": ";" * 8_000},
        {"HTTP_IF_NONE_MATCH": '"' * 8_000},
        {"HTTP_IF_MODIFIED_SINCE": "Mon, 99 Foo 99999 99:99:99 GMT"},
        {"HTTP_X_FORWARDED_FOR": ",".join(["1"] * 4_000)},
        {"HTTP_HX_CURRENT_URL": "http://[" + "x" * 4_000},
    ):
        assert Client(**header).get("/konto/login/").status_code == 200
        assert chief.get(f"{HERE}/medlemmar/", **header).status_code in (200, 302)


@pytest.mark.parametrize("version", ["9" * 5_000, "-1", "٣", "²", "\0"])
def test_a_version_that_cannot_be_removes_nothing_by_mistake(chief, version):

    risk = first(Risk, OWN)
    answer = chief.post(clients.url("risks-delete", key=risk.key), {"version": version})
    assert answer.status_code in (200, 302, 422)
