"""Reconciliation of follow-up, one module per slice."""

from followup.reconciliation import books, compared, consultations, goals, statistics, surveys  # noqa: F401
