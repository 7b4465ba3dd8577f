"""Facts of the statements."""

from followup.accounts.facts import books  # noqa: F401 - it registers itself
