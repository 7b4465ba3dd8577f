"""Models of follow-up, one module per slice."""

from followup.models.books import (  # noqa: F401
    AdjustmentAmount,
    BalanceAmount,
    BalanceItem,
    Investment,
    Note,
    Personnel,
    YearBooks,
)
