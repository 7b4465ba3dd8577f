"""Models of the plan, one module per slice."""

from plans.models.consultations import Consultation, Viewpoint  # noqa: F401
from plans.models.goals import (  # noqa: F401
    WITH_TARGET,
    Goal,
    GoalKind,
    GoalLevel,
    GoalPart,
    Operator,
    Unit,
    Verdict,
)
from plans.models.insatser import (  # noqa: F401
    Insats,
    InsatsKind,
    InsatsShare,
    InsatsYear,
    NationalKind,
    Planned,
)
from plans.models.year import (  # noqa: F401
    ExternalProject,
    Meeting,
    Risk,
    RiskLevel,
    RiskMeasure,
    WheelItem,
)
