"""The trail of an edition: every figure that it prints, and what it was made of, down to what was entered."""
