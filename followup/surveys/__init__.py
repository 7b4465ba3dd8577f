"""Indicator surveys."""
