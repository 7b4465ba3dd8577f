"""A sample can be drawn again by anybody, every item has its chance, and the sums are those of the books to the öre."""

from collections import Counter
from decimal import Decimal
from hashlib import sha256

import pytest

from auditors.sampling.drawing import CannotDraw, Plan, draw, start_of, strata
from auditors.sampling.estimating import Judged, about, by_amount, by_count
from auditors.sampling.population import Choice, Item, Totals, chosen, digest, everything
from budget.ledger.snapshot import LedgerVoucher, Snapshot

BOOKS = Snapshot(
    amounts={
        ("3010", "", 1): Decimal("-300000.00"),
        ("4010", "100", 1): Decimal("100000.10"),
        ("4010", "100", 2): Decimal("100000.20"),
        ("4010", "200", 2): Decimal("-150.30"),
        ("5010", "", 3): Decimal("12345.07"),
        ("6110", "", 0): Decimal("50.00"),
    },
    balances={("1930", 1): Decimal("199999.90"), ("1930", 2): Decimal("-99849.90")},
    vouchers=[
        LedgerVoucher("A", "10", "2024-02-28", Decimal("99.50")),
        LedgerVoucher("A", "9", "2024-01-31", Decimal("1000.00")),
        LedgerVoucher("", "", "", Decimal("5.00")),
        LedgerVoucher("A", "9", "2024-01-31", Decimal("7.00")),
    ],
)


def items(*amounts: str) -> list[Item]:
    """A population of accounts with these amounts, kr."""
    return [
        Item(f"k|{4000 + place}||01", Decimal(amount), f"{4000 + place}", "", 1)
        for place, amount in enumerate(amounts)
    ]


def ids(drawn) -> list[str]:
    return [each.item.id for each in drawn]


# The population


def test_items_are_named_by_what_they_are_and_stand_in_an_order_of_their_own():
    listed = everything(BOOKS, "resultat")
    assert [item.id for item in listed] == [
        "k|3010||01", "k|4010|100|01", "k|4010|100|02", "k|4010|200|02", "k|5010||03", "k|6110||00",
    ]  # fmt: skip
    assert [item.id for item in everything(BOOKS, "balans")] == ["k|1930||01", "k|1930||02"]
    backwards = Snapshot(amounts=dict(reversed(BOOKS.amounts.items())))
    assert digest(everything(backwards, "resultat")) == digest(listed)


def test_a_voucher_is_a_number_a_day_and_an_amount_and_two_alike_are_told_apart():
    listed = everything(BOOKS, "verifikationer")
    assert [(item.id, item.amount) for item in listed] == [
        ("v|||", Decimal(5)),
        ("v|A|9|2024-01-31", Decimal(7)),
        ("v|A|9|2024-01-31#2", Decimal(1000)),
        ("v|A|10|2024-02-28", Decimal("99.5")),
    ]
    assert [item.what for item in listed] == [
        "verifikation utan", "verifikation A 9", "verifikation A 9", "verifikation A 10",
    ]  # fmt: skip
    only_february = Choice("verifikationer", month_from=2, month_to=2)
    assert [item.number for item in chosen(listed, only_february)] == ["10"]


def test_what_is_chosen_and_what_is_left_out_are_the_books_to_the_öre():
    whole = everything(BOOKS, "resultat")
    assert Totals.of(whole) == Totals(6, Decimal("-87754.93"))
    assert -Totals.of(whole).total == BOOKS.result()
    costs = chosen(whole, Choice(accounts_from="4", accounts_to="49", side="debet", least=Decimal(1000)))
    assert Totals.of(costs) == Totals(2, Decimal("200000.30"))


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        (Choice(accounts_to="4010"), ["3010", "4010", "4010", "4010"]),
        (Choice(accounts_from="4011"), ["5010", "6110"]),
        (Choice(objects="1*"), ["4010", "4010"]),
        (Choice(objects="utan"), ["3010", "5010", "6110"]),
        (Choice(side="kredit"), ["3010", "4010"]),
        (Choice(month_from=2, month_to=3), ["4010", "4010", "5010"]),
        (
            Choice(month_to=11),
            ["3010", "4010", "4010", "4010", "5010"],
        ),  # of no month: only with the whole year
        (Choice(least=Decimal("12345.08")), ["3010", "4010", "4010"]),
    ],
)
def test_accounts_objects_months_sides_and_amounts_are_chosen(choice, wanted):
    assert [item.account for item in chosen(everything(BOOKS, "resultat"), choice)] == wanted


def test_months_after_the_last_that_counts_are_no_part_of_it():
    assert [item.account for item in everything(BOOKS, "resultat", 1)] == ["3010", "4010", "6110"]
    assert [item.number for item in everything(BOOKS, "verifikationer", 1)] == ["utan", "9", "9"]


def test_an_item_that_a_spreadsheet_would_count_with_is_text():
    odd = Snapshot(amounts={("=1+1", "-5|6", 1): Decimal(5)})
    (item,) = everything(odd, "resultat")
    assert item.id == "k|=1+1|-5/6|01"


# Drawing


def test_a_random_sample_is_those_with_the_lowest_numbers():
    population = items(*["10"] * 30)
    numbers = {item.id: sha256(f"2024-03-01\n{item.id}".encode()).hexdigest() for item in population}
    wanted = sorted(numbers, key=numbers.__getitem__)[:7]
    drawn = ids(draw(population, Plan("slump", "2024-03-01", size=7)))
    assert sorted(drawn) == sorted(wanted)
    assert drawn == sorted(drawn)  # in the population's order
    assert ids(draw(population[::-1], Plan("slump", "2024-03-01", size=7))) == drawn[::-1]
    assert ids(draw(population, Plan("slump", "2024-03-02", size=7))) != drawn


