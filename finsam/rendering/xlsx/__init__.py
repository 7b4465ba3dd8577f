"""Workbooks with formulas and values."""
