"""What a tired person reads: no words of ours for the program's own things, and hints that say what an empty field means."""

import re

import pytest
from django.apps import apps

from finsam.core.models import FiscalYear
from tests.budget.small import Budget

PLACE = "/norra-an/2024"
OURS = re.compile(r"^Tomt?:|[.] Tomt?:|\bsystemet\b|\bserie av belopp\b|blir årtalet", re.IGNORECASE)


def words(response) -> str:
    """The page's words, single-spaced."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text.replace("&nbsp;", " "))


def test_no_field_is_explained_in_our_own_words():
    said = {
        f"{field}: {text}"
        for model in apps.get_models()
        if model.__module__.partition(".")[0]
        in ("archive", "auditors", "budget", "finsam", "followup", "plans")
        for field in model._meta.get_fields()
        for text in (str(getattr(field, "help_text", "")), str(getattr(field, "verbose_name", "")))
        if OURS.search(text)
    }
    assert said == set()


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("", "Ny budget, plan eller prognos"),
        ("?slag=utfall", "Lägg in årets utfall"),
        ("?slag=prognos", "Ny prognos"),
    ],
)
def test_what_is_added_is_called_what_it_is(budget: Budget, chief, query, heading):
    page = chief.get(f"{PLACE}/budget/serier/ny/{query}")
    assert f"<h1>{heading}</h1>" in page.content.decode()


def test_the_list_of_budgets_offers_a_new_one(budget: Budget, chief):
    budget.series()
    assert "Ny budget, plan eller prognos" in words(chief.get(f"{PLACE}/budget/serier/"))


def test_a_table_of_the_budget_gets_columns_and_rows(budget: Budget, chief):
    page = words(chief.get(f"{PLACE}/budget/uppstallningar/ny/"))
    assert page.count("Lägg till kolumn") == 1
    assert page.count("Lägg till rad") == 1


def test_a_list_says_yes_and_no(budget: Budget, chief):
    for told, before in (("nej", False), ("ja", True)):
        FiscalYear.objects.update(decided_before=before)
        page = chief.get("/norra-an/2024/ar/")
        assert re.findall(r'<span class="(?:true|false)">(.*?)</span>', page.content.decode()) == [told]
