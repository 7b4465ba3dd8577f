"""Forms of follow-up, one module per slice."""
