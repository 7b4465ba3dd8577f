"""What of a year's money belongs to each month: a line's amount spread in twelfths, as written or as last year."""

from budget.months.spreading import MONTHS, by_month

__all__ = ["MONTHS", "by_month"]
