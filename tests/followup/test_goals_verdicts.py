"""Verdicts: every operator at its boundaries, several as one, and promises that hold of any numbers."""

from decimal import Decimal

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from followup.goals.judging.verdicts import (
    CHOICES,
    DOWNWARDS,
    UPWARDS,
    Demand,
    Result,
    Status,
    alike,
    judge,
    limits_of,
    needed,
    together,
)
from followup.goals.judging.wording import status_html
from tests.values import hold_still

MET, NEARLY, PARTLY, MISSED = Status.MET, Status.NEARLY, Status.PARTLY, Status.MISSED
UNMEASURED, UNJUDGED = Status.UNMEASURED, Status.UNJUDGED
TEN = Decimal("0.1")

# operator, target, highest, (value, verdict) at and around each limit; a tenth of the target may be lacking
TABLE = [
    ("minst", "0.50", None, [("0.50", MET), ("0.51", MET), ("0.4999", NEARLY), ("0.45", NEARLY), ("0.4499", MISSED)]),
    ("inom", "1", None, [("1", MET), ("0.99", NEARLY), ("0.9", NEARLY), ("0.89", MISSED)]),
    ("over", "5", None, [("5.01", MET), ("5", NEARLY), ("4.5", NEARLY), ("4.49", MISSED)]),
    ("hogst", "0.20", None, [("0.20", MET), ("0.19", MET), ("0.2001", NEARLY), ("0.22", NEARLY), ("0.2201", MISSED)]),
    ("under", "20000", None, [("19999.99", MET), ("20000", NEARLY), ("22000", NEARLY), ("22000.01", MISSED)]),
    ("lika", "0.12", None, [("0.12", MET), ("0.1249", MET), ("0.125", NEARLY), ("0.132", NEARLY),
                            ("0.135", MISSED), ("0.108", NEARLY), ("0.107", MISSED)]),
    ("lika", "0.125", None, [("0.13", MET), ("0.1349", MET), ("0.125", MET), ("0.1249", NEARLY), ("0.1125", NEARLY),
                             ("0.1124", MISSED)]),
    ("mellan", "70", "90", [("70", MET), ("90", MET), ("80", MET), ("69.99", NEARLY), ("63", NEARLY), ("62.99", MISSED),
                            ("99", NEARLY), ("99.01", MISSED)]),
    ("fler", "50", None, [("51", MET), ("50", NEARLY), ("45", NEARLY), ("44", MISSED)]),
    ("farre", "50", None, [("49", MET), ("50", NEARLY), ("55", NEARLY), ("56", MISSED)]),
]  # fmt: skip
CASES = [
    pytest.param(
        Demand(operator, Decimal(target), high and Decimal(high)),
        Decimal(value),
        expected,
        id=f"{operator} {target}: {value}",
    )
    for operator, target, high, cases in TABLE
    for value, expected in cases
]


@pytest.mark.parametrize("demand, value, expected", CASES)
def test_every_operator_at_its_boundaries(demand, value, expected):
    assert judge(demand, Result(value), TEN) == expected


@pytest.mark.parametrize(
    "operator, target, high, expected",
    [
        ("minst", "0.85", None, [(">=", "0.85")]),
        ("inom", "1", None, [(">=", "1")]),
        ("over", "5", None, [(">", "5")]),
        ("fler", "50", None, [(">", "50")]),
        ("hogst", "0.20", None, [("<=", "0.20")]),
        ("under", "20000", None, [("<", "20000")]),
        ("farre", "50", None, [("<", "50")]),
        ("mellan", "70", "90", [(">=", "70"), ("<=", "90")]),
        ("mellan", "70", None, []),
        ("mellan", None, "90", []),
        ("minst", None, None, []),
        ("lika", "0.12", None, []),
        ("ja", "1", None, []),
        ("text", "1", None, []),
    ],
)
def test_what_a_value_is_compared_with(operator, target, high, expected):
    demand = Demand(operator, target and Decimal(target), high and Decimal(high))
    assert limits_of(demand) == tuple((comparison, Decimal(limit)) for comparison, limit in expected)


@pytest.mark.parametrize("operator, value", [("over", 5), ("under", 5), ("fler", 5), ("farre", 5)])
def test_without_leeway_the_limit_itself_is_not_nearly(operator, value):
    assert judge(Demand(operator, Decimal(5)), Result(Decimal(value)), Decimal(0)) == MISSED


@pytest.mark.parametrize("target, high", [(None, None), (None, "90"), ("70", None)])
def test_between_is_judged_only_with_both_its_ends(target, high):
    demand = Demand("mellan", target and Decimal(target), high and Decimal(high))
    assert judge(demand, Result(Decimal(80)), TEN) == UNJUDGED


