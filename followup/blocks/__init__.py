"""Blocks of follow-up, one module per slice."""

from followup.blocks import books, events, goals, notes, position, statistics, surveys  # noqa: F401
