"""Counts of participants."""
