"""Who comes in, to which förbund and year, and what is allowed."""
