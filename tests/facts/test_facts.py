"""A fact can't disagree with what it was made of."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam.core.registry import Registry
from finsam.facts import book as facts
from finsam.facts.book import (
    Book,
    CircularFact,
    Fact,
    FactError,
    MissingFact,
    product,
    provider,
    ratio,
    split_key,
    total,
)


def leaf(value, key: str = "prov.blad@2024") -> Fact:
    return Fact(key, "Blad", None if value is None else Decimal(value))


VALUES = st.none() | st.decimals(min_value=-(10**9), max_value=10**9, places=2)
# A tree is a value, or a list of (sign, tree): how a budget's groups stand in each other.
TREES = st.recursive(
    VALUES, lambda inner: st.lists(st.tuples(st.sampled_from([1, -1]), inner), max_size=5), max_leaves=25
)


def build(tree, path: str = "prov.rot") -> Fact:
    if not isinstance(tree, list):
        return leaf(tree, f"{path}@2024")
    return total(
        f"{path}@2024",
        "Grupp",
        [(sign, build(one, f"{path}-{place}")) for place, (sign, one) in enumerate(tree)],
    )


def leaves(tree, sign: int = 1) -> list[Decimal]:
    """The signed values at the ends of a tree, blanks left out."""
    if not isinstance(tree, list):
        return [] if tree is None else [sign * tree]
    return [value for factor, one in tree for value in leaves(one, sign * factor)]


@given(TREES)
def test_total_is_the_sum_of_its_leaves_however_deep(tree):
    found = leaves(tree)
    assert build(tree).value == (sum(found, Decimal(0)) if found else None)


@given(TREES)
def test_walk_meets_every_fact_once(tree):
    keys = [fact.key for fact in build(tree).walk()]
    assert len(keys) == len(set(keys))
    assert keys[0] == "prov.rot@2024"


@given(st.lists(VALUES, min_size=1, max_size=8))
def test_parts_of_a_whole_make_one(values):
    parts = [leaf(value, f"prov.del-{place}@2024") for place, value in enumerate(values)]
    whole = total("prov.allt@2024", "Allt", parts)
    shares = [ratio("prov.andel@2024", "Andel", part, whole) for part in parts]
    given_ = [share.value for share in shares if share.value is not None]
    if whole.value:
        assert abs(sum(given_, Decimal(0)) - 1) < Decimal("1e-15")
    else:
        assert given_ == []


@given(VALUES, VALUES)
def test_product_of_a_blank_is_blank(one, other):
    made = product("prov.del@2024", "Del", leaf(one), leaf(other))
    assert made.value == (None if one is None or other is None else one * other)


def test_blank_is_not_zero():
    assert total("prov.a@2024", "A", [leaf(None), leaf(None)]).value is None
    assert total("prov.a@2024", "A", [leaf(None), leaf(0)]).value == 0
    assert total("prov.a@2024", "A", []).value is None


def test_cost_is_spoken_of_without_its_minus():
    assert Fact("a@2024", "A", Decimal(-5), side="kostnad").natural == 5
    assert Fact("a@2024", "A", Decimal(-5)).natural == -5


def test_fact_that_would_contradict_itself_is_refused():
    with pytest.raises(ValueError, match="takes its value from its parts"):
        Fact("a@2024", "A", Decimal(5), op="sum", parts=((1, leaf(4)),))
    with pytest.raises(ValueError, match="has no parts"):
        Fact("a@2024", "A", Decimal(5), parts=((1, leaf(5)),))


@pytest.mark.parametrize(
    "key, found",
    [
        ("budget.intakter@0", ("budget.intakter", 2024)),
        ("budget.intakter@-1", ("budget.intakter", 2023)),
        ("budget.intakter@+2", ("budget.intakter", 2026)),
        ("plan1.till-kommun@1", ("plan1.till-kommun", 2025)),
        ("budget.intakter@1999", ("budget.intakter", 1999)),
    ],
)
def test_key_is_relative_to_the_year(key, found):
    assert split_key(key, 2024) == found


@pytest.mark.parametrize(
    "key", ["", "budget", "budget@", "@0", "Budget.x@0", "a b@0", "a.b@20244", "a.b@x", "a..b@0"]
)
def test_what_is_no_key_says_so(key):
    with pytest.raises(MissingFact, match="är inte en uppgift som finns"):
        split_key(key, 2024)


@pytest.fixture
def providers(monkeypatch):
    """Only the providers that the test registers."""
    monkeypatch.setattr(facts, "PROVIDERS", Registry("provider of the test"))


def test_book_asks_a_provider_once(providers):
    asked = []

    @provider("prov")
    def deliver(book, year):
        asked.append(year)
        yield Fact(f"prov.ett@{year}", "Ett", Decimal(year))

    book = Book(None, 2024)
    assert (book["prov.ett@0"].value, book["prov.ett@2024"].value, book["prov.ett@-1"].value) == (
        2024,
        2024,
        2023,
    )
    assert asked == [2024, 2023]
    assert list(book.all()) == ["prov.ett@2024"]


def test_missing_fact_names_itself(providers):
    with pytest.raises(MissingFact, match=r"Uppgiften ”prov\.inget@2023” finns inte"):
        Book(None, 2024)["prov.inget@-1"]
    assert Book(None, 2024).get("prov.inget@0") is None


def test_circle_names_itself(providers):
    provider("ett")(lambda book, year: [book["tva.a@0"]])
    provider("tva")(lambda book, year: [book["tre.a@0"]])
    provider("tre")(lambda book, year: [book["ett.a@0"]])
    book = Book(None, 2024)
    with pytest.raises(CircularFact, match="ett@2024 → tva@2024 → tre@2024 → ett@2024"):
        book["ett.a@0"]
    assert issubclass(CircularFact, FactError)


def test_another_year_is_no_circle(providers):
    @provider("prov")
    def deliver(book, year):
        before = book["prov.a@2023"] if year == 2024 else leaf(7)
        yield total(f"prov.a@{year}", "A", [before])

    assert Book(None, 2024)["prov.a@0"].value == 7


def test_two_providers_of_a_prefix_are_refused(providers):
    provider("prov")(lambda book, year: ())
    with pytest.raises(ValueError, match="two of the kind provider"):
        provider("prov")(lambda book, year: ())


def test_what_is_read_is_read_once():
    read = []
    book = Book("förbund", 2024)

    def query(forbund, *args):
        read.append((forbund, *args))
        return len(read)

    assert (book.read(query), book.read(query), book.read(query, 1)) == (1, 1, 2)
    assert read == [("förbund",), ("förbund", 1)]


def test_a_fact_of_which_nothing_is_said_is_a_blank_amount():
    fact = Fact("a@2024", "A")
    assert (fact.value, fact.unit, fact.op, fact.parts, fact.decimals, fact.persons) == (
        None,
        "kr",
        "given",
        (),
        0,
        False,
    )
    assert (fact.side, fact.qualifier, fact.identities, fact.bounds, fact.hidden_with, fact.ratio_parts) == (
        "",
        "",
        (),
        (),
        "",
        (),
    )
    assert fact.natural is None
    with pytest.raises(AttributeError):
        fact.value = Decimal(1)


@pytest.mark.parametrize(
    "make, value",
    [
        (lambda a, b: total("s@0", "S", [a, b]), 9),
        (lambda a, b: total("s@0", "S", [a, (-1, b)]), 3),
        (lambda a, b: total("s@0", "S", [(2, a), (-3, b)]), 3),
        (lambda a, b: ratio("k@0", "K", a, b), 2),
        (lambda a, b: product("p@0", "P", a, b), 18),
        (lambda a, b: product("p@0", "P", a), 6),
        (lambda a, b: Fact("p@0", "P", op="product", parts=((-1, a), (2, b))), -36),
    ],
)
def test_what_the_parts_six_and_three_make(make, value):
    assert make(leaf(6), leaf(3)).value == value


@pytest.mark.parametrize("upper, lower", [(None, 3), (6, None), (6, 0), (None, None)])
def test_ratio_without_both_is_blank(upper, lower):
    assert ratio("k@0", "K", leaf(upper), leaf(lower)).value is None


def test_both_parts_of_a_ratio_count_once():
    one, other = leaf(6, "a@0"), leaf(3, "b@0")
    assert ratio("k@0", "K", one, other).parts == ((1, one), (1, other))
    assert product("p@0", "P", one, other).parts == ((1, one), (1, other))


def test_ratio_of_nothing_to_something_is_zero():
    assert ratio("k@0", "K", leaf(0), leaf(3)).value == 0


def test_a_share_is_in_percent_unless_told():
    assert ratio("k@0", "K", leaf(6), leaf(3)).unit == "%"
    assert ratio("k@0", "K", leaf(6), leaf(3), unit="kr").unit == "kr"


def test_a_computed_fact_is_about_when_a_part_is():
    about = Fact("a@0", "A", Decimal(70), qualifier="ca")
    assert total("s@0", "S", [leaf(1), about]).qualifier == "ca"
    assert total("s@0", "S", [leaf(1), leaf(2)]).qualifier == ""
    assert total("s@0", "S", [about], qualifier="över").qualifier == "över"


def test_how_exact_a_figure_is_stands_before_it():
    assert Fact("a@0", "A", qualifier="ca").qualified("70") == "ca\u00a070"
    assert Fact("a@0", "A", qualifier="ca").qualified("") == ""
    assert Fact("a@0", "A").qualified("70") == "70"


def test_walk_goes_from_the_whole_to_its_parts_in_order():
    a, b, c = leaf(1, "a@0"), leaf(2, "b@0"), leaf(3, "c@0")
    inner = total("i@0", "I", [a, b])
    assert [one.key for one in total("s@0", "S", [inner, c, a]).walk()] == ["s@0", "i@0", "a@0", "b@0", "c@0"]


def test_a_circle_is_said_also_where_a_fact_may_be_missing(providers):
    provider("ett")(lambda book, year: [book.get("ett.b@0")])
    with pytest.raises(CircularFact):
        Book(None, 2024).get("ett.a@0")


def test_a_circle_names_only_those_in_it_and_leaves_the_book_usable(providers):
    provider("ut")(lambda book, year: [book["ett.a@0"]])
    provider("ett")(lambda book, year: [book["ett.b@0"]])
    provider("bra")(lambda book, year: [leaf(5, f"bra.a@{year}")])
    book = Book(None, 2024)
    with pytest.raises(CircularFact, match=r"cirkel: ett@2024 → ett@2024\."):
        book["ut.a@0"]
    assert book["bra.a@0"].value == 5
    with pytest.raises(CircularFact, match=r"cirkel: ett@2024 → ett@2024\."):
        book["ett.a@0"]


def test_all_facts_of_a_year_come_from_every_provider(providers):
    provider("ett")(lambda book, year: [leaf(year, f"ett.a@{year}")])
    provider("tva")(lambda book, year: [leaf(year, f"tva.a@{year}")])
    assert list(Book(None, 2024).all(2023)) == ["ett.a@2023", "tva.a@2023"]
    assert list(Book(None, 2024).all()) == ["ett.a@2024", "tva.a@2024"]


def test_the_same_provider_may_be_registered_again(providers):
    def deliver(book, year):
        return ()

    assert provider("prov")(deliver) is deliver
    assert provider("prov")(deliver) is deliver


def test_nobody_delivers_an_unknown_prefix(providers):
    assert Book(None, 2024).facts("ingen", 2024) == {}


def test_books_do_not_share_what_they_have_read():
    one, other = Book("a", 2024), Book("b", 2024)
    assert (one.read(str.upper), other.read(str.upper)) == ("A", "B")
    assert repr(one) == "Book(forbund='a', year=2024)"


def test_what_a_fact_is_a_figure_of(providers):
    provider("budget", called="Budget")(lambda book, year: ())
    provider("plan", called=lambda name, year: f"{name} för {year}")(lambda book, year: ())
    provider("tyst")(lambda book, year: ())
    places = {
        "budget.intakter@2024": "Budget 2024",
        "plan.a.b@2023": "plan.a.b för 2023",
        "tyst.a@2023": "2023",
        "okand.a@2023": "2023",
        "budget.alltid": "Budget",
        "plan.alltid": "",
        "okand.alltid": "",
    }
    assert {key: facts.where(Fact(key, "A")) for key in places} == places


def test_a_provider_declared_again_is_the_same_one_and_may_not_differ(providers):
    def deliver(book, year):
        return ()

    provider("budget", called="Budget")(deliver)
    provider("budget", called="Budget")(deliver)
    with pytest.raises(ValueError, match="budget"):
        provider("budget", called="Årets budget")(deliver)
    assert facts.where(Fact("budget.a@2024", "A")) == "Budget 2024"


def test_facts_of_people_come_from_the_providers_that_count_them(providers):
    def deliver(book, year):
        return [leaf(4, f"stat.a@{year}")]

    provider("budget")(lambda book, year: [leaf(5, f"budget.a@{year}")])
    provider("stat", people=True)(deliver)
    provider("stat", people=True)(deliver)
    provider("mal", people=True)(lambda book, year: [leaf(6, f"mal.a@{year}")])
    assert [
        facts.of_people(key) for key in ("stat.a@2024", "mal.a.b@0", "budget.a@2024", "statistik.a@0")
    ] == [True, True, False, False]
    assert list(Book(None, 2024).of_people(2023)) == ["stat.a@2023", "mal.a@2023"]


def test_a_blank_figure_is_told_apart_from_nothing():
    blank = Fact("a@0", "A", beyond=((">=", Decimal("0.85")),), unit="%")
    assert blank.told_apart("%", 1) == (1, "")
    assert blank.printed(None, "%", 1) == ""


@pytest.mark.parametrize(
    "value, comparison, limit, unit, decimals, found",
    [
        # 84,96 % is below 85 and 85,04 % above: two decimals tell it
        ("0.8496", ">=", "0.85", "%", 0, (2, "")),
        ("0.8496", ">=", "0.85", "%", 1, (2, "")),
        ("0.846", ">=", "0.85", "%", 0, (1, "")),
        ("0.84", ">=", "0.85", "%", 0, (0, "")),
        ("0.84", ">=", "0.85", "%", 1, (1, "")),
        # no two decimals do: the coarsest in which it is the limit, with a word before it
        ("0.849999", ">=", "0.85", "%", 0, (0, "knappt")),
        ("0.849999", ">=", "0.85", "%", 1, (1, "knappt")),
        ("0.850001", "<=", "0.85", "%", 0, (0, "drygt")),
        ("0.855001", "<=", "0.855", "%", 1, (1, "drygt")),
        ("0.849999", ">=", "0.85", "%", 3, (3, "knappt")),
        ("0.849999", ">=", "0.85", "%", 4, (4, "")),
        # kronor have öre or none, never one decimal
        ("129999.60", ">=", "130000", "kr", 0, (2, "")),
        ("129999.999", ">=", "130000", "kr", 0, (0, "knappt")),
        # a cost, below zero: more is further from zero
        ("-20000.001", ">=", "-20000", "kr", 0, (0, "drygt")),
        ("-19999.999", "<=", "-20000", "kr", 0, (0, "knappt")),
    ],
)
def test_how_a_figure_is_told_apart_from_its_limit(value, comparison, limit, unit, decimals, found):
    fact = Fact("a@0", "A", Decimal(value), unit=unit, beyond=((comparison, Decimal(limit)),))
    assert fact.told_apart(unit, decimals) == found


def test_the_limit_that_is_passed_is_the_one_it_is_told_apart_from():
    fact = Fact("a@0", "A", Decimal("0.899999"), unit="%",
                beyond=((">=", Decimal("0.7")), (">=", Decimal("0.9"))))  # fmt: skip
    assert fact.told_apart("%", 0) == (0, "knappt")


def test_in_another_unit_the_limit_is_rounded_like_the_figure():
    """1,23 and 1,24 are both 1,2 mnkr, and neither is more: nothing is told apart that would look the same."""
    fact = Fact("a@0", "A", Decimal(1_230_000), beyond=((">=", Decimal(1_240_000)),))
    assert fact.told_apart("mnkr", 1) == (2, "")
    assert fact.told_apart("kr", 0) == (0, "")


def test_how_a_figure_is_printed():
    near = Fact("a@0", "A", Decimal("0.849999"), unit="%", beyond=((">=", Decimal("0.85")),))
    assert near.printed(Decimal("0.849999"), "%", 0) == "knappt\u00a085\u00a0%"
    assert near.printed(Decimal("0.849999"), "%", 0, suffix=False) == "knappt\u00a085"
    about = Fact("a@0", "A", Decimal("0.849999"), unit="%", qualifier="ca", beyond=((">=", Decimal("0.85")),))
    assert about.printed(Decimal("0.849999"), "%", 0) == "ca\u00a085\u00a0%"
    assert leaf(70).printed(Decimal(70), "kr", 0) == "70\u00a0kr"
    assert leaf(70).printed(Decimal(-70), "kr", 1) == "\u221270,0\u00a0kr"


def test_what_a_book_has_made_is_made_once_for_each_place():
    book, made = Book(None, 2024), []

    def make():
        made.append(len(made))
        return made[-1]

    assert [book.memo(("år", 2024), make), book.memo(("år", 2024), make), book.memo(("år", 2023), make)] == [
        0,
        0,
        1,
    ]
