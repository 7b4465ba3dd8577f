"""The year against its budget: what has come to a month beside what was planned to it, and what is said of the difference."""