@pytest.mark.parametrize("operator", [*UPWARDS, *DOWNWARDS, "lika", "mellan"])
def test_empty_target_is_never_failed(operator):
    assert judge(Demand(operator), Result(Decimal(0)), TEN) == UNJUDGED
    assert judge(Demand(operator), Result(), TEN) == UNMEASURED
    assert judge(Demand(operator, Decimal(1), Decimal(2)), Result(), TEN) == UNMEASURED


@pytest.mark.parametrize(
    "demand, result, expected",
    [
        (Demand("ja"), Result(answer=True), MET),
        (Demand("ja"), Result(answer=False), MISSED),
        (Demand("ja"), Result(), UNMEASURED),
        (Demand("text"), Result(word=PARTLY), PARTLY),
        (Demand("text"), Result(), UNMEASURED),
        (Demand("text"), Result(Decimal(3)), UNJUDGED),
        (Demand("text"), Result(Decimal(3), word=MISSED), MISSED),
    ],
)
def test_goals_without_numbers(demand, result, expected):
    assert judge(demand, result, TEN) == expected


# operator, target, highest, value, qualifier and the verdict when a tenth of the target may be lacking
ONE_END = [
    ("minst", "0.85", None, "0.90", "över", MET),
    ("minst", "0.85", None, "0.90", "minst", MET),
    ("minst", "0.95", None, "0.90", "över", UNJUDGED),
    ("minst", "0.95", None, "0.50", "minst", UNJUDGED),
    ("over", "0.90", None, "0.90", "över", MET),
    ("over", "0.90", None, "0.90", "minst", UNJUDGED),
    ("hogst", "0.20", None, "0.30", "över", MISSED),
    ("hogst", "0.20", None, "0.21", "över", UNJUDGED),
    ("hogst", "0.20", None, "0.10", "minst", UNJUDGED),
    ("lika", "10", None, "5", "över", UNJUDGED),
    ("lika", "10", None, "15", "över", MISSED),
    ("mellan", "70", "90", "100", "minst", MISSED),
    ("mellan", "70", "90", "80", "minst", UNJUDGED),
    ("mellan", "70", "90", "50", "minst", UNJUDGED),
    ("minst", "400", None, "395", "ca", NEARLY),
    ("hogst", "0.20", None, "0.10", "högst", MET),
    ("hogst", "0.10", None, "0.20", "under", UNJUDGED),
    ("hogst", "0.10", None, "0.20", "högst", UNJUDGED),
    ("under", "0.10", None, "0.10", "under", MET),
    ("under", "0.10", None, "0.10", "högst", UNJUDGED),
    ("farre", "10", None, "9", "högst", MET),
    ("minst", "0.45", None, "0.30", "högst", MISSED),
    ("minst", "0.45", None, "0.44", "högst", UNJUDGED),
    ("minst", "0.45", None, "0.90", "under", UNJUDGED),
    ("over", "0.45", None, "0.45", "under", UNJUDGED),
    ("lika", "10", None, "5", "under", MISSED),
    ("lika", "10", None, "15", "under", UNJUDGED),
    ("mellan", "70", "90", "50", "högst", MISSED),
    ("mellan", "70", "90", "100", "högst", UNJUDGED),
]


@pytest.mark.parametrize("operator, target, high, value, qualifier, expected", ONE_END)
def test_one_end_alone_is_judged_only_where_nothing_beyond_it_changes_it(
    operator, target, high, value, qualifier, expected
):
    demand = Demand(operator, Decimal(target), high and Decimal(high))
    assert judge(demand, Result(Decimal(value), qualifier=qualifier), TEN) == expected


@pytest.mark.parametrize("operator, qualifier", [("under", "minst"), ("over", "högst")])
def test_an_end_at_the_limit_that_must_be_passed_is_missed(operator, qualifier):
    """At least 10 is never under 10, and at most 10 never over 10."""
    result = Result(Decimal(10), qualifier=qualifier)
    assert judge(Demand(operator, Decimal(10)), result, Decimal(0)) == MISSED


@pytest.mark.parametrize("qualifier, least", [("högst", 0), ("under", 0)])
def test_a_verdict_of_the_upper_end_tells_no_lower_end(qualifier, least):
    demand, result = Demand("hogst", Decimal(20)), Result(Decimal(12), qualifier=qualifier)
    assert alike(demand, result, TEN) == (least, 20)


@pytest.mark.parametrize(
    "leeway, expected", [("0", MISSED), ("0.1", MISSED), ("0.12", NEARLY), ("0.15", NEARLY)]
)
def test_what_is_nearly_is_the_forbunds_own_setting(leeway, expected):
    assert judge(Demand("minst", Decimal("0.45")), Result(Decimal(25) / 63), Decimal(leeway)) == expected


