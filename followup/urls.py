"""Addresses under /<forbund>/<år>/ for follow-up."""

from followup.accounts import views as accounts
from followup.events import views as events
from followup.goals import views as goals
from followup.reporting import views as reporting
from followup.reporting.members import views as members
from followup.responsibility import views as responsibility
from followup.statistics import views as statistics
from followup.surveys import views as surveys

urlpatterns = [
    *accounts.urlpatterns,
    *events.urlpatterns,
    *goals.urlpatterns,
    *reporting.urlpatterns,
    *members.urlpatterns,
    *responsibility.urlpatterns,
    *statistics.urlpatterns,
    *surveys.urlpatterns,
]
