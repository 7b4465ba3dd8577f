"""Equity over the years: what it is held against, how it goes, and what covers a deficit."""
