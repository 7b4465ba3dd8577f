"""Facts of the statements."""

from followup.accounts.facts import statements  # noqa: F401 - it registers itself
