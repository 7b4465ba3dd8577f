"""The reports, who is asked for what, and the national report."""
