"""Facts, the book that finds them, and tables of them. Knows no Django."""
