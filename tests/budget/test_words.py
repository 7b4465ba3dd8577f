"""The budget's pages speak of budgets and tables; what the house calls series and layouts is its own affair."""

import re

import pytest
from django.apps import apps

from tests.budget.test_pages import PLACE, text_of, written  # noqa: F401 (a fixture)

OWN = re.compile(r"\b(?:serie(?:n|r|rna|ns)?|(?:budget)?uppställning\w*|nyckeln?)\b", re.IGNORECASE)
PAGES = ("", "tabell/", "rader/", "rader/ny/", "serier/", "serier/ny/", "uppstallningar/", "uppstallningar/ny/", "klistra-in/",
         "belopp/budget-2024/", "manader/budget-2024/", "borja/", "regler/")  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_no_page_speaks_of_what_only_the_house_knows(written, chief, page):  # noqa: F811
    written.layout(written.series_, written.coach)
    assert OWN.findall(text_of(chief.get(f"{PLACE}/{page}"))) == []


def test_no_model_of_the_budget_is_named_so():
    names = [
        str(name)
        for model in apps.get_app_config("budget").get_models()
        for name in (
            model._meta.verbose_name,
            model._meta.verbose_name_plural,
            *(field.verbose_name for field in model._meta.fields if field.editable),
        )
    ]
    assert [name for name in names if OWN.search(name)] == []
