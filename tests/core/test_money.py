"""Amounts as people write them, and as they are printed."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.forms import IntegerField
from hypothesis import given
from hypothesis import strategies as st

from finsam.core.crud.fields import AmountFormField, PercentField, PercentFormField, WholeFormField
from finsam.core.crud.forms import OwnedForm
from finsam.core.values import money
from finsam.core.values.money import MINUS, NBSP, AmountError, number, parse_amount, rounded, show

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
        ("+5 000", "5000"),
        ("+ 5 000", "5000"),
        ("288 tkr", "288000"),
        ("288tkr", "288000"),
        ("12,1 mnkr", "12100000"),
        ("−12,1\u00a0mnkr", "-12100000"),
        ("1,2345 miljoner kronor", "1234500"),
        ("1 500 SEK", "1500"),
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
        ("35 %", "är inte ett belopp"),
        ("12 dagar", "är inte ett belopp"),
        ("+-5", "är inte ett belopp"),
        ("(5)", "kan betyda minus"),
        ("1,234567891 mnkr", "för många decimaler"),
        ("1 000 000 mnkr", "är för stort"),
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
    assert number(1, sign=True) == "+1"


@given(AMOUNTS)
def test_field_shows_what_it_takes_back_unchanged(value):
    field = AmountFormField(required=False)
    assert field.clean(field.prepare_value(value)) == value
    assert not field.has_changed(value, field.prepare_value(value))


@pytest.mark.parametrize(
    "text, value", [("35 %", "35"), ("35%", "35"), ("35,5\u00a0procent", "35.5"), ("35", "35")]
)
def test_per_cent_as_people_write_it(text, value):
    assert PercentFormField().clean(text) == Decimal(value)


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("35 kr", "”35 kr” är inte en andel i procent. Skriv procent, till exempel 35 eller 35,5."),
        ("en tredjedel", "Skriv procent, till exempel 35"),
        ("35.5", "”35.5” kan läsas på två sätt. Skriv decimaler med komma (35,5)."),
        ("35,555", "Skriv högst 2 decimaler."),
        ("288 tkr", "är inte en andel i procent"),
    ],
)
def test_a_refusal_of_per_cent_speaks_of_per_cent(text, sentence):
    with pytest.raises(ValidationError) as refused:
        PercentFormField().clean(text)
    assert sentence in refused.value.messages[0]
    assert "belopp" not in refused.value.messages[0]


@pytest.mark.parametrize(
    "text, value", [("1 234", 1234), ("1\u00a0234", 1234), ("-3", -3), ("2024", 2024), ("", None)]
)
def test_whole_numbers_as_people_write_them(text, value):
    assert WholeFormField(required=False).clean(text) == value


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("12,5", "”12,5” har för många decimaler. Skriv ett helt tal."),
        ("1.234", "kan läsas på två sätt"),
        ("många", "”många” är inte ett helt tal. Skriv bara siffror, till exempel 1 234."),
        ("288 tkr", "är inte ett helt tal"),
        ("9" * 14, "är för stort"),
    ],
)
def test_what_is_no_whole_number_gets_a_sentence(text, sentence):
    with pytest.raises(ValidationError) as refused:
        WholeFormField().clean(text)
    assert sentence in refused.value.messages[0]


def test_every_number_on_the_shared_form_base_is_read_as_people_write_it():
    """No browser's own number field, which would throw away `1 234`, and no share that speaks of amounts."""
    import_module("finsam.urls")  # every page with its form
    forms = list(subclasses(OwnedForm))
    assert len(forms) > 30
    for form in forms:
        for name, one in form.base_fields.items():
            if name != "version" and isinstance(one, IntegerField):
                assert isinstance(one, WholeFormField), (form, name)
        for column in form._meta.model._meta.concrete_fields if form._meta.model else ():
            if isinstance(column, PercentField) and column.name in form.base_fields:
                assert isinstance(form.base_fields[column.name], PercentFormField), (form, column.name)


def subclasses(base):
    for one in base.__subclasses__():
        yield one
        yield from subclasses(one)


