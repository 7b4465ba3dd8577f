"""Facts of follow-up, one module per slice."""

from followup.facts import books  # noqa: F401
