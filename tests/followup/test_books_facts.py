"""The statements' facts: each tie, for books nobody thought of."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.followup.ledger import ITEMS, LINES, YEAR, ordinary, value


@pytest.fixture
def ledger(no_books):
    return no_books


def test_a_year_of_books(ledger):
    ordinary(ledger)
    book = ledger.book()
    expected = {
        "intakter": 5420, "kostnader": "-5714.50", "avskrivningar": -10, "nettokostnader": "-304.50",
        "verksamhetens-resultat": "-304.50", "finansiella-intakter": 5, "finansiella-kostnader": "-0.50",
        "efter-finansiella": -300, "extraordinara": 0, "arets-resultat": -300, "ek-ingaende": 1200,
        "eget-kapital": 900, "tillgangar": 1900, "passiva": 1900, "kf.ej-likvida": 10, "kf.fore": -290,
        "kf.fordringar": -200, "kf.kortfristiga-skulder": 300, "kf.lopande": -190, "kf.investering": 0,
        "kf.investeringsverksamheten": 0, "kf.finansieringsverksamheten": 0, "kf.arets": -190,
        "kf.likvida-ingaende": 1550, "kf.likvida": 1360, "balanskravsresultat": -300, "revision": -39,
        "drift.individ.netto": -4296, "drift.administration.intakt": 125, "drift.summa.netto": -300,
        "drift.summa.budget": -300, "drift.individ.avvikelse": -296, "nettokostnad.summa": -5300,
    }  # fmt: skip
    assert {name: value(book, name) for name in expected} == {
        name: Decimal(said) for name, said in expected.items()
    }
    assert value(book, "soliditet") == Decimal(900) / 1900
    assert value(book, "arets-resultat", 2022) == 200
    assert value(book, "kf.arets", 2022) is None  # the balance of 2021 isn't known


money = st.decimals(-10_000_000, 10_000_000, places=2)


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    outcomes=st.lists(
        st.dictionaries(st.sampled_from(list(LINES)), money, min_size=1), min_size=2, max_size=2
    ),
    balances=st.lists(
        st.dictionaries(st.sampled_from([k for k in ITEMS if k != "bank"]), money), min_size=2, max_size=2
    ),
    opening=money,
)
def test_the_statements_tie_whatever_the_figures(ledger, outcomes, balances, opening):
    """RR = BR = kassaflöde = balanskrav = drift, when the bank makes the balances balance."""
    from budget.models import Series
    from followup.accounts.models import BalanceAmount

    Series.objects.all().delete()
    BalanceAmount.objects.all().delete()
    equity = opening
    for year, amounts, others in zip((YEAR - 1, YEAR), outcomes, balances, strict=True):
        signed = {key: abs(one) * (1 if LINES[key][0] == "intakt" else -1) for key, one in amounts.items()}
        ledger.series(year, signed, **({"opening": opening} if year < YEAR else {}))
        equity += sum(signed.values())
        debts = sum(
            one
            for key, one in others.items()
            if ITEMS[key] in ("pensioner", "langfristiga-skulder", "kortfristiga-skulder")
        )
        assets = sum(others.values()) - debts
        ledger.balance(year, {**others, "bank": equity + debts - assets})
    book = ledger.book()
    result = value(book, "arets-resultat")
    assert result == book[f"utfall.resultat@{YEAR}"].value
    assert value(book, "balanskravsresultat") == value(book, "drift.summa.netto") == result
    assert value(book, "kf.resultat") == result
    assert value(book, "eget-kapital") == equity == value(book, "ek-ingaende") + result
    assert value(book, "tillgangar") == value(book, "passiva")
    assert value(book, "kf.likvida") == value(book, "kassa")
    assert value(book, "kf.arets") == value(book, "kassa") - value(book, "kassa", YEAR - 1)
    costs = value(book, "kostnader") + value(book, "avskrivningar") + value(book, "finansiella-kostnader")
    assert value(book, "drift.summa.kostnad") == costs
    errors = [one for one in ledger.findings("R3", "R4", "R5", "R6", "R8") if one.severity == "fel"]
    # The random assets have no investeringsredovisning to agree with.
    assert {one.subject for one in errors} <= {"investering"}


def test_interest_and_depreciation_stand_on_the_row_for_the_rest(ledger):
    """Net costs per line: income on the cost it reduces, interest and depreciation on ”övrigt”."""
    ordinary(ledger)
    lines = ledger.lines
    lines["kansli"].cost_type = "ovrigt"
    lines["kansli"].save()
    lines["ovriga-intakter"].offsets = lines["revision"]
    lines["ovriga-intakter"].save()
    book = ledger.book()
    found = {
        key: value(book, f"nettokostnad.rad.administration.{key}") for key in ("kansli", "revision", "ranta")
    }
    assert found == {"kansli": -490, "revision": 81, "ranta": 5}
    assert value(book, "nettokostnad.administration") == sum(found.values())
    assert value(book, "nettokostnad.rad.individ.bankavgift") == Decimal("-0.50")  # no row to stand on
