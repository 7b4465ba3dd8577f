"""Reconciliation of follow-up, one module per slice."""

from followup.reconciliation import statistics  # noqa: F401

from followup.reconciliation import books  # noqa: F401
from followup.reconciliation import goals  # noqa: F401
