"""What a member sees of its own: what it pays, what that finances, and what came of it; on a page and on a sheet of paper."""