def test_a_larger_random_sample_holds_the_smaller_one():
    population = items(*["10"] * 30)
    small, large = (set(ids(draw(population, Plan("slump", "a", size=size)))) for size in (5, 12))
    assert small < large
    assert len(draw(population, Plan("slump", "a", size=99))) == 30


def test_every_item_has_the_same_chance():
    """A chi-square of twelve items over 2 000 seeds: its mean is 11 x (1 - 4/12), and 24 would be one in thousands."""
    population, seeds, size = items(*["10"] * 12), 2000, 4
    times = Counter()
    for seed in range(seeds):
        times.update(ids(draw(population, Plan("slump", f"frö {seed}", size=size))))
    expected = seeds * size / len(population)
    assert sum(times.values()) == seeds * size
    assert sum((times[item.id] - expected) ** 2 / expected for item in population) < 24


def test_every_krona_has_the_same_chance():
    """Hits by amount over 2 000 seeds: each item as often as its amount says, within four standard deviations."""
    population = items("100", "200", "300", "400", "-500", "0")
    seeds, interval = 2000, 200_000
    times = Counter()
    for seed in range(seeds):
        try:
            times.update(ids(draw(population, Plan("belopp", f"frö {seed}", interval=interval))))
        except CannotDraw:
            times["none"] += 1
    for item in population:
        chance = abs(item.ore) / interval
        spread = (seeds * chance * (1 - chance)) ** 0.5
        assert abs(times[item.id] - seeds * chance) <= 4 * spread, item.id


def test_strata_hold_exactly_as_many_as_was_asked_for():
    population = items("1", "99.99", "100", "-100", "150", "999.99", "1000", "-5000", "0")
    plan = Plan("skikt", "7", boundaries=(10_000, 100_000), counts=(2, 3, None))
    inside = [{item.id for item in stratum} for stratum in strata(population, plan.boundaries)]
    assert [len(stratum) for stratum in inside] == [3, 4, 2]
    drawn = draw(population, plan)
    assert Counter(each.stratum for each in drawn) == {0: 2, 1: 3, 2: 2}
    assert all(each.item.id in inside[each.stratum] for each in drawn)
    assert {"k|4006||01", "k|4007||01"} <= set(ids(drawn))  # the top stratum whole
    again = draw(population, Plan("skikt", "7", boundaries=(10_000, 100_000), counts=(99, 0, 0)))
    assert len(again) == 3


def independent_hits(amounts: list[int], interval: int, start: int) -> dict[int, int]:
    """Which items have hits, öre by öre: every öre is numbered, and one in each interval is a hit."""
    owners = [place for place, amount in enumerate(amounts) for _ in range(abs(amount))]
    return dict(Counter(owners[at - 1] for at in range(start, len(owners) + 1, interval)))


@pytest.mark.parametrize("seed", [f"prov {number}" for number in range(25)])
def test_hits_by_amount_are_where_counting_every_öre_says(seed):
    amounts = [125, -7, 0, 3000, 999, 1000, 1001, 42, 8, -2500, 1]
    population = items(*[f"{Decimal(amount) / 100}" for amount in amounts])
    interval = 1000
    start = int(sha256(f"{seed}\nstart".encode()).hexdigest(), 16) % interval + 1
    assert start_of(seed, interval) == start
    wanted = independent_hits(amounts, interval, start)
    drawn = draw(population, Plan("belopp", seed, interval=interval))
    assert {int(each.item.account) - 4000: each.hits for each in drawn} == wanted
    always = {place for place, amount in enumerate(amounts) if abs(amount) >= interval}
    assert always <= {int(each.item.account) - 4000 for each in drawn}


@pytest.mark.parametrize(
    ("population", "plan", "told"),
    [
        ([], Plan("slump", "1", size=5), "Ingen post stämmer"),
        (items("5"), Plan("slump", "1", size=0), "Inget blir draget"),
        (items("5"), Plan("belopp", "1", interval=0), "Skriv ett intervall"),
        (items(*["5"] * 301), Plan("slump", "1", size=301), "har högst 300"),
    ],
)
def test_what_can_not_be_drawn_is_told(population, plan, told):
    with pytest.raises(CannotDraw, match=told):
        draw(population, plan)


# What the findings come to


def test_errors_of_a_stratum_are_multiplied_by_how_many_there_are_for_each_one_looked_at():
    judged = [
        Judged(Decimal(100), Decimal(10), 0),
        Judged(Decimal(90), Decimal(0), 0),
        Judged(Decimal(5000), Decimal(70), 1),
    ]
    low, high = by_count(judged, [40, 1], ["små", "stora"])
    assert (low.errors, low.times, low.by, low.comes_to) == (Decimal(10), Decimal(20), "40 / 2", Decimal(200))
    assert (high.by, high.comes_to) == ("1 / 1", Decimal(70))


def test_errors_by_amount_are_shares_times_the_interval_and_large_items_count_as_they_are():
    judged = [
        Judged(Decimal(200), Decimal(50)),  # a quarter of it is wrong
        Judged(Decimal(-400), Decimal(-20)),  # a twentieth too little
        Judged(Decimal(1000), Decimal(7)),  # from the interval and up
        Judged(Decimal(3000), Decimal(3)),
    ]
    large, rest = by_amount(judged, Decimal(1000))
    assert large.comes_to == Decimal(10)
    assert rest.errors == Decimal("0.20")
    assert rest.comes_to == Decimal(200)


@pytest.mark.parametrize(
    ("amount", "said"),
    [("12345", 12000), ("12500", 13000), ("-987", -990), ("7.4", 7), ("0", 0), ("99.6", 100)],
)
def test_no_more_than_two_figures_are_told(amount, said):
    assert about(Decimal(amount)) == said
