"""Pages for who reports what, and until when."""

from __future__ import annotations

from finsam.core.crud.editor import Editor
from finsam.core.tenancy.permissions import Permission
from followup.responsibility.forms import ReportDateForm, ResponsibilityForm
from followup.responsibility.tables import ReportDateTable, ResponsibilityTable

responsibilities = Editor(
    name="responsibilities",
    segment="insatsansvar",
    form=ResponsibilityForm,
    table=ResponsibilityTable,
    write=Permission.MANAGE_ACCESS,
    read=Permission.READ,
    intro="Vem som rapporterar om vilken insats. Den som är insatsansvarig ser och rapporterar bara sina egna.",
    example="Nora Nyberg rapporterar om Spåret.",
    queryset=lambda found: found.select_related("access__user", "insats"),
)


report_dates = Editor(
    name="report-dates",
    segment="rapporttillfallen",
    form=ReportDateForm,
    table=ReportDateTable,
    write=Permission.EDIT_FOLLOWUP,
    intro="Till och med vilka dagar resultaten rapporteras, och när de ska vara inlämnade. Utan egna tillfällen "
    "rapporteras helåret, senast sista januari.",
    example="”Delår”, resultat till och med 31 augusti, lämnas senast 10 september.",
)


urlpatterns = [*responsibilities.urls(), *report_dates.urls()]
