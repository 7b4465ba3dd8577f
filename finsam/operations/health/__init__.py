"""Whether the site is alive, and whether it is ready: what it leans on, tried and said."""
