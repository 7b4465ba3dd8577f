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
from followup.models.events import Event  # noqa: F401
from followup.models.goals import (  # noqa: F401
    GoalReport,
    GoalResult,
    InsatsResponsibility,
    ReportDate,
)
from followup.models.statistics import Bin, BinSet, Measure, StatTable, StatValue  # noqa: F401
from followup.models.surveys import (  # noqa: F401
    Instrument,
    Question,
    SurveyForm,
    SurveyRound,
    SurveyValue,
)
