"""Amounts as people write them, and as they are printed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam import money
from finsam.fields import AmountFormField
from finsam.money import MINUS, NBSP, AmountError, number, parse_amount, rounded, show

AMOUNTS = st.decimals(min_value=-99_999_999_999, max_value=99_999_999_999, places=2)
SPACES = [" ", "\t", "\u00a0", "\u2007", "\u2009", "\u202f"]


@pytest.mark.parametrize(
    "text, value",
    [
        ("0", "0"),
        ("1234567", "1234567"),
        ("1 234 567", "1234567"),
        ("1 234 567 kr", "1234567"),
        ("1 234,50 kr.", "1234.50"),
        ("500 kronor", "500"),
        ("500:-", "500"),
        ("-5 000", "-5000"),
        ("− 5 000", "-5000"),
        ("–5 000", "-5000"),
        ("  42  ", "42"),
        ("0,5", "0.5"),
        ("99999999999,99", "99999999999.99"),
        ("007", "7"),
    ],
)
def test_taken(text, value):
    assert parse_amount(text) == Decimal(value)


@pytest.mark.parametrize("space", SPACES[2:] + SPACES[:1])
def test_every_space_between_thousands(space):
    assert parse_amount(f"1{space}234{space}567") == 1_234_567


@pytest.mark.parametrize("text", ["", "   ", "kr", NBSP])
def test_blank_is_not_zero(text):
    assert parse_amount(text) is None


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("1.234", "kan läsas på två sätt"),
        ("1.234.567", "kan läsas på två sätt"),
        ("12.50", "kan läsas på två sätt"),
        ("1,234,567", "är inte ett belopp"),
        ("många", "är inte ett belopp"),
        ("12 kr per dag", "är inte ett belopp"),
        ("1e5", "är inte ett belopp"),
        ("NaN", "är inte ett belopp"),
        ("Infinity", "är inte ett belopp"),
        ("1 2345", "är inte ett belopp"),
        ("12 34", "är inte ett belopp"),
        ("--5", "är inte ett belopp"),
        ("5-", "är inte ett belopp"),
        ("١٢٣", "är inte ett belopp"),
        ("1,005", "för många decimaler"),
        ("12345678901234", "är för stort"),
        ("12 345 678 901 234", "är för stort"),
        ("999999999999", "är för stort"),
    ],
)
def test_refused_with_a_sentence(text, sentence):
    with pytest.raises(AmountError, match=sentence) as refused:
        parse_amount(text)
    assert str(refused.value).startswith(f"”{text}”")


def test_a_text_that_is_no_amount_is_refused_at_once():
    with pytest.raises(AmountError, match="är för långt för att vara ett belopp"):
        parse_amount(f"1{' ' * 1_000_000}x")


def test_whole_kronor_where_öre_make_no_sense():
    with pytest.raises(AmountError, match="Skriv hela kronor"):
        parse_amount("1,5", decimals=0)


@given(AMOUNTS)
def test_what_is_shown_can_be_read_back(value):
    assert parse_amount(show(value, "kr", 2)) == value
    assert parse_amount(number(value, 2)) == value


@given(AMOUNTS, st.sampled_from(list(money.UNITS)), st.integers(0, 3))
def test_shown_as_swedes_write(value, unit, decimals):
    text = show(value, unit, decimals)
    assert "." not in text
    assert "-" not in text
    assert " " not in text  # a line may not break inside an amount
    assert not text.startswith(MINUS + "0" + NBSP)


@given(st.decimals(min_value="-0.00499", max_value="0.00499", places=5))
def test_nothing_is_never_less_than_nothing(value):
    assert number(value, 2) == "0,00"
    assert not rounded(value, 2).is_signed()


@given(AMOUNTS, st.integers(0, 2))
def test_rounding_moves_at_most_half_and_away_from_zero(value, decimals):
    grain = Decimal(1).scaleb(-decimals)
    assert abs(rounded(value, decimals) - value) <= grain / 2
    assert rounded(-value, decimals) == -rounded(value, decimals)


@pytest.mark.parametrize(
    "value, unit, decimals, text",
    [
        ("5040000", "kr", 0, "5 040 000 kr"),
        ("575499.99", "tkr", 0, "575 tkr"),
        ("-428000", "kr", 0, "−428 000 kr"),
        ("1250000", "mnkr", 1, "1,3 mnkr"),
        ("0.1304", "%", 1, "13,0 %"),
        ("500", "st", 0, "500"),
        ("30", "arbetsdagar", 0, "30 arbetsdagar"),
        ("-0.4", "kr", 0, "0 kr"),
        ("0.5", "kr", 0, "1 kr"),
        ("-0.5", "kr", 0, "−1 kr"),
    ],
)
def test_shown(value, unit, decimals, text):
    assert show(Decimal(value), unit, decimals).replace(NBSP, " ") == text


def test_blank_shows_nothing():
    assert show(None) == number(None) == ""


def test_sign_where_a_change_is_shown():
    assert (number(5, sign=True), number(-5, sign=True), number(0, sign=True)) == ("+5", f"{MINUS}5", "0")


@given(AMOUNTS)
def test_field_shows_what_it_takes_back_unchanged(value):
    field = AmountFormField(required=False)
    assert field.clean(field.prepare_value(value)) == value
    assert not field.has_changed(value, field.prepare_value(value))
