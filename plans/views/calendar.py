"""The plan's pages that aren't lists and forms."""

from __future__ import annotations

from django.http import HttpResponse

from finsam.core.tenancy.access import require_permission
from plans.models.year import Meeting


@require_permission()
def meetings_file(request):
    """The year's meetings for a calendar."""
    from plans.calendar import meetings_ics

    tenant = request.tenant
    meetings = tenant.all(Meeting).select_related("body")
    content = meetings_ics(tenant.forbund, tenant.fiscal_year, meetings)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    name = f"{tenant.forbund.key}-moten-{tenant.fiscal_year}.ics"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