@pytest.mark.parametrize(
    "rule, statuses, expected",
    [
        ("alla", [], UNJUDGED),
        ("alla", [MET, MET], MET),
        ("alla", [MET, NEARLY], NEARLY),
        ("alla", [NEARLY, NEARLY], NEARLY),
        ("alla", [NEARLY, UNMEASURED], PARTLY),
        ("alla", [MET, MISSED], PARTLY),
        ("alla", [MET, UNMEASURED], PARTLY),
        ("alla", [MET, UNJUDGED], MET),
        ("alla", [MISSED, NEARLY], MISSED),
        ("alla", [MISSED, UNMEASURED], MISSED),
        ("alla", [PARTLY, MISSED], PARTLY),
        ("alla", [UNMEASURED, UNJUDGED], UNMEASURED),
        ("alla", [UNJUDGED], UNJUDGED),
        ("nagon", [MISSED, MET], MET),
        ("nagon", [MISSED, NEARLY], NEARLY),
        ("nagon", [MISSED, MISSED], MISSED),
        ("nagon", [MISSED, UNMEASURED], UNJUDGED),
        ("nagon", [MET, UNMEASURED], MET),
        ("nagon", [PARTLY, NEARLY], NEARLY),
        ("nagon", [MISSED, PARTLY], PARTLY),
        ("nagon", [UNMEASURED], UNMEASURED),
        ("fordelning", [MET, MISSED, MET], PARTLY),
        ("fordelning", [MET, MET, MET], MET),
    ],
)
def test_several_as_one(rule, statuses, expected):
    assert together(statuses, rule) == expected


@pytest.mark.parametrize(
    "operator, target, of, expected",
    [
        ("minst", "0.45", 63, 29),
        ("minst", "1", 117, 117),
        ("minst", "0.5", 10, 5),
        ("over", "0.5", 10, 6),
        ("over", "1", 10, None),
        ("hogst", "0.2", 63, 12),
        ("under", "0.5", 10, 4),
        ("over", "0.45", 63, 29),
        ("under", "0.45", 63, 28),
        ("hogst", "0.01", 10, 0),
        ("under", "0", 10, None),
        ("minst", "0", 10, 0),
        ("minst", "1.5", 10, None),
        ("inom", "0.9", 11, 10),
        ("lika", "0.5", 10, None),
        ("fler", "0.5", 10, None),
        ("minst", None, 10, None),
    ],
)
def test_how_many_are_needed(operator, target, of, expected):
    assert needed(Demand(operator, target and Decimal(target)), of) == expected


shares = st.decimals(min_value=0, max_value=1, places=2)
leeways = st.decimals(min_value=0, max_value=Decimal("0.5"), places=2)


@given(st.sampled_from(["minst", "inom", "over", "hogst", "under"]), shares, st.integers(1, 500))
def test_the_number_needed_is_the_very_limit(operator, target, of):
    demand = Demand(operator, target)
    limit = needed(demand, of)
    if limit is None:
        return
    step = -1 if operator in UPWARDS else 1
    assert judge(demand, Result(Decimal(limit) / of), Decimal(0)) == MET
    if 0 <= limit + step <= of:
        assert judge(demand, Result(Decimal(limit + step) / of), Decimal(0)) == MISSED


ORDER = [MISSED, NEARLY, MET]


@given(st.sampled_from([*UPWARDS, *DOWNWARDS]), shares, shares, shares, leeways)
def test_a_better_result_is_never_judged_worse(operator, target, one, other, leeway):
    low, high = sorted((one, other))
    worse, better = (low, high) if operator in UPWARDS else (high, low)
    demand = Demand(operator, target)
    said = [ORDER.index(judge(demand, Result(value), leeway)) for value in (worse, better)]
    assert said[0] <= said[1]


@given(shares, shares, leeways, leeways)
def test_more_leeway_is_never_stricter(target, value, one, other):
    small, large = sorted((one, other))
    demand = Demand("minst", target)
    said = [ORDER.index(judge(demand, Result(value), leeway)) for leeway in (small, large)]
    assert said[0] <= said[1]


@given(st.lists(st.sampled_from(list(Status))), st.permutations(range(8)), st.sampled_from(["alla", "nagon"]))
def test_the_order_of_the_parts_does_not_matter(statuses, places, rule):
    shuffled = [statuses[place] for place in places if place < len(statuses)]
    shuffled += statuses[8:]
    assert together(shuffled, rule) == together(statuses, rule)


