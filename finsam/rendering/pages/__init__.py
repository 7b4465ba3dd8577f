"""Of what is printed: how long it is, and what the contents say of it."""
