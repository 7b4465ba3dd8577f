"""Forms over what is planned, one module per slice."""

from plans.forms.consultations import VIEWPOINTS, ConsultationForm  # noqa: F401
from plans.forms.goals import PARTS, GoalForm  # noqa: F401
from plans.forms.insatser import SHARES, InsatsForm, InsatsKindForm  # noqa: F401
from plans.forms.year import MEASURES, MeetingForm, ProjectForm, RiskForm, WheelItemForm  # noqa: F401
