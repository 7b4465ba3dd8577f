"""The arithmetic of small counts, one step at a time, with answers worked out by hand or by trying everything."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import product

import pytest

from finsam.disclosure import chooser as disclosure
from finsam.disclosure import solutions
from finsam.disclosure.chooser import Choice, _Chooser, choose
from finsam.disclosure.problem import Problem, Relation, rounded_ratio, tie
from finsam.disclosure.solutions import View, _Part  # fmt: skip
from tests.processes import by_seeds

THRESHOLD = 5
SUM = tie([(1, "a"), (1, "b"), (-1, "alla")])


# ---- What a problem knows ----


def women_and_men(women=3, men=30, threshold=THRESHOLD, **more) -> Problem:
    values = {"kvinnor": women, "män": men, "alla": women + men}
    identities = (tie([(1, "kvinnor"), (1, "män"), (-1, "alla")]),)
    return Problem(threshold, values, identities, frozenset(values), **more)


@pytest.mark.parametrize(("threshold", "spread"), [(2, 0), (3, 1), (4, 1), (5, 2), (10, 4)])
def test_how_far_apart_the_values_of_a_hidden_count_must_be(threshold, spread):
    assert women_and_men(threshold=threshold).spread == spread


def test_no_hidden_count_is_looked_for_above_twice_the_largest_and_four_thresholds():
    assert women_and_men(3, 30).ceiling == 2 * 33 + 20
    assert Problem(5, {}).ceiling == 20


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (4, True), (5, False), (6, False)])
def test_from_one_to_below_the_threshold_is_small(count, small):
    assert women_and_men(women=count).is_small("kvinnor") is small


def test_a_total_costs_more_to_hide_and_a_large_count_a_little_more():
    problem = women_and_men(3, 30)
    assert problem.totals == {"alla": 1}
    assert problem.cost("kvinnor") == 103
    assert problem.cost("män") == 130
    assert problem.cost("alla") == 283
    assert women_and_men(3, 39).cost("män") == 139
    assert women_and_men(3, 300).cost("män") == 140


def test_a_total_had_in_two_ways_costs_twice_as_much_more():
    values = {"a": 5, "b": 6, "c": 4, "d": 7, "alla": 11}
    identities = (tie([(1, "a"), (1, "b"), (-1, "alla")]), tie([(1, "alla"), (-1, "c"), (-1, "d")]))
    problem = Problem(5, values, identities)
    assert problem.totals == {"alla": 2}
    assert problem.cost("alla") == 411


def test_two_names_of_one_count_make_no_total():
    assert Problem(5, {"a": 5, "b": 5}, (tie([(1, "a"), (-1, "b")]),)).totals == {}


def test_an_identity_that_the_figures_break_is_no_knowledge():
    values = {"a": 1, "b": 2, "alla": 4}
    problem = Problem(
        5, values, (tie([(1, "a"), (1, "b"), (-1, "alla")]),), known=(Relation(((1, "a"),), 2, None),)
    )
    assert problem.identities == problem.known == ()
    assert problem.at == {"a": [], "b": [], "alla": []}


def test_a_choice_stays_as_it_is():
    with pytest.raises(AttributeError):
        Choice().small = frozenset("a")
    with pytest.raises(AttributeError):
        SUM.low = 1


def test_what_is_hidden_is_all_that_is_not_printed():
    choice = Choice(frozenset("a"), frozenset("b"), frozenset("c"), frozenset("d"), frozenset("e"))
    assert choice.hidden == frozenset("abcd")
    twice = Choice(frozenset("ab"), frozenset("bc"), frozenset("cd"), frozenset("da"))
    assert twice.hidden == frozenset("abcd")


def test_counts_that_have_nothing_to_do_with_each_other_are_pieces_of_their_own():
    values = {"a": 3, "x": 4, "b": 30, "ensam": 2, "alla": 33, "y": 9}
    told = Relation(((1, "x"), (1, "y")), 12, 14)
    problem = Problem(
        6, values, (SUM,), frozenset({"a", "alla", "x", "ensam"}), public=frozenset({"b", "y"}), known=(told,)
    )
    sums, pair, alone = disclosure.pieces(problem)
    assert sums.values == {"a": 3, "b": 30, "alla": 33}
    assert pair.values == {"x": 4, "y": 9}
    assert alone.values == {"ensam": 2}
    assert (sums.identities, pair.identities, alone.identities) == ((SUM,), (), ())
    assert (sums.known, pair.known, alone.known) == ((), (told,), ())
    assert (sums.shown, pair.shown, alone.shown) == ({"a", "alla"}, {"x"}, {"ensam"})
    assert (sums.public, pair.public, alone.public) == ({"b"}, {"y"}, frozenset())
    assert [one.threshold for one in (sums, pair, alone)] == [6, 6, 6]


def test_counts_that_hang_together_through_others_are_one_piece():
    values = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}
    identities = tuple(
        tie([(n + 1, one), (-n, other)]) for n, (one, other) in enumerate(("ab", "bc", "cd"), 1)
    )
    assert [set(one.values) for one in disclosure.pieces(Problem(5, values, identities))] == [
        set("abcd"),
        {"e"},
    ]
    backwards = tuple(reversed(identities))
    assert [set(one.values) for one in disclosure.pieces(Problem(5, values, backwards))] == [
        set("abcd"),
        {"e"},
    ]


def test_an_identity_of_one_count_belongs_to_its_piece():
    nobody = tie([(1, "a")])
    assert [one.identities for one in disclosure.pieces(Problem(5, {"a": 0, "b": 3}, (nobody,)))] == [
        (nobody,),
        (),
    ]


# ---- What a reader could believe ----


def test_how_a_hidden_count_is_marked_tells_between_what_it_lies():
    problem = women_and_men(3, 30)
    view = View(problem, frozenset(), frozenset({"kvinnor"}), frozenset({"män"}))
    assert view.limits("kvinnor") == (1, 4)
    assert view.limits("män") == (5, 86)
    assert view.limits("alla") == (0, 86)


@pytest.mark.parametrize("threshold, most", [(3, 2), (5, 4), (10, 9)])
def test_what_is_said_to_be_small_is_below_the_threshold(threshold, most):
    problem = women_and_men(2, 30, threshold=threshold)
    assert View(problem, frozenset(), frozenset({"kvinnor"}), frozenset()).limits("kvinnor") == (1, most)


def view_of(
    values: dict[str, int], identities=(), *, visible=(), small=(), protecting=(), told=(), threshold=5
) -> View:
    problem = Problem(threshold, values, tuple(identities))
    return View(problem, frozenset(visible), frozenset(small), frozenset(protecting), tuple(told))


def test_a_printed_count_is_not_safe_and_one_alone_is():
    assert not view_of({"a": 3}, visible="a").is_safe("a")
    assert view_of({"a": 3}, small="a").is_safe("a")


def test_the_difference_between_two_printed_counts_is_not_safe():
    assert not view_of({"a": 3, "b": 30, "alla": 33}, [SUM], visible=("b", "alla"), small="a").is_safe("a")
    assert view_of(
        {"a": 3, "b": 30, "alla": 33}, [SUM], visible=("alla",), small="a", protecting="b"
    ).is_safe("a")


def test_two_small_ones_that_can_be_two_values_only_are_not_safe():
    """Seven together, both below five: 3 and 4 or 4 and 3, which is one apart where two are needed."""
    assert not view_of({"a": 3, "b": 4, "alla": 7}, [SUM], visible=("alla",), small="ab").is_safe("a")
    assert view_of({"a": 3, "b": 3, "alla": 6}, [SUM], visible=("alla",), small="ab").is_safe(
        "a"
    )  # 2, 3 or 4


def test_values_on_one_side_of_the_true_one_are_enough():
    """Six together: two is as low as it goes, four as high; the true count may stand at either end."""
    for a in (2, 3, 4):
        view = view_of({"a": a, "b": 6 - a, "alla": 6}, [SUM], visible=("alla",), small="ab")
        assert view.is_safe("a"), a


def test_a_protecting_count_is_believed_to_be_at_least_the_threshold():
    """With eight together and the other at least five, this is one to three."""
    assert view_of({"a": 3, "b": 5, "alla": 8}, [SUM], visible=("alla",), small="a", protecting="b").is_safe(
        "a"
    )
    assert not view_of(
        {"a": 2, "b": 5, "alla": 7}, [SUM], visible=("alla",), small="a", protecting="b"
    ).is_safe("a")


def test_what_a_printed_quotient_tells_counts():
    share = rounded_ratio("a", "b", Decimal("0.10"), Decimal("0.01"))
    values = {"a": 3, "b": 30}
    assert view_of(values, small="a", visible="b").is_safe("a")
    assert not view_of(values, small="a", visible="b", told=share).is_safe("a")


def brute_force(part: _Part, value: int) -> bool:
    """Whether any whole numbers within the limits fit all relations, with the first count given."""
    ranges = [range(low, high + 1) for low, high in zip(part.low, part.high, strict=True)]
    ranges[0] = range(value, value + 1) if part.low[0] <= value <= part.high[0] else range(0)
    return any(
        all(
            (low is None or sum(f * tried[n] for f, n in terms) >= low)
            and (high is None or sum(f * tried[n] for f, n in terms) <= high)
            for terms, low, high in part.relations
        )
        for tried in product(*ranges)
    )


@pytest.mark.parametrize("seed", range(60))
def test_a_value_can_be_exactly_when_some_whole_solution_has_it(seed):
    rng = random.Random(seed)  # noqa: S311 - the same worlds every time
    names = "abc"[: rng.randint(2, 3)]
    values = {name: rng.randint(0, 4) for name in names}
    told = []
    for _ in range(rng.randint(1, 3)):
        terms = tuple((rng.choice((-3, -2, -1, 1, 2, 3)), name) for name in names if rng.random() < 0.8)
        true = sum(factor * values[name] for factor, name in terms)
        low = None if rng.random() < 0.3 else true - rng.randint(0, 3)
        high = None if rng.random() < 0.3 else true + rng.randint(0, 3)
        told.append(Relation(terms, low, high))
    problem = Problem(3, values)
    problem.ceiling = 8
    small = frozenset(name for name in names if 0 < values[name] < 3 and rng.random() < 0.5)
    part = _Part(View(problem, frozenset(), small, frozenset(), tuple(told)), "a")
    for value in range(-1, 10):
        assert part.can_be(value) is brute_force(part, value) or not part.low[0] <= value <= part.high[0]


@pytest.mark.parametrize(
    ("true", "terms", "limits", "possible"),
    [
        # b is two, and 2 + 4 − 3c is 1 or 2 for no whole c; with a = 3 or 4, c = 2 makes it 1 or 2
        ({"a": 4, "b": 2, "c": 2}, [((1, "a"), (2, "b"), (-3, "c")), ((3, "b"),)], [(1, 2), (6, 6)], [1, 3, 4]),
        # 3a + 3b + 2c = 23: the b and c that are true fit no other a, and there are others on both sides
        ({"a": 3, "b": 2, "c": 4}, [((3, "a"), (3, "b"), (2, "c"))], [(23, 23)], [1, 2, 3, 4]),
        # c is one, and 3a + 3b = 18: with a = 4 the b is one less than the true one
        ({"a": 3, "b": 3, "c": 1}, [((-1, "c"),), ((3, "a"), (3, "b"), (-1, "c"))], [(-1, -1), (17, 17)], [2, 3, 4]),
        # a = 3 and b = 1 ask for c = 3, one more than the true one
        ({"a": 1, "b": 1, "c": 2}, [((-1, "b"),), ((1, "a"), (-1, "b"), (-3, "c"))], [(-2, -1), (-7, -6)], [1, 2, 3, 4]),
    ],
)  # fmt: skip
def test_what_can_be_needs_a_whole_solution(true, terms, limits, possible):
    told = [Relation(one, low, high) for one, (low, high) in zip(terms, limits, strict=True)]
    part = _Part(view_of(true, small="abc", told=told), "a")
    assert [value for value in (1, 2, 3, 4) if part.can_be(value)] == possible
    assert [value for value in (1, 2, 3, 4) if brute_force(part, value)] == possible


def narrowed(terms, low, high, limits) -> list[tuple[int, int]] | None:
    """The limits of a, b and c after one relation has told all that it tells."""
    problem = Problem(5, dict.fromkeys("abc", 0))
    part = _Part(
        View(problem, frozenset(), frozenset(), frozenset(), (Relation(terms, None, None),)), terms[0][1]
    )
    order = [name for _, name in terms]
    part.relations = [([(factor, place) for place, (factor, _) in enumerate(terms)], low, high)]
    part.at = [[0] for _ in order]
    lows, highs = [limits[name][0] for name in order], [limits[name][1] for name in order]
    return list(zip(lows, highs, strict=True)) if part._tighten(lows, highs, [0]) else None


@pytest.mark.parametrize(
    ("terms", "low", "high", "limits", "expected"),
    [
        # a + b = 10, a at most 3: b is 7 to 10
        (((1, "a"), (1, "b")), 10, 10, {"a": (0, 3), "b": (0, 20)}, [(0, 3), (7, 10)]),
        # a − b = 0: both where they meet
        (((1, "a"), (-1, "b")), 0, 0, {"a": (2, 9), "b": (0, 5)}, [(2, 5), (2, 5)]),
        # 2a ≤ 7: a at most 3
        (((2, "a"),), None, 7, {"a": (0, 9)}, [(0, 3)]),
        # 2a ≥ 7: a at least 4
        (((2, "a"),), 7, None, {"a": (0, 9)}, [(4, 9)]),
        # −2a ≥ −7: a at most 3
        (((-2, "a"),), -7, None, {"a": (0, 9)}, [(0, 3)]),
        # −2a ≤ −7: a at least 4
        (((-2, "a"),), None, -7, {"a": (0, 9)}, [(4, 9)]),
        # 3a − 2b = 1 with b at most 4: a is 1 to 3, b 1 to 4
        (((3, "a"), (-2, "b")), 1, 1, {"a": (0, 9), "b": (0, 4)}, [(1, 3), (1, 4)]),
        # a + b + c = 6, b and c at least 2: a at most 2
        (((1, "a"), (1, "b"), (1, "c")), 6, 6, {"a": (0, 9), "b": (2, 9), "c": (2, 9)}, [(0, 2), (2, 4), (2, 4)]),
        # a + b ≤ 3 with both at least 2 can't be
        (((1, "a"), (1, "b")), None, 3, {"a": (2, 9), "b": (2, 9)}, None),
        # a + b ≥ 10 with both at most 4 can't be
        (((1, "a"), (1, "b")), 10, None, {"a": (0, 4), "b": (0, 4)}, None),
        # exactly at the edge: what is known already stays
        (((1, "a"), (1, "b")), None, 4, {"a": (2, 2), "b": (2, 2)}, [(2, 2), (2, 2)]),
        (((1, "a"), (1, "b")), 4, None, {"a": (2, 2), "b": (2, 2)}, [(2, 2), (2, 2)]),
        # what is certain already is no reason to stop: a + b = 10 with a = 3
        (((1, "a"), (1, "b")), 10, 10, {"a": (3, 3), "b": (0, 20)}, [(3, 3), (7, 7)]),
        # 2a = 7 has no whole solution
        (((2, "a"),), 7, 7, {"a": (0, 9)}, None),
    ],
)  # fmt: skip
def test_a_relation_narrows_what_each_count_can_be(terms, low, high, limits, expected):
    assert narrowed(terms, low, high, limits) == expected


def test_where_the_search_gives_up_the_count_is_not_safe(monkeypatch):
    values = {"a": 3, "b": 30, "alla": 33}
    fits = view_of(values, [SUM], visible=("alla",), small="a", protecting="b")
    assert _Part(fits, "a").can_be(2)
    monkeypatch.setattr(solutions, "SEARCH", 0)
    assert not _Part(fits, "a").can_be(2)


# ---- What is chosen ----


def test_nothing_small_nothing_hidden():
    assert choose(women_and_men(6, 30)) == Choice()
    assert choose(women_and_men(0, 30)) == Choice()


def test_the_cheapest_other_is_hidden_and_not_the_total():
    assert choose(women_and_men(3, 30)) == Choice(frozenset({"kvinnor"}), protecting=frozenset({"män"}))


def test_two_small_ones_that_protect_each_other_hide_nothing_more():
    assert choose(women_and_men(3, 3)) == Choice(frozenset({"kvinnor", "män"}), frozenset(), frozenset())


def test_a_small_one_that_is_not_printed_is_protected_too():
    problem = women_and_men(3, 30)
    problem.shown = frozenset({"män", "alla"})
    assert choose(problem) == Choice(protecting=frozenset({"män"}))


def test_what_was_published_before_is_told_and_not_hidden_from():
    problem = women_and_men(3, 30, public=frozenset({"kvinnor"}))
    assert choose(problem).exposed == {"kvinnor"}
    assert not choose(problem).protecting


def test_what_can_be_worked_out_from_what_was_published_is_told():
    problem = women_and_men(3, 30, public=frozenset({"män", "alla"}))
    assert choose(problem).exposed == {"kvinnor"}


def test_a_quotient_of_hidden_counts_or_of_very_few_is_not_printed():
    share = rounded_ratio("kvinnor", "alla", Decimal("0.09"), Decimal("0.01"))
    problem = women_and_men(3, 30, ratios={"andel": (share, frozenset({"kvinnor", "alla"})),
                                           "snitt": ((), frozenset({"alla"}))}, withheld=frozenset({"snitt"}))  # fmt: skip
    assert choose(problem).ratios == {"andel", "snitt"}


def test_a_quotient_that_gives_a_small_count_away_is_dropped_before_a_count_is_hidden():
    share = rounded_ratio("kvinnor", Decimal(33), Decimal("0.0909"), Decimal("0.0001"))
    values = {"kvinnor": 3}
    problem = Problem(THRESHOLD, values, (), frozenset(), {"andel": (share, frozenset())})
    assert not View(problem, frozenset(), frozenset(), frozenset(), share).is_safe("kvinnor")
    ours = Problem(THRESHOLD, values, (), frozenset(), {"andel": (share, frozenset({"kvinnor"}))})
    choice = choose(ours)
    assert choice.ratios == {"andel"}
    assert not choice.protecting | choice.masked


def test_in_a_table_of_two_sexes_a_square_is_hidden():
    """One small count in a cross of two groups by two sexes takes one of its row, one of its column, one across."""
    values = {"ak": 3, "am": 20, "bk": 30, "bm": 40}
    values |= {"a": 23, "b": 70, "k": 33, "m": 60, "alla": 93}
    identities = (
        tie([(1, "ak"), (1, "am"), (-1, "a")]), tie([(1, "bk"), (1, "bm"), (-1, "b")]),
        tie([(1, "ak"), (1, "bk"), (-1, "k")]), tie([(1, "am"), (1, "bm"), (-1, "m")]),
        tie([(1, "a"), (1, "b"), (-1, "alla")]), tie([(1, "k"), (1, "m"), (-1, "alla")]),
    )  # fmt: skip
    choice = choose(Problem(THRESHOLD, values, identities, frozenset(values)))
    assert choice == Choice(frozenset({"ak"}), protecting=frozenset({"am", "bk", "bm"}))


def test_where_to_say_that_it_is_small_would_tell_it_that_is_not_said():
    """All six are small ones of which nothing can be hidden behind: 4 + 4 = 8 leaves no other values below five."""
    problem = women_and_men(4, 4, public=frozenset({"alla"}))
    choice = choose(problem)
    assert choice.masked
    assert not choice.exposed
    view = View(problem, frozenset({"alla"}), choice.small, choice.protecting)
    assert view.is_safe("kvinnor")
    assert view.is_safe("män")


def test_how_much_of_a_change_a_reader_could_believe_in():
    problem = women_and_men(3, 30)
    chooser = _Chooser(problem)
    view = chooser.view()
    assert chooser._reach("män", 2, view) == 2
    assert chooser._reach("män", -100, view) == 5 - 30  # once hidden it is said to be at least five
    assert chooser._reach("män", 100, view) == problem.ceiling - 30
    assert chooser._reach("kvinnor", 5, view) == 1  # said to be below five
    assert chooser._reach("kvinnor", -5, view) == -2


def test_the_price_of_a_repair_is_what_it_hides():
    chooser = _Chooser(women_and_men(3, 30))
    assert chooser.cheapest("kvinnor", 1) == (130, {"män"}, set())
    assert chooser.cheapest("kvinnor", 2) is None  # five is not below five
    assert chooser.cheapest("kvinnor", -2) == (130, {"män"}, set())
    assert chooser.cheapest("kvinnor", -3) is None


@pytest.mark.parametrize("women, protecting", [(1, "män"), (2, "män"), (3, "män"), (4, "män")])
def test_a_count_at_the_edge_of_what_is_small_is_protected_on_its_other_side(women, protecting):
    assert choose(women_and_men(women, 30)) == Choice(
        frozenset({"kvinnor"}), protecting=frozenset({protecting})
    )


def test_the_side_on_which_it_costs_least_is_chosen():
    """Three and five: one woman more would take a man from five, so only the total could give way; two fewer add men."""
    assert choose(women_and_men(3, 5)) == Choice(frozenset({"kvinnor"}), protecting=frozenset({"män"}))


def test_the_identity_that_is_mended_first_is_the_one_with_fewest_ways():
    many, few = tie([(1, "a"), (1, "b"), (-1, "alla")]), tie([(1, "a"), (-1, "också")])
    values = {"a": 3, "b": 30, "alla": 33, "också": 3}
    for identities in ((many, few), (few, many)):
        chooser = _Chooser(Problem(5, values, identities))
        assert chooser._broken({"a": 2}) == (few, 2)
        assert chooser._broken({"a": -2}) == (few, -2)
        assert chooser._broken({"a": 2, "också": 2}) == (many, 2)
        assert chooser._broken({"a": 2, "b": -2, "också": 2}) is None


def test_what_was_told_besides_is_broken_only_outside_its_limits():
    told = Relation(((1, "a"), (1, "b")), 32, 35)
    chooser = _Chooser(Problem(5, {"a": 3, "b": 30}, known=(told,)))
    assert [step for step in range(-3, 5) if chooser._broken({"a": step}) is None] == [-1, 0, 1, 2]
    assert chooser._broken({"a": 3}) == (told, 3)
    assert chooser._broken({"a": 3, "b": -1}) is None


def two_by_two(ax, ay, bx, by) -> tuple[dict[str, int], tuple[Relation, ...]]:
    values = {"ax": ax, "ay": ay, "bx": bx, "by": by, "a": ax + ay, "b": bx + by, "alla": ax + ay + bx + by}
    identities = [((1, "ax"), (1, "ay"), (-1, "a")), ((1, "bx"), (1, "by"), (-1, "b")), ((1, "a"), (1, "b"), (-1, "alla"))]  # fmt: skip
    return values, tuple(map(tie, identities))


def test_the_price_of_a_repair_is_the_sum_of_what_it_hides():
    values, identities = two_by_two(3, 20, 30, 40)
    identities += (tie([(1, "ax"), (1, "bx"), (-1, "x")]), tie([(1, "ay"), (1, "by"), (-1, "y")]))
    values |= {"x": 33, "y": 60}
    chooser = _Chooser(Problem(5, values, identities, frozenset(values)))
    assert chooser.cheapest("ax", 1) == (120 + 130 + 140, {"ay", "bx", "by"}, set())


def test_what_is_hidden_already_costs_nothing_more():
    chooser = _Chooser(women_and_men(3, 30))
    chooser.protecting = {"män"}
    assert chooser.cheapest("kvinnor", 1) == (0, set(), set())


def test_what_was_published_before_cannot_be_hidden():
    problem = women_and_men(3, 30, public=frozenset({"män"}))
    assert _Chooser(problem).cheapest("kvinnor", 1) == (283, {"alla"}, set())
    assert choose(problem) == Choice(frozenset({"kvinnor"}), protecting=frozenset({"alla"}))


def test_a_search_for_what_to_hide_has_an_end(monkeypatch):
    monkeypatch.setattr(disclosure, "REPAIRS", 1)
    assert _Chooser(women_and_men(3, 30)).cheapest("kvinnor", 1) is None


def test_a_printed_count_below_the_threshold_protects_nobody():
    chooser = _Chooser(women_and_men(6, 0))
    assert chooser._reach("män", 3, chooser.view()) == 0
    assert chooser._reach("män", 9, chooser.view()) == 0


def test_the_way_that_costs_more_is_not_taken_because_it_was_tried_last():
    """The men are known to be at most 31, so two women fewer would take the total; one up and one down takes the men."""
    problem = women_and_men(3, 30, known=(Relation(((1, "män"),), None, 31),))
    assert choose(problem) == Choice(frozenset({"kvinnor"}), protecting=frozenset({"män"}))


CROSS = """
from finsam.disclosure.chooser import choose
from finsam.disclosure.problem import Problem, tie
values = {"ax": 12, "ay": 12, "bx": 2, "by": 2, "a": 24, "b": 4, "x": 14, "y": 14, "alla": 28}
sums = ("ax ay a", "bx by b", "ax bx x", "ay by y", "a b alla", "x y alla")
identities = tuple(tie([(1, one), (1, other), (-1, whole)]) for one, other, whole in map(str.split, sums))
print(*sorted(choose(Problem(5, values, identities, frozenset(values))).hidden))
"""


def test_what_is_hidden_is_the_same_in_every_process():
    """Others of the cross would do as well; two renditions that hide different ones tell together what neither says."""
    assert by_seeds(CROSS) == ["a ax ay b bx by"] * 4


def test_what_is_not_needed_is_shown_again_the_dearest_first():
    share = rounded_ratio("kvinnor", Decimal(1000), Decimal(0), Decimal("0.1"))
    chooser = _Chooser(women_and_men(3, 30, ratios={"andel": (share, frozenset({"kvinnor"}))}))
    chooser.protecting, chooser.dropped = {"män", "alla"}, {"andel"}
    chooser.show_again(["kvinnor"])
    assert (chooser.protecting, chooser.dropped) == ({"män"}, set())
    chooser.protecting = {"män", "alla"}
    chooser.show_again([])
    assert chooser.protecting == set()


def test_where_it_helps_nobody_a_small_count_is_said_to_be_small():
    """Its neighbours were published: it can be worked out whatever is said of it."""
    problem = women_and_men(3, 6, public=frozenset({"män", "alla"}))
    assert choose(problem) == Choice(frozenset({"kvinnor"}), exposed=frozenset({"kvinnor"}))


def test_the_quotients_that_a_repair_contradicts():
    """Two of twenty, printed as 10 % in steps of ten: three of twenty are still 10 %, four are not."""
    coarse = rounded_ratio("kvinnor", "alla", Decimal("0.1"), Decimal("0.1"))
    counts = frozenset({"kvinnor", "alla"})
    problem = women_and_men(2, 18, ratios={"borta": (coarse, counts), "andel": (coarse, counts)})
    problem.shown = frozenset({"män", "alla"})
    chooser = _Chooser(problem)
    assert chooser._told_wrong({"kvinnor": 1}, set()) == set()
    assert chooser._told_wrong({"kvinnor": 2}, set()) == {"borta", "andel"}
    assert chooser._told_wrong({"kvinnor": 2}, {"alla"}) == set()  # goes with the hidden total anyway
    assert chooser._told_wrong({"män": 2}, set()) == set()
    chooser.dropped = {"borta"}
    assert chooser._told_wrong({"kvinnor": 2}, set()) == {"andel"}
    assert chooser._told_wrong({"män": 2}, {"män"}) == set()


@pytest.mark.parametrize(
    ("values", "identities", "shown", "public", "small", "masked", "protecting"),
    [
        # a, which is in danger first, is the one not said to be small
        ({"a": 1, "b": 2, "alla": 3}, [SUM], "a b alla", "alla", "b alla", "a", ""),
        ({"a": 2, "b": 1, "c": 1, "alla": 4}, [tie([(1, "a"), (1, "b"), (1, "c"), (-1, "alla")])],
         "a b c alla", "c", "b c alla", "a", ""),
        # of those that hang together with it, a total before a part
        (*two_by_two(1, 1, 1, 1), "ax ay bx by a b alla", "", "ax ay bx by a b", "alla", ""),
        # the same repair met twice is no end of the search
        (*two_by_two(2, 2, 2, 2), "ax ay bx a b alla", "", "ax ay bx a b", "", "alla"),
    ],
)  # fmt: skip
def test_what_is_not_said_to_be_small(values, identities, shown, public, small, masked, protecting):
    choice = choose(
        Problem(5, values, tuple(identities), frozenset(shown.split()), public=frozenset(public.split()))
    )
    assert (choice.small, choice.masked, choice.protecting) == (
        set(small.split()),
        set(masked.split()),
        set(protecting.split()),
    )


# ---- What follows ----