@given(
    st.sampled_from([*UPWARDS, *DOWNWARDS, "lika", "mellan"]),
    st.integers(0, 100),
    st.integers(1, 80).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))),
)
def test_a_verdict_tells_of_its_count_just_what_gives_the_same_verdict(operator, percent, counts):
    count, of = counts
    demand = Demand(operator, Decimal(percent) / 100, Decimal(percent) / 100 + TEN)
    low, high = alike(demand, Result(Decimal(count) / of), TEN, of)
    assert 0 <= low <= count <= high <= of
    status = judge(demand, Result(Decimal(count) / of), TEN)
    assert {judge(demand, Result(Decimal(one) / of), TEN) for one in range(low, high + 1)} == {status}
    for outside in (low - 1, high + 1):
        if 0 <= outside <= of:
            assert judge(demand, Result(Decimal(outside) / of), TEN) != status


@pytest.mark.parametrize(
    "demand, value, of, expected",
    [
        (Demand("minst", Decimal("0.45")), Decimal(30) / 63, 63, (29, 63)),
        (Demand("minst", Decimal("0.45")), Decimal(27) / 63, 63, (26, 28)),
        (Demand("minst", Decimal("0.45")), Decimal(3) / 63, 63, (0, 25)),
        (Demand("hogst", Decimal("0.20")), Decimal(9) / 63, 63, (0, 12)),
        (Demand("minst", Decimal(400)), Decimal(0), None, (0, 359)),
        (Demand("minst", Decimal(400)), Decimal(1), None, (0, 359)),
        (Demand("minst", Decimal(4000)), Decimal(4900), None, (4000, None)),
        (Demand("minst", Decimal(4000)), Decimal(5000), None, (4000, None)),
        (Demand("minst", Decimal(4000)), Decimal(5001), None, (4001, None)),
        (Demand("minst", Decimal(6000)), Decimal(5500), None, (5400, 5999)),
        (Demand("hogst", Decimal(6000)), Decimal(4999), None, (3999, None)),
        (Demand("hogst", Decimal(6000)), Decimal(5000), None, (4000, None)),
        (Demand("hogst", Decimal(6000)), Decimal(5001), None, (4001, 6000)),
        # Between two whole numbers: those on both sides that may be meant.
        (Demand("minst", Decimal(400)), Decimal("399.6"), None, (360, 400)),
        (Demand("hogst", Decimal(401)), Decimal("401.4"), None, (401, 441)),
    ],
)
def test_between_which_counts_the_verdict_is_the_same(demand, value, of, expected):
    assert alike(demand, Result(value), TEN, of) == expected


def test_a_verdict_of_a_plain_count_may_have_no_upper_end():
    demand = Demand("minst", Decimal(400))
    assert alike(demand, Result(Decimal(485)), TEN) == (400, None)
    assert alike(demand, Result(Decimal(380)), TEN) == (360, 399)
    assert alike(demand, Result(), TEN) is None
    assert alike(Demand("text"), Result(Decimal(3)), TEN) is None
    assert alike(Demand("ja"), Result(answer=True), TEN) is None


def test_a_slip_of_the_finger_keeps_nobody_waiting():
    many = 2_147_483_647
    assert alike(Demand("minst", Decimal(400)), Result(Decimal(many)), TEN) == (many - 1000, None)
    half = Result(Decimal(many // 2) / many)
    assert alike(Demand("minst", TEN), half, TEN, many) == (many // 2 - 1000, many // 2 + 1000)


WORDS = {
    MET: ("uppfyllt", "Uppfyllt", "met", True),
    NEARLY: ("nastan", "Nästan uppfyllt", "nearly", True),
    PARTLY: ("delvis", "Delvis uppfyllt", "partly", True),
    MISSED: ("ej", "Ej uppfyllt", "missed", True),
    UNMEASURED: ("ej-matt", "Ej mätt", "unmeasured", False),
    UNJUDGED: ("ingen", "Ingen bedömning", "unjudged", False),
}


def test_every_status_has_a_word_and_a_shape_of_its_own():
    assert {one: (one.value, one.word, one.mark, one.judged) for one in Status} == WORDS
    assert [(value, word) for value, word, _, _ in WORDS.values()] == CHOICES


@pytest.mark.parametrize("value", [Demand(), Result()])
def test_what_is_judged_by_is_never_changed_and_holds_nothing_else(value):
    hold_still(value)


@pytest.mark.parametrize("sheet", ["print.css", "document.css"])
@pytest.mark.parametrize("status", Status)
def test_every_shape_is_drawn_on_paper_and_on_the_screen(sheet, status):
    style = (settings.BASE_DIR / "static" / "finsam" / sheet).read_text(encoding="utf-8")
    assert f".status.{status.mark}::before" in style
    assert status_html(status) == f'<span class="status {status.mark}">{status.word}</span>'
