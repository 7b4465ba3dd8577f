"""All models of follow-up, where Django looks for them."""

from followup.accounts.models import (
    AdjustmentAmount,
    BalanceAmount,
    BalanceItem,
    Investment,
    Note,
    Personnel,
    YearBooks,
)
from followup.events.models import Event
from followup.goals.models import GoalReport, GoalResult
from followup.responsibility.models import InsatsResponsibility, ReportDate
from followup.statistics.models import Bin, BinSet, Measure, StatTable, StatValue
from followup.surveys.models import Instrument, Question, SurveyForm, SurveyRound, SurveyValue

__all__ = [
    "AdjustmentAmount",
    "BalanceAmount",
    "BalanceItem",
    "Bin",
    "BinSet",
    "Event",
    "GoalReport",
    "GoalResult",
    "InsatsResponsibility",
    "Instrument",
    "Investment",
    "Measure",
    "Note",
    "Personnel",
    "Question",
    "ReportDate",
    "StatTable",
    "StatValue",
    "SurveyForm",
    "SurveyRound",
    "SurveyValue",
    "YearBooks",
]
