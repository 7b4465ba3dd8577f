"""The plan's pages that aren't lists and forms."""

from __future__ import annotations

from django.http import HttpResponse

from finsam.doors import door
from plans.calendar import meetings_ics
from plans.models import Meeting


@door()
def meetings_file(request):
    """The year's meetings for a calendar."""
    visit = request.visit
    found = visit.all(Meeting).select_related("body")
    content = meetings_ics(visit.forbund, visit.fiscal_year, found)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    name = f"{visit.forbund.key}-moten-{visit.fiscal_year}.ics"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
