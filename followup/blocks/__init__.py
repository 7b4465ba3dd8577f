"""Blocks of follow-up, one module per slice."""

from followup.blocks import (  # noqa: F401
    books,
    events,
    goals,
    notes,
    position,
    signatures,
    statistics,
    surveys,
)
