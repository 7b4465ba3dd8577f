"""A Word file read: its sections with prose, tables and pictures, and what of it was left out. Nothing is written here."""
