"""Pages of the organisation that are no lists."""
