"""What has been asked of a figure, beside it."""

from __future__ import annotations

from django.utils.timezone import localdate

from auditors.questions import queries, reading
from auditors.questions.models import Target
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import Permission
from finsam.disclosure.reader import reader_of
from finsam.web.dashboard import Panel
from finsam.web.tracing.panels import SeenFigure, fact_panel


@fact_panel(20)
def asked(tenant: TenantContext, seen: SeenFigure) -> Panel | None:
    """The auditors' questions about the figure, for those who read them; nothing where there is none."""
    if Permission.READ_LOG not in tenant.permissions:
        return None
    rows = queries.about(tenant.here, Target.FIGURE, seen.key)
    if not rows:
        return None
    context = {"rows": reading.shown(rows, reader_of(tenant), localdate())}
    return Panel("Vad revisorerna har frågat", "auditors/panel_asked.html", context)
