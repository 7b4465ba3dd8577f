"""The statements, notes and position as blocks."""

from followup.accounts.blocks import notes, several_years, statements  # noqa: F401 - they register themselves
