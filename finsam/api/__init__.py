"""What others build on: facts, editions and findings read by programs, with a token of the förbund's."""
