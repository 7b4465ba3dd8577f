"""Charts and the year wheel."""
