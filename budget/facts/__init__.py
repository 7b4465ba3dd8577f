"""The budget as facts: every line, total, share and capital of every series, computed from its parts.

A series' facts are called `<prefix>.<what>@<year>`: `budget.intakter@2024` is the budget about 2024,
`prognos.…@2024` the forecast about 2024, `plan1.…@2024` the plan that 2024 made for one year ahead,
`revplan1.…@2024` the same as last revised.
A series that a newer one of its kind has replaced keeps the name `serie.<key>.…@<year made>`.
"""

from budget.facts import against_budget, providers  # noqa: F401 - they register themselves
from budget.facts.series_facts import PREFIXES, SeriesFacts, amount_name, name_of, series_facts

__all__ = ["PREFIXES", "SeriesFacts", "amount_name", "name_of", "series_facts"]
