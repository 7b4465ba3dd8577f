"""A document's steps: the page that says what one means, and the work of one that stores what is drawn."""
