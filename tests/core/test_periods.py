"""Days and periods as a Swede writes them, and days in lists."""

from datetime import date

import pytest

from budget.models import Series
from finsam.core.values.periods import span, spell
from tests import clients


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2024, 1, 1), date(2024, 12, 31), "januari–december 2024"),
        (date(2024, 2, 1), date(2024, 2, 29), "februari 2024"),
        (date(2023, 8, 1), date(2026, 7, 31), "augusti 2023 – juli 2026"),
        (date(2023, 3, 31), date(2026, 3, 30), "31 mars 2023 – 30 mars 2026"),
        (date(2023, 2, 1), date(2024, 2, 28), "1 februari 2023 – 28 februari 2024"),  # 2024 has a 29th
        (date(2024, 1, 1), None, "sedan 1 januari 2024"),
        (None, date(2024, 12, 31), "till 31 december 2024"),
        (None, None, ""),
    ],
)
def test_a_period_of_whole_months_is_told_by_their_names(start, end, words):
    assert span(start, end).replace("\u00a0", " ") == words


def test_a_period_within_a_month():
    assert spell(date(2023, 11, 13), date(2023, 11, 19)).replace("\u00a0", " ") == "13–19 november 2023"


def test_a_list_shows_days_with_their_months(db):
    with clients.in_scope("kramfors"):
        Series.objects.filter(fiscal_year__year=2024).update(date=date(2024, 9, 30))
    page = clients.signed_in(clients.chief("kramfors")).get("/kramfors/2024/budget/serier/")
    assert "30\u00a0september\u00a02024" in page.content.decode()
    assert "2024-09-30" not in page.content.decode()
