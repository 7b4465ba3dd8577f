"""Facts of follow-up, one module per slice."""

from followup.facts import books, events, goals, populations, statistics, surveys  # noqa: F401
