"""Which line an account's money belongs to."""

from decimal import Decimal

import pytest

from budget.ledger.mapping import BadSet, CodeSet, Rule, place

ALL = Decimal(100)


@pytest.mark.parametrize(
    ("text", "taken", "left"),
    [
        ("4010", ["4010"], ["40101", "401", "4011"]),
        ("45*", ["45", "4510", "451001"], ["4410", "4"]),
        ("5000-5999", ["5000", "5999", "51001"], ["6000", "499", "500"]),
        ("5000–5999", ["5410"], ["4999"]),
        ("4010, 45*; 6000 - 6999", ["4010", "4500", "6500"], ["4020"]),
        ("", ["4010", ""], []),
        ("*", ["4010", "X1"], [""]),
        ("utan", [""], ["100"]),
        ("P-12, 7*", ["P-12", "77"], ["P-1", ""]),
        ("12-34", ["12-34", "13"], ["35"]),
    ],
)
def test_a_set_takes_what_it_says(text, taken, left):
    wanted = CodeSet(text)
    assert [code for code in taken if wanted.covers(code) is None] == []
    assert [code for code in left if wanted.covers(code) is not None] == []


@pytest.mark.parametrize("text", ["5999-5000", "500-5999", "4010 4020", "45 *x"])
def test_a_set_that_cannot_be_read_says_so(text):
    with pytest.raises(BadSet, match=r"\.$"):
        CodeSet(text).check()


def rule(name, accounts, objects="", *shares):
    return Rule(name, CodeSet(accounts), CodeSet(objects), shares or ((name, ALL),))


RULES = [
    rule("costs", "4000-7999"),
    rule("bought", "45*"),
    rule("team", "4000-7999", "100"),
    rule("projects", "4*", "1*"),
    rule("rent", "5010"),
    rule("loose", "5*", "utan"),
]


@pytest.mark.parametrize(
    ("account", "number", "goes_to"),
    [
        ("6100", "", "costs"),
        (
            "4510",
            "",
            "bought",
        ),  # a prefix of a hundred accounts is narrower than an interval of four thousand
        ("4510", "100", "team"),  # a named object goes before the account
        ("4510", "120", "projects"),
        ("5010", "200", "rent"),
        ("5020", "", "loose"),
        ("3010", "", None),
    ],
)
def test_the_most_specific_rule_takes_the_money(account, number, goes_to):
    placed = place(RULES, account, number)
    assert (placed.rule and placed.rule.name, placed.tied) == (goes_to, ())


def test_two_rules_that_say_as_much_are_a_conflict_and_neither_takes_it():
    tied = [rule("a", "4010, 4020"), rule("b", "4010")]
    assert {each.name for each in place(tied, "4010", "").tied} == {"a", "b"}
    assert place(tied, "4010", "").rule is None
    assert place(tied, "4020", "").rule.name == "a"
    same = [rule("a", "4010", "", ("x", ALL)), rule("b", "4010, 5*", "", ("x", ALL))]
    assert place(same, "4010", "").rule is not None  # they send it to the same line
