"""A public edition to read as web pages, a chapter at a time."""
