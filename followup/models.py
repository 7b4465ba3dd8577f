"""All models of follow-up, where Django looks for them."""

from followup.accounts import models as accounts
from followup.events import models as events
from followup.goals import models as goals
from followup.responsibility import models as responsibility
from followup.statistics import models as statistics
from followup.surveys import models as surveys

__all__ = ["accounts", "events", "goals", "responsibility", "statistics", "surveys"]
