"""Reconciliation: rules, findings, explanations, and the reader of text."""
