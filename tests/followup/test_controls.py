"""What adds up in the printed årsredovisning 2023 adds up here, to the öre: sums, carry-overs, deltas and shares."""

from decimal import Decimal

import pytest

from finsam.core.models import Forbund
from finsam.core.tenancy.scope import inside
from finsam.core.values.money import rounded
from finsam.facts.book import Book

YEARS = range(2019, 2024)


@pytest.fixture(scope="module")
def book(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        forbund = Forbund.objects.get(key="degerfors-karlskoga")
        with inside(forbund):
            made = Book(forbund, 2023)
            for year in (*YEARS, 2018, 2024):
                for prefix in (
                    "bokslut",
                    "utfall",
                    "stat",
                    "bidrag",
                    "resultat",
                    "budget",
                    "handelse",
                    "indikator",
                ):
                    made.facts(prefix, year)
            yield made


def value(book: Book, name: str, year: int = 2023) -> Decimal:
    found = book[f"{name}@{year}"].value
    assert found is not None, name
    return found


@pytest.mark.parametrize("year", YEARS)
def test_the_overview_sums(book, year):
    assert value(book, "utfall.intakter", year) + value(book, "utfall.kostnader", year) == value(
        book, "utfall.resultat", year
    )


@pytest.mark.parametrize("year", range(2020, 2024))
def test_equity_rolls_forward(book, year):
    assert value(book, "utfall.utgaende", year) == value(book, "utfall.utgaende", year - 1) + value(
        book, "utfall.resultat", year
    )


@pytest.mark.parametrize(
    "year, equity, solidity",
    [
        (2019, "14.7", None),
        (2020, "23.6", None),
        (2021, "22.9", None),
        (2022, "27.2", "57.1"),
        (2023, "13.0", "32.7"),
    ],
)
def test_shares_of_equity(book, year, equity, solidity):
    share = value(book, "utfall.utgaende", year) / value(book, "bidrag.totalt", year)
    assert rounded(share * 100, 1) == Decimal(equity)
    if solidity:
        assert rounded(value(book, "bokslut.soliditet", year) * 100, 1) == Decimal(solidity)


def test_assets_are_written_off(book):
    assert rounded(value(book, "bokslut.ovriga-materiella", 2022), 0) == 48744
    assert rounded(value(book, "bokslut.avskrivningar"), 0) == -7986
    assert rounded(value(book, "bokslut.ovriga-materiella"), 0) == 40758
    assert value(book, "bokslut.ovriga-materiella", 2022) + value(book, "bokslut.avskrivningar") == value(
        book, "bokslut.ovriga-materiella"
    )


@pytest.mark.parametrize("row, sign", [("fordringar", -1), ("kortfristiga-skulder", 1)])
@pytest.mark.parametrize("year", [2022, 2023])
def test_notes_move_the_cash(book, row, sign, year):
    delta = value(book, f"bokslut.{row}", year) - value(book, f"bokslut.{row}", year - 1)
    assert value(book, f"bokslut.kf.{row}", year) == sign * delta


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_net_costs_are_their_rows(book, year):
    facts = book.facts("bokslut", year)
    for group in ("individ", "struktur", "administration"):
        rows = [
            fact.value
            for key, fact in facts.items()
            if key.startswith(f"bokslut.nettokostnad.rad.{group}.") and fact.value is not None
        ]
        assert rows
        assert sum(rows) == value(book, f"bokslut.nettokostnad.{group}", year)


@pytest.mark.parametrize(
    "year, shares", [(2021, "75.9 6.8 17.2"), (2022, "73.0 10.4 16.6"), (2023, "76.3 9.8 14.0")]
)
def test_shares_of_the_groups(book, year, shares):
    groups = [
        value(book, f"bokslut.nettokostnad.{one}", year) for one in ("individ", "struktur", "administration")
    ]
    assert [rounded(one / sum(groups) * 100, 1) for one in groups] == [Decimal(one) for one in shares.split()]


def test_people_by_sex(book):
    for name, year, women, men in (
        ("coachingteamet.inskrivna.pagaende", 2023, 114, 69),
        ("coachingteamet.inskrivna.pagaende", 2022, 147, 108),
        ("mottagningsteamet.inskrivna.sokande", 2023, 70, 47),
        ("forbundet.projektdeltagare.alla", 2023, 32, 15),
    ):
        assert value(book, f"stat.{name}.kvinna", year) == women
        assert value(book, f"stat.{name}.man", year) == men
        assert value(book, f"stat.{name}", year) == women + men


def test_project_participants_by_group_and_sex(book):
    stem = "stat.forbundet.projektdeltagare.alla"
    groups = [value(book, f"{stem}.{one}") for one in ("unga", "langtidsarbetslosa", "nyanlanda")]
    assert sum(groups) == value(book, stem) == 47
    for sex in ("kvinna", "man"):
        assert sum(
            value(book, f"{stem}.{one}.{sex}") for one in ("unga", "langtidsarbetslosa", "nyanlanda")
        ) == value(book, f"{stem}.{sex}")


def test_income_of_participants(book):
    stem = "stat.coachingteamet.forsorjning.pagaende"
    bins = ("fk", "forsorjningsstod", "studiestod", "ingen")
    assert [value(book, f"{stem}.{one}") for one in bins] == [104, 46, 4, 29]
    assert value(book, stem) == 183
    assert [rounded(value(book, f"{stem}.{one}.andel") * 100, 0) for one in bins] == [57, 25, 2, 16]


def test_those_who_left_went_somewhere(book):
    """40 % to studies, work or ready for it, 27 % to more rehabilitation, and 33 % to care or elsewhere."""
    stem = "stat.coachingteamet.avslutsorsak.avslutade"
    reasons = ("studier", "anstallning", "arbetsmarknaden", "rehabilitering", "vard", "grupp-annat")
    counts = [value(book, f"{stem}.{one}") for one in reasons]
    assert sum(counts) == value(book, stem) == 63
    parts = (sum(counts[:3]), counts[3], counts[4] + counts[5])
    assert [rounded(Decimal(one) / 63 * 100, 0) for one in parts] == [40, 27, 33]
    assert rounded(value(book, "resultat.egen-forsorjning.andel") * 100, 0) == 40
    assert value(book, "resultat.egen-forsorjning.andel.behovs") == 29


def test_the_deviation_from_the_budget(book):
    """−795 + 528 = −267 tkr, by one sign rule."""
    thousand = [
        rounded(value(book, f"bokslut.drift.summa.{one}") / 1000, 0)
        for one in ("netto", "budget", "avvikelse")
    ]
    assert thousand == [-795, -528, -267]


def test_the_result(book):
    rows = ("intakter", "kostnader", "avskrivningar", "finansiella-intakter", "finansiella-kostnader")
    assert sum(value(book, f"bokslut.{one}") for one in rows) == value(book, "bokslut.arets-resultat")
    assert rounded(value(book, "bokslut.arets-resultat"), 0) == -795108
