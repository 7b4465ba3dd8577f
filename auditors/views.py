"""The working paper as files."""

from __future__ import annotations

from django.urls import path

from auditors.latest.views import since_of
from auditors.working_paper import KIND, Case, resolved
from finsam.core.tenancy.access import require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.rendering.answers import workbook_answer
from finsam.rendering.drafts import Order
from finsam.rendering.files import INSIDE
from finsam.web.views.files import Asked, drawing_of, pdf_answer


def _name(request) -> str:
    return f"{request.tenant.forbund.key}-arbetspapper-{request.tenant.here.year}"


def _asked(request) -> Asked:
    return Asked(
        "working-paper-pdf",
        "Arbetspapperet",
        "Arbetspapperet för {}",
        "examination",
        home="examination",
        drawing="working-paper-drawing",
        file=f"{_name(request)}.pdf",
        of_year=True,
    )


@require_permission(Permission.AUDIT, kept=False)
def pdf(request):
    """The visitor's working paper as PDF, drawn by a worker where one is alive."""
    tenant, since = request.tenant, since_of(request)
    words = (KIND, str(request.user.pk), *([since.isoformat()] if since else []))
    return pdf_answer(request, tenant.here, Order(tenant.here, INSIDE, words), _asked(request))


@require_permission(Permission.AUDIT, kept=False)
def drawing(request):
    """How far the drawing has come."""
    return drawing_of(request, request.tenant.here, _asked(request))


@require_permission(Permission.AUDIT, kept=False)
def workbook(request):
    """The visitor's working paper as Excel: a sheet for each of its tables."""
    tenant = request.tenant
    paper = resolved(Case(tenant, since_of(request)))
    return workbook_answer(paper.tables(), name=_name(request), title=paper.name, forbund=tenant.forbund.name)


urlpatterns = [
    path("granskning/arbetspapper/pdf/", pdf, name="working-paper-pdf"),
    path("granskning/arbetspapper/ritas/", drawing, name="working-paper-drawing"),
    path("granskning/arbetspapper/xlsx/", workbook, name="working-paper-xlsx"),
]
