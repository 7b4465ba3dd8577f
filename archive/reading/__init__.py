"""A package that has come back: opened with care, and read into an installation."""
