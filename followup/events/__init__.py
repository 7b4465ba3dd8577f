"""Events and what they gave."""
