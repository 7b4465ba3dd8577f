"""Placing the books' money on lines: what has no place, what is suggested, and what a change would do."""
