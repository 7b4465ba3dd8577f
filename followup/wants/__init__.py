"""What a report still lacks of the year's follow-up, one module per slice; read in the order they stand here."""

from followup.wants import goals, statistics, surveys, events, books  # noqa: F401, I001
