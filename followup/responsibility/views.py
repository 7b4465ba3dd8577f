"""Pages for who reports what, and until when."""

from __future__ import annotations

from finsam.core.crud.editor import Editor
from finsam.core.tenancy.permissions import Permission
from followup.responsibility.forms import ReportDateForm, ResponsibilityForm
from followup.responsibility.tables import ReportDateTable, ResponsibilityTable

responsibilities = Editor(
    "responsibilities",
    "insatsansvar",
    ResponsibilityForm,
    ResponsibilityTable,
    write=Permission.MANAGE_ACCESS,
)


report_dates = Editor(
    "report-dates", "rapporttillfallen", ReportDateForm, ReportDateTable, write=Permission.EDIT_FOLLOWUP
)


urlpatterns = [*responsibilities.urls(), *report_dates.urls()]
