"""What a plan says in words, and where its texts stand."""
