"""A personnummer is refused wherever it is written; other numbers pass."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from finsam.core.models.forbund import org_nr_is_right
from finsam.core.values.privacy import find_personnummer, refuse_personnummer


def control(nine: str) -> str:
    """Nine digits with the control digit that makes them hold (Luhn)."""
    return nine + luhn.calc_check_digit(nine)


# Born in a year and with a birth number that nobody has, or simply invented with a control digit that holds.
TEN = control("111111111")


@pytest.mark.parametrize(
    "text",
    [
        "111111-1111",
        "11111111-1111".replace("11111111", "20111111"),
        f"Deltagaren {TEN} har slutat",
        f"19{TEN}",
        "811111+1111",
        "811111–1111",
        "811111\u20111111",  # the dash that doesn't break, as Word writes it
        "811111\u22121111",
        f"{TEN[:6]} {TEN[6:]}",
        f"19{TEN[:6]}\u00a0{TEN[6:]}",
        "(811111-1111)",
        "811171-1111",  # samordningsnummer: the day plus 60
    ],
)
def test_found(text):
    assert find_personnummer(text)
    with pytest.raises(ValidationError) as refused:
        refuse_personnummer(text)
    sentence = refused.value.messages[0]
    assert "personnummer" in sentence
    assert "****" in sentence
    assert "1111)" not in sentence.replace("****)", "")


@pytest.mark.parametrize(
    "text",
    [
        "222000-2279",  # an organisationsnummer: its "month" is at least 20
        "202100-5448",
        "5 040 000 kr",
        "1234567890",
        "811311-1111",  # month 13
        "811132-1111",  # day 32
        "811111 1112",  # its control digit doesn't hold
        "2024-11-28",
        "2023-08-01 – 2026-07-31",
        "lagen (2003:1210)",
        "070-123 45 67",
        "dnr 2024:11 / 2",
        "4 393 646,80",
        "",
    ],
)
def test_passes(text):
    assert find_personnummer(text) is None
    refuse_personnummer(text)


DAYS = st.dates(min_value=date(1920, 1, 1), max_value=date(2015, 12, 31))


@given(DAYS, st.integers(0, 999), st.sampled_from(["", "19"]), st.text(alphabet="abcåäö .()", max_size=8))
def test_every_personnummer_is_found_in_any_text(day, birth, century, around):
    ten = control(f"{day:%y%m%d}{birth:03}")
    for written in (century + ten, f"{century}{ten[:6]}-{ten[6:]}"):
        assert find_personnummer(f"{around} {written} {around}") == written


@given(st.integers(20, 99), st.integers(0, 999_999))
def test_every_organisationsnummer_passes(month, rest):
    digits = control(f"16{month}{rest:06}"[:9])
    written = f"{digits[:6]}-{digits[6:]}"
    assert find_personnummer(written) is None
    org_nr_is_right(written)


@pytest.mark.parametrize("text", ["222000-2278", "222000-227", "2222000-2279", "811111-1112", TEN, "–"])
def test_what_is_no_organisationsnummer_is_refused(text):
    with pytest.raises(ValidationError, match="222000-2279"):
        org_nr_is_right(text)
