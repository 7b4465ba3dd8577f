"""Lines, series of amounts, and how they are laid out."""

from budget.models.forecasts import ForecastNote, Method
from budget.models.grants import GeneralDeduction, Grant, GrantYear, Requisition
from budget.models.layouts import ColumnKind, Layout, LayoutColumn, LayoutRow, RowKind, SignDisplay
from budget.models.ledger import AccountRule, ClosedMonth, LedgerImport, RuleShare, Standing
from budget.models.months import MONTH_FIELDS, Spread, Way
from budget.models.notes import AmountNote
from budget.models.scenarios import (
    ContributionAssumption,
    DeductionAssumption,
    Scenario,
    StartAssumption,
)
from budget.models.series import (
    COST_ROWS,
    MEASURES,
    SEVERAL,
    Amount,
    Category,
    CostType,
    Line,
    RrRow,
    Series,
    SeriesKind,
    Side,
)
from budget.models.variance import DeviationComment, DeviationLimits