@pytest.mark.parametrize(
    "value, unit, counted",
    [("5600000", "kr", "5600000"), ("5600000", "tkr", "5600"), ("5600000", "mnkr", "5.6"), ("0.35", "%", "35"), ("7", "st", "7"), ("7", "deltagare", "7")],
)  # fmt: skip
def test_a_value_is_counted_in_the_unit_it_is_printed_in(value, unit, counted):
    assert money.in_unit(Decimal(value), unit) == Decimal(counted)


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("123456789012", "”123456789012” är för stort. Ett belopp har högst 11 siffror."),
        ("1,005", "”1,005” har för många decimaler. Skriv högst 2 decimaler."),
        ("9" * 61, f"”{'9' * 20}…” är för långt för att vara ett belopp."),
        ("(5)", "”(5)” kan betyda minus. Skriv −5, eller 5 utan parentes."),
    ],
)
def test_what_is_refused_says_how_to_write_it(text, sentence):
    with pytest.raises(money.AmountError) as refused:
        money.parse_amount(text)
    assert str(refused.value) == sentence


def test_the_largest_amount_and_the_longest_text_are_taken():
    assert money.parse_amount("99999999999,99") == Decimal("99999999999.99")
    assert money.parse_amount(" " * 40 + "5" + " " * 40) == 5
    assert money.parse_amount("0" * 59 + "5") == 5


@pytest.mark.parametrize("value, decimals, expected", [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("0.4", 0, "0"), ("1.005", 2, "1.01"), ("-0.4", 0, "0")])  # fmt: skip
def test_halves_are_rounded_away_from_zero(value, decimals, expected):
    found = money.rounded(Decimal(value), decimals)
    assert (found, found.is_signed() and not found) == (Decimal(expected), False)


def test_whole_numbers_are_the_rule_and_a_sign_is_asked_for():
    assert money.rounded(Decimal("12.34")) == 12
    assert money.number(Decimal("12.34")) == "12"
    assert money.number(Decimal(5), sign=True) == "+5"
    assert money.number(Decimal(0), sign=True) == "0"
    assert money.number(Decimal(-5), sign=True) == "\u22125"
    assert money.show(Decimal("12.34")) == "12\u00a0kr"
    assert money.show(Decimal(5), suffix=False) == "5"
    assert money.show(None) == money.number(None) == ""


@pytest.mark.parametrize(
    "word, times",
    [
        ("kr", 1), ("kr.", 1), ("kronor", 1), (":-", 1), ("SEK", 1),
        ("tkr", 1000), ("tkr.", 1000), ("tusen", 1000), ("tusen kr", 1000), ("tusen kronor", 1000),
        ("mnkr", 1_000_000), ("mkr", 1_000_000), ("miljoner", 1_000_000), ("miljoner kr", 1_000_000),
        ("miljoner kronor", 1_000_000),
    ],
)  # fmt: skip
def test_what_may_stand_after_an_amount_and_how_much_it_makes_it(word, times):
    assert parse_amount(f"2 {word}") == 2 * times


@pytest.mark.parametrize(
    "text, kept",
    [("5", "5"), ("5,5", "5.5"), ("2 tkr", "2000.00"), ("1,5 tkr", "1500.00"), ("1,2345 mnkr", "1234500.00")],
)
def test_an_amount_keeps_its_decimals_and_thousands_have_at_most_two(text, kept):
    """What is multiplied would else have as many as were written, more than the database takes."""
    assert str(parse_amount(text)) == kept


@pytest.mark.parametrize(
    "text, value", [("(5)", "-5"), ("( 1 234 )", "-1234"), ("(-5)", "-5"), ("(5) kr", "-5")]
)
def test_brackets_are_a_minus_where_somebody_is_asked(text, value):
    assert money.parse(text, money.SIDED) == Decimal(value)
    with pytest.raises(AmountError, match="kan betyda minus"):
        money.parse(text, money.AMOUNT)


