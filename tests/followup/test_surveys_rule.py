"""The rule for what is positive, as a table."""

from decimal import Decimal

import pytest

from followup.surveys.survey_scales import Scale, result

OFTEN = ("aldrig", "sallan", "ibland", "ofta", "mest", "alltid", "vet-ej", "ej-svar")
YES_NO = ("ja", "nej", "avbojt", "ej-svar")
GRADES = (*map(str, range(11)), "ej-svar")


@pytest.mark.parametrize(
    "scale, levels, counts, share, n",
    [
        (Scale.OFTEN, OFTEN, (1, 2, 3, 4, 5, 6, 0, 0), "15/21", 21),
        (Scale.OFTEN, OFTEN, (0, 0, 0, 1, 0, 0, 0, 0), "1/1", 1),
        (Scale.OFTEN, OFTEN, (0, 0, 0, 0, 1, 0, 0, 0), "1/1", 1),
        (Scale.OFTEN, OFTEN, (0, 0, 0, 0, 0, 1, 0, 0), "1/1", 1),
        (Scale.OFTEN, OFTEN, (1, 0, 0, 0, 0, 0, 0, 0), "0/1", 1),
        (Scale.OFTEN, OFTEN, (0, 1, 0, 0, 0, 0, 0, 0), "0/1", 1),
        (Scale.OFTEN, OFTEN, (0, 0, 1, 0, 0, 0, 0, 0), "0/1", 1),
        (Scale.OFTEN, OFTEN, (0, 0, 5, 5, 0, 0, 90, 10), "1/2", 10),  # vet ej and blank are no part of n
        (Scale.OFTEN, OFTEN, (0, 0, 0, 0, 0, 0, 7, 3), None, 0),
        (Scale.OFTEN, OFTEN, (), None, 0),
        (Scale.YES_NO, YES_NO, (30, 10, 60, 5), "3/4", 40),  # nor is avböjt
        (Scale.YES_NO, YES_NO, (0, 8, 0, 0), "0/8", 8),
        (Scale.YES_NO, YES_NO, (0, 0, 8, 0), None, 0),
        (Scale.GRADE, GRADES, (0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 1, 4), "33/4", 4),
        (Scale.GRADE, GRADES, (3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), "10/4", 4),
        (Scale.GRADE, GRADES, (0,) * 11, None, 0),
    ],
)
def test_the_rule(scale, levels, counts, share, n):
    expected = None
    if share is not None:
        upper, lower = share.split("/")
        expected = Decimal(upper) / Decimal(lower)
    assert result(scale, dict(zip(levels, counts, strict=False))) == (expected, n)
