"""Addresses under /<forbund>/<år>/ for follow-up."""

from followup.accounts import views as accounts
from followup.comparison import views as comparison
from followup.events import views as events
from followup.goals import views as goals
from followup.handover import views as handover
from followup.reporting import views as reporting
from followup.reporting.members import views as members
from followup.requests import public
from followup.requests import views as requests
from followup.responsibility import views as responsibility
from followup.statistics import views as statistics
from followup.surveys import views as surveys

urlpatterns = [
    *accounts.urlpatterns,
    *events.urlpatterns,
    *goals.urlpatterns,
    *reporting.urlpatterns,
    *members.urlpatterns,
    *requests.urlpatterns,
    *handover.urlpatterns,
    *comparison.urlpatterns,
    *responsibility.urlpatterns,
    *statistics.urlpatterns,
    *surveys.urlpatterns,
]

# Without an account, under an address of their own.
BY_LINK = public.BY_LINK
