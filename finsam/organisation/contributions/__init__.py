"""What the members pay, all of it on one page, and what each of them sees of its own."""
