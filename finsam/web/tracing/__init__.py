"""Following a figure: its page in an edition, where it is printed, what is said of it, and searching for an amount."""
