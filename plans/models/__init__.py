"""Models of the plan, one module per slice."""

from plans.meetings.models import AgendaItem, Attendance, CalendarKey, ItemKind, Minutes, Paper, Presence
from plans.models.consultations import Consultation, Viewpoint
from plans.models.goals import (
    WITH_TARGET,
    Goal,
    GoalKind,
    GoalLevel,
    GoalPart,
    Operator,
    Unit,
    Verdict,
)
from plans.models.insatser import (
    Insats,
    InsatsKind,
    InsatsShare,
    InsatsYear,
    NationalKind,
    Planned,
)
from plans.models.year import (
    ExternalProject,
    Meeting,
    Risk,
    RiskLevel,
    RiskMeasure,
    WheelItem,
)
from plans.register.models import (
    Control,
    ControlResult,
    Decision,
    DecisionNote,
    DecisionStatus,
    SteeringDocument,
)
