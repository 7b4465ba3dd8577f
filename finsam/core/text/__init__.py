"""Prose as it is written, pasted, kept and read."""
