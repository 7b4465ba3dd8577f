"""Small counts: what a reader knows, and what has to be hidden."""
