"""Few people are counted in a förbund; no answer tells a program how many, unless it was let to see small counts."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from finsam.api import services
from finsam.api.v1 import told
from finsam.disclosure.reader import Reader
from finsam.documents.books import open_book
from finsam.facts.book import Fact, ratio, total
from tests.api.conftest import ALL, WITHOUT_COUNTS, Program
from tests.test_small_counts import OTHERS, OWN, WHOLE, counted, found_in  # noqa: F401 - `counted` is a fixture

PLACES = ("years", "years/2024/facts?limit=500", "editions", "years/2024/findings?limit=500")


@pytest.fixture
def programs(counted):  # noqa: F811 - the fixture of that name
    """One that sees small counts and one that doesn't, in the förbund where 173, 161 and 185 are few."""
    expires = timezone.localdate() + timedelta(days=1)
    made = [
        services.make(forbund=counted.forbund, name="x", scopes=scopes, expires=expires, by=counted.chief)[1]
        for scopes in (ALL, WITHOUT_COUNTS)
    ]
    return [Program(token, counted.forbund.key) for token in made]


def words(told_of: object) -> str:
    """All that an answer says, in figures as people would write them."""
    return json.dumps(told_of, ensure_ascii=False).replace("\\u00a0", "")


def test_every_answer_is_hunted_through(programs):
    trusted, ordinary = programs
    facts = trusted.all("years/2024/facts?limit=500")
    singles = [
        f"years/2024/facts/{fact['key']}"
        for fact in facts
        if re.match(r"(stat|resultat|enkat|handelser|ind)\.", fact["key"]) and fact["parts"]
    ]
    some = singles[:: max(1, len(singles) // 30)]
    assert len(some) >= 20
    seen = {place: found_in(words(trusted.get(place).json())) for place in (*PLACES, *some)}
    assert set().union(*seen.values()) == {OTHERS, OWN, WHOLE}  # they are there to be found
    assert seen["years/2024/findings?limit=500"]
    leaked = {place: found_in(words(ordinary.get(place).json())) for place in (*PLACES, *some)}
    assert {place: what for place, what in leaked.items() if what} == {}


def test_what_is_hidden_can_not_be_worked_out_from_what_is_shown(programs):
    """No hidden fact is a sum all of whose other parts are shown, and no share is shown of a hidden count."""
    _, ordinary = programs
    facts = {fact["key"]: fact for fact in ordinary.all("years/2024/facts?limit=500")}
    hidden = {key for key, fact in facts.items() if fact["hidden"]}
    assert len(hidden) > 10
    assert {facts[key]["value"] for key in hidden} == {None}
    assert {tuple(facts[key]["sources"]) for key in hidden} == {()}
    told_of = []
    for key, fact in facts.items():
        ring = [key, *(part["key"] for part in fact["parts"])]
        missing = [one for one in ring if one in hidden]
        known = all(one in facts for one in ring)
        if fact["op"] in ("sum", "ratio") and fact["parts"] and known and len(missing) == 1:
            told_of.append(key)
    assert told_of == []


def test_findings_lose_their_words_and_their_subject(programs):
    trusted, ordinary = programs
    whole, read = trusted.all("years/2024/findings"), ordinary.all("years/2024/findings")
    assert len(whole) == len(read)
    withheld = [one for one in read if one["withheld"]]
    assert withheld
    assert {(one["subject"], one["message"], one["difference"]) for one in withheld} == {
        ("", "Gäller antal personer, som inte visas för din roll.", "")
    }
    assert [one for one in whole if one["withheld"]] == []


def test_a_mean_of_people_has_no_more_decimals_than_on_the_page(counted):  # noqa: F811
    """In full, 3,4615… would tell that thirteen answered."""
    grade = Fact("stat.bryggan.betyg@2024", "Betyg", Decimal(45) / Decimal(13), unit="", decimals=1)
    money = Fact("budget.rad@2024", "Rad", Decimal("1234.56"))
    book = open_book(counted.forbund, 2024)
    ordinary, trusted = Reader(book), Reader(book, everything=True)
    assert told.value_of(grade, ordinary) == "3.5"
    assert told.value_of(grade, trusted).startswith("3.46153846")
    assert told.value_of(money, ordinary) == "1234.56"


def test_a_share_of_shown_counts_is_told_in_whole_per_cent(counted):  # noqa: F811
    many, all_of_them = (
        Fact(f"x.{name}@2024", name, Decimal(value), unit="", persons=True, op="given")
        for name, value in (("many", 4321), ("all", 9000))
    )
    share = ratio("x.share@2024", "Andel", many, all_of_them)
    book = open_book(counted.forbund, 2024)
    everybody = Reader(book)
    everybody._hides.update({many.key: False, all_of_them.key: False})  # as where the plan shows them
    assert told.value_of(share, everybody) == "0.48"
    whole = total("x.whole@2024", "Alla", [many, all_of_them], unit="", persons=True)
    assert told.value_of(whole, everybody) == "13321"
