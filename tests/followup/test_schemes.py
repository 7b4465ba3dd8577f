"""The statements' rows as data."""

import pytest

from budget.models import RrRow
from followup.accounts.schemes import SCHEMES, choices, scheme

LAW = [  # 5 kap. 2 § lagen (2018:597)
    "Verksamhetens intäkter", "Verksamhetens kostnader", "Avskrivningar", "Verksamhetens nettokostnader",
    "Skatteintäkter", "Generella statsbidrag och utjämning", "Verksamhetens resultat", "Finansiella intäkter",
    "Finansiella kostnader", "Resultat efter finansiella poster", "Extraordinära poster", "Årets resultat",
]  # fmt: skip


def test_the_resultatrakning_has_the_laws_rows_in_their_order():
    assert [row.label for row in scheme("rr", 2023).rows] == LAW


def test_every_line_can_be_on_every_post_of_the_resultatrakning():
    assert dict(choices("rr")) == dict(RrRow.choices)


@pytest.mark.parametrize(
    ("name", "version"), [(name, one) for name, found in SCHEMES.items() for one in found]
)
def test_sums_name_rows_above_them_once(name, version):
    above = set()
    for row in version.rows:
        assert row.key not in above
        assert set(row.terms) <= above
        assert (row.kind == "sum") == bool(row.terms)
        above.add(row.key)


@pytest.mark.parametrize(
    ("year", "reserve", "adjustments"),
    [(2023, "varav resultatutjämningsreserv", 5), (2024, "varav resultatreserv", 4)],
)
def test_rows_change_with_2024(year, reserve, adjustments):
    assert scheme("br", year).row("reserv").label == reserve
    assert len(scheme("balanskrav", year).row("bk.efter-justeringar").terms) == adjustments + 1


def test_the_cash_flow_has_three_sectors():
    assert scheme("kassaflode", 2023).row("kf.arets").terms == (
        "kf.lopande", "kf.investeringsverksamheten", "kf.finansieringsverksamheten",
    )  # fmt: skip
