"""What is computed from the amounts: shares of the right year's contributions, splits, costs per participant."""

from decimal import Decimal

import pytest

from budget.equity_checks import equity_level
from finsam.checks.reconciliation import Case
from finsam.core.models import FiscalYear, Forbund
from finsam.facts.book import Fact
from finsam.facts.figures import Format
from finsam.organisation.models import Contribution, EquityLevel
from plans.models.insatser import InsatsShare, InsatsYear
from tests.budget.small import YEAR, Budget
from tests.plans.small import Plan


class World(Budget, Plan):
    """A förbund's money and what it is for."""

    def another_year(self, year: int) -> FiscalYear:
        return FiscalYear.objects.create(forbund=self.forbund, year=year, key=str(year))

    def of_year(self, year: FiscalYear, insats, shares=(), **fields) -> InsatsYear:
        one = InsatsYear.objects.create(forbund=self.forbund, fiscal_year=year, insats=insats, **fields)
        for kind, share in shares:
            InsatsShare.objects.create(forbund=self.forbund, insats_year=one, kind=kind, share=Decimal(share))
        return one

    def contribute(self, amounts: dict[int, int]) -> None:
        payer = self.payer("Regionen", amounts[YEAR])
        for year, amount in amounts.items():
            if year != YEAR:
                Contribution.objects.create(
                    forbund=self.forbund,
                    payer=payer,
                    year=year,
                    status="beslutat",
                    amount=amount,
                    key=f"{year}",
                )


@pytest.fixture
def made(db):
    from finsam.core.tenancy.scope import inside

    one = World()
    with inside(one.forbund):
        yield one


def value(made, key: str) -> Decimal:
    return made.book()[key].value


# Sums and their signs


def test_a_result_is_income_plus_costs_and_closing_is_opening_plus_result(made):
    budget = made.series(opening=100)
    for name, side, amount in (
        ("Bidrag", "intakt", 900),
        ("Lön", "kostnad", -700),
        ("Lokal", "kostnad", -250),
    ):
        made.amount(budget, made.line(name, side), amount)
    found = {
        name: value(made, f"budget.{name}@2024") for name in ("intakter", "kostnader", "resultat", "utgaende")
    }
    assert found == {"intakter": 900, "kostnader": -950, "resultat": -50, "utgaende": 50}
    assert value(made, "budget.resurser@2024") == 1000


def test_a_part_of_a_common_cost(made):
    budget, whole = made.series(), made.line("Chefen", common=True)
    made.line("Chefen 30 %", share_of=whole, share=30)
    made.amount(budget, whole, -200)
    assert value(made, "budget.chefen-30@2024") == -60
    assert value(made, "budget.kostnader@2024") == -60, "the common cost is only its parts"


# Equity as a share of the contributions of the chosen year


@pytest.mark.parametrize(("offset", "share"), [(-1, "0.5"), (0, "0.25"), (1, "0.2")])
def test_equity_is_a_share_of_the_contributions_of_the_chosen_base_year(made, offset, share):
    Forbund.objects.filter(pk=made.forbund.pk).update(equity_base_offset=offset)
    made.forbund.refresh_from_db()
    made.contribute({2023: 1000, 2024: 2000, 2025: 2500})
    made.series(opening=500, stated_result=0)
    assert value(made, "budget.andel.kapital@2024") == Decimal(share)


@pytest.mark.parametrize(
    ("offset", "closing", "found"), [(-1, 201, True), (-1, 200, False), (0, 400, False), (0, 401, True)]
)
def test_the_ceiling_is_of_the_base_years_contributions(made, offset, closing, found):
    Forbund.objects.filter(pk=made.forbund.pk).update(equity_base_offset=offset)
    made.forbund.refresh_from_db()
    EquityLevel.objects.create(forbund=made.forbund, valid_from=2014, total_from=0, percent=20)
    made.contribute({2023: 1000, 2024: 2000})
    made.series(opening=closing, stated_result=0)
    findings = list(equity_level(Case(made.book(), made.fiscal_year, [])))
    assert bool([one for one in findings if one.subject == "tak"]) is found


# Insatser: the split of the nearest year, and participants of the year that is spoken of


@pytest.mark.parametrize(
    ("splits", "individ", "struktur"),
    [
        ({2024: 50, 2023: 10}, -500, -500),  # the year's own
        ({2022: 10, 2025: 80}, -800, -200),  # one year away before two
        ({2023: 40, 2026: 80}, -400, -600),  # also when the nearer is the earlier
        ({2021: 10, 2022: 40}, -400, -600),
        ({2023: 30, 2025: 70}, -700, -300),  # as near: the later
    ],
)
def test_an_insats_without_a_split_of_its_own_has_the_nearest_years(made, splits, individ, struktur):
    first, second = made.kind("Individ"), made.kind("Struktur", "struktur")
    insats = made.insats("Spåret").insats
    InsatsYear.objects.all().delete()
    for year, part in splits.items():
        place = made.fiscal_year if year == YEAR else made.another_year(year)
        made.of_year(place, insats, [(first, part), (second, 100 - part)])
    made.amount(made.series(), made.line("Spåret", insats=insats), -1000)
    assert value(made, "budget.kategori.individ@2024") == individ
    assert value(made, "budget.kategori.struktur@2024") == struktur
    assert value(made, "budget.andel.individ@2024") == Decimal(individ) / -1000


def test_the_cost_per_participant_is_of_the_participants_of_that_year(made):
    one = made.insats("Spåret", planned="antal", planned_low=10)
    made.of_year(made.another_year(2025), one.insats, planned="antal", planned_low=40)
    made.of_year(made.another_year(2023), one.insats, planned="antal", planned_low=5)
    line = made.line("Spåret", insats=one.insats)
    plan = made.series("Plan 2025", "plan", 2025)
    made.amount(made.series(), line, -1000)
    made.amount(plan, line, -2000)
    assert value(made, "budget.insats.sparet.per-deltagare@2024") == -100
    assert value(made, "plan1.insats.sparet.per-deltagare@2024") == -50


def test_shares_of_costs_and_of_the_insatser(made):
    budget = made.series()
    for name, category, amount in (
        ("Coach", "individ", -600),
        ("Nätverk", "struktur", -200),
        ("Kansli", "administration", -200),
    ):
        made.amount(budget, made.line(name, category=category), amount)
    names = ("insatser", "individ", "struktur", "administration")
    found = {name: value(made, f"budget.andel.{name}@2024") for name in names}
    assert found == {
        "insatser": Decimal("0.8"),
        "individ": Decimal("0.75"),
        "struktur": Decimal("0.25"),
        "administration": Decimal("0.2"),
    }


# Rounding to a step


@pytest.mark.parametrize(
    ("way", "amount", "text"),
    [
        ("kr~1000", "-1499.99", "1 000 kr"),
        ("kr~1000", "-1500", "2 000 kr"),
        ("kr~100", "1250", "1 300 kr"),
        ("tkr~10", "1234999", "1 230 tkr"),
        ("tkr~10", "1235000", "1 240 tkr"),
        ("tkr~100", "50000", "100 tkr"),
        ("kr~5", "12.5", "15 kr"),
        ("kr", "1234.5", "1 235 kr"),
    ],
)
def test_a_figure_is_rounded_to_its_step_with_halves_upwards(way, amount, text):
    side = "kostnad" if amount.startswith("-") else ""
    fact = Fact("prov.a@2024", "A", Decimal(amount), side=side)
    assert Format.read(way).text(fact).replace("\u00a0", " ") == text
