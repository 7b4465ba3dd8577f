"""Samples that the auditors draw from the imported books, and what they find of each item drawn."""