@pytest.mark.parametrize(
    "text, kind, decimals, sentence",
    [
        ("1,5", money.COUNT, 0, "”1,5” har för många decimaler. Skriv ett helt tal."),
        ("1,5", money.AMOUNT, 0, "”1,5” har för många decimaler. Skriv hela kronor."),
        ("1,55", money.NUMBER, 1, "”1,55” har för många decimaler. Skriv högst 1 decimaler."),
        ("1.5", money.NUMBER, 2, "”1.5” kan läsas på två sätt. Skriv tusental med mellanslag (1 234) och decimaler med komma (1,50)."),
        ("1.5", money.AMOUNT, 2, "”1.5” kan läsas på två sätt. Skriv tusental med mellanslag (1 234) och ören med komma (1,50)."),
        ("fem", money.COUNT, 0, "”fem” är inte ett antal. Skriv bara siffror, till exempel 1 234."),
        ("9" * 61, money.PERCENT, 2, f"”{'9' * 20}…” är för lång för att vara en andel i procent."),
        ("9" * 12, money.PERCENT, 2, "”999999999999” är för stor. En andel i procent har högst 11 siffror."),
    ],
)  # fmt: skip
def test_each_kind_of_number_is_refused_in_its_own_words(text, kind, decimals, sentence):
    with pytest.raises(AmountError) as refused:
        money.parse(text, kind, decimals=decimals)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "left, right, decimals, places",
    [
        ("20", "19.96", 0, 2), ("19.96", "20", 0, 2), ("20", "19", 0, 0), ("20", "20", 0, 0), ("20", "20", 3, 3),
        ("1", "1.001", 0, 3), ("1", "1.0001", 0, 4), ("1", "1.00000001", 0, 4), ("20", "19", 1, 1),
    ],
)  # fmt: skip
def test_the_fewest_decimals_that_tell_two_numbers_apart(left, right, decimals, places):
    assert money.apart(Decimal(left), Decimal(right), decimals) == places
    if not decimals:
        assert money.apart(Decimal(left), Decimal(right)) == places


def test_the_most_decimals_are_told_by_who_asks():
    assert money.apart(Decimal(1), Decimal("1.0001"), 0, 2) == 2
    assert money.apart(Decimal(1), Decimal("1.00001"), 0, 6) == 5


@pytest.mark.parametrize("text", ["35", "35 %", "35%", "35 procent"])
def test_a_share_in_per_cent_is_the_number_before_the_sign(text):
    assert money.parse(text, money.PERCENT) == 35


def test_a_number_has_two_decimals_unless_told():
    assert money.parse("1,05", money.NUMBER) == Decimal("1.05")
    with pytest.raises(AmountError, match="Skriv högst 2 decimaler"):
        money.parse("1,005", money.NUMBER)


def test_a_kind_of_number_stays_as_it_is():
    with pytest.raises(AttributeError):
        money.AMOUNT.name = "en summa"


@pytest.mark.parametrize(
    "value, unit, text",
    [
        ("1234", "st", f"1{NBSP}234"),
        ("1234.00", "st", f"1{NBSP}234"),
        ("-1234.5", "st", f"{MINUS}1{NBSP}234,50"),
        ("1234.50", "kr", f"1{NBSP}234,50{NBSP}kr"),
        ("0.35", "%", f"35{NBSP}%"),
        ("0.355", "%", f"35,50{NBSP}%"),
    ],
)
def test_decimals_are_shown_only_where_there_are_any(value, unit, text):
    assert money.exact(Decimal(value), unit) == text


def test_blank_is_shown_blank_with_its_decimals_too():
    assert money.exact(None) == ""
    assert money.exact(Decimal("1.5")) == "1,50"


@pytest.mark.parametrize(
    "value, decimals", [("33.30", 1), ("33.33", 2), ("33", 0), ("33.00", 0), ("1E+2", 0), ("0.00", 0)]
)
def test_decimals_are_counted_without_zeros_at_the_end(value, decimals):
    assert money.places(Decimal(value)) == decimals


@pytest.mark.parametrize(
    "unit, decimals, code", [("kr", 0, "#,##0"), ("tkr", 1, "#,##0.0"), ("%", 0, "0%"), ("%", 2, "0.00%")]
)
def test_excel_is_told_the_same_decimals(unit, decimals, code):
    assert money.excel_format(unit, decimals) == code
