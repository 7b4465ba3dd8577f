"""What if: assumptions that are kept by name and tried on the budget. Nothing else in the house reads them."""
