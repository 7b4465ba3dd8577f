"""All models of follow-up, where Django looks for them."""

from followup.accounts import models as accounts
from followup.comparison import models as comparison
from followup.events import models as events
from followup.goals import models as goals
from followup.handover import models as handover
from followup.requests import models as requests
from followup.responsibility import models as responsibility
from followup.statistics import models as statistics
from followup.surveys import models as surveys

__all__ = [
    "accounts",
    "comparison",
    "events",
    "goals",
    "handover",
    "requests",
    "responsibility",
    "statistics",
    "surveys",
]
