"""Blocks of follow-up, one module per slice."""

from followup.blocks import books, notes, position  # noqa: F401
