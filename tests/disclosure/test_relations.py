"""Relations between counts: what holds, what a printed share tells, and what can be worked out from them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finsam.disclosure.problem import Relation, rounded_ratio, tie
from finsam.disclosure.solutions import implied

SUM = tie([(1, "a"), (1, "b"), (-1, "alla")])


@pytest.mark.parametrize(
    ("low", "high", "count", "holds"),
    [
        (None, None, 7, True),
        (3, None, 2, False), (3, None, 3, True), (3, None, 4, True),
        (None, 3, 3, True), (None, 3, 4, False),
        (0, 0, 0, True), (0, 0, 1, False), (0, 0, -1, False),
        (2, 4, 1, False), (2, 4, 3, True), (2, 4, 5, False),
    ],
)  # fmt: skip
def test_a_relation_holds_between_its_limits_and_at_them(low, high, count, holds):
    assert Relation(((1, "a"),), low, high).holds({"a": count}) is holds


def test_a_relation_counts_each_term_with_its_factor():
    assert Relation(((2, "a"), (-3, "b")), 1, 1).holds({"a": 5, "b": 3})
    assert not Relation(((2, "a"), (-3, "b")), 1, 1).holds({"a": 5, "b": 2})


def test_an_identity_adds_up_to_zero():
    assert tie([(1, "a"), (-1, "b")]) == Relation(((1, "a"), (-1, "b")), 0, 0)


def test_a_printed_share_tells_between_which_counts_it_lies():
    """40 % of 25, printed in whole percent: from 9,875 to 10,125, so it was ten."""
    relations = rounded_ratio("a", Decimal(25), Decimal("0.40"), Decimal("0.01"))
    assert [n for n in range(26) if all(one.holds({"a": n}) for one in relations)] == [10]


def test_a_coarser_share_tells_less():
    """40 % of 25 in steps of ten percent: 35 to 45 %, from 8,75 to 11,25."""
    relations = rounded_ratio("a", Decimal(25), Decimal("0.4"), Decimal("0.1"))
    assert [n for n in range(26) if all(one.holds({"a": n}) for one in relations)] == [9, 10, 11]


def test_a_share_of_an_unknown_whole_ties_both():
    relations = rounded_ratio("a", "b", Decimal("0.5"), Decimal("0.1"))
    told = {
        (a, b) for a in range(6) for b in range(1, 6) if all(one.holds({"a": a, "b": b}) for one in relations)
    }
    assert told == {(1, 2), (2, 4)}


def test_a_known_part_tells_how_large_the_whole_is():
    """3 of somebody is 30 % in whole percent: the whole is 9,84 to 10,17."""
    relations = rounded_ratio(Decimal(3), "b", Decimal("0.30"), Decimal("0.01"))
    assert [n for n in range(1, 30) if all(one.holds({"b": n}) for one in relations)] == [10]


def test_a_quotient_of_numbers_that_everybody_knows_tells_nothing():
    assert rounded_ratio(Decimal(1), Decimal(2), Decimal("0.5"), Decimal("0.01")) == ()


def test_a_count_divided_by_itself_tells_only_what_is_left_of_it():
    """a / a is 100 %: half a percent up and down leaves the same count with a factor of 1/200."""
    relations = rounded_ratio("a", "a", Decimal(1), Decimal("0.01"))
    assert [(one.terms, one.low, one.high) for one in relations] == [
        (((1, "a"),), 0, None),
        (((-1, "a"),), None, 0),
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"a": 3, "b": None, "alla": 33}, [("b", 30)]),
        ({"a": 3, "b": 30, "alla": None}, [("alla", 33)]),
        ({"a": 3, "b": None, "alla": None}, []),
        ({"a": 3, "b": 30, "alla": 33}, []),
        ({"a": 33, "b": None, "alla": 3}, []),  # no count is below zero
        ({"a": 3, "b": None, "alla": 3}, [("b", 0)]),
    ],
)
def test_the_one_unknown_of_an_identity_is_worked_out(values, expected):
    assert list(implied(values, [SUM])) == expected


def test_a_relation_between_two_limits_implies_no_value():
    assert list(implied({"a": None}, [Relation(((1, "a"),), 2, 3)])) == []


def test_a_factor_must_go_evenly():
    assert list(implied({"a": None, "b": 7}, [tie([(2, "a"), (-1, "b")])])) == []
    assert list(implied({"a": None, "b": 8}, [tie([(2, "a"), (-1, "b")])])) == [("a", 4)]


def test_what_was_worked_out_lets_more_be_worked_out():
    identities = [tie([(1, "b"), (1, "c"), (-1, "d")]), SUM]
    assert list(implied({"a": 1, "alla": 3, "d": 9}, identities)) == [("b", 2), ("c", 7)]


def test_what_would_be_less_than_nobody_is_not_worked_out():
    """A sum that is one less than its part contradicts itself; there is no count of minus one."""
    assert list(implied({"a": 3, "b": None, "alla": 2}, [SUM])) == []
