"""Forms over what is planned, one module per slice."""

from plans.forms.consultations import VIEWPOINTS, ConsultationForm
from plans.forms.goals import PARTS, GoalForm
from plans.forms.insatser import SHARES, InsatsForm, InsatsKindForm
from plans.forms.year import MEASURES, MeetingForm, ProjectForm, RiskForm, WheelItemForm
