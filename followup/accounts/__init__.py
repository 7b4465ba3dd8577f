"""The year's books and the statements made of them."""
