"""The budget sheet: every line of a förbund beside everything that a budget is made with, on one page."""
