"""How a budget is laid out: its rows, its sums, and tables of them."""
