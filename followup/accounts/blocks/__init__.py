"""The statements, notes and position as blocks."""

from followup.accounts.blocks import books, notes, position  # noqa: F401 - they register themselves
