"""Whether a goal is reached, and how it is said."""
