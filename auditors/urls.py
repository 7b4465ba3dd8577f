"""Addresses under /<forbund>/<år>/ for the auditors' room."""

from auditors import views
from auditors.discharge import views as discharge
from auditors.latest import views as latest
from auditors.notes import views as notes
from auditors.path import views as path
from auditors.questions import views as questions
from auditors.sampling import views as sampling

urlpatterns = [
    *sampling.urlpatterns,
    *latest.urlpatterns,
    *path.urlpatterns,
    *questions.urlpatterns,
    *discharge.urlpatterns,
    *views.urlpatterns,
    *notes.urlpatterns,
]
