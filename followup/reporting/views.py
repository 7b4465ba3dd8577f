"""The national report, on the screen and as a workbook."""

from __future__ import annotations

from dataclasses import replace

from django.shortcuts import render
from django.urls import path

from finsam.core.tenancy.access import TenantContext, require_permission
from finsam.disclosure.knowledge import INNER
from finsam.disclosure.reader import reader_of
from finsam.rendering.answers import workbook_answer
from followup.goals.views import _book
from followup.reporting import national_report


@require_permission()
def national_sheet(request):
    """What to key into Uppföljning Finsam, in its order."""
    tenant = request.tenant
    context = {"sections": _sections(tenant), "year": tenant.fiscal_year}
    return render(request, "followup/national_report.html", context)


def _sections(tenant: TenantContext) -> list[national_report.Section]:
    """The sheet as this visitor may see it."""
    book = _book(tenant)
    reader = reader_of(tenant, book)
    sections = national_report.sections(book)
    tables = reader.tables(section.table for section in sections)
    return [replace(section, table=table) for section, table in zip(sections, tables, strict=True)]


@require_permission()
def national_sheet_xlsx(request):
    """The same as a workbook."""
    tenant = request.tenant
    title = f"Uppföljning Finsam {tenant.fiscal_year}"
    tables = [section.table for section in _sections(tenant)]
    rendition = INNER if reader_of(tenant).everything else ""
    name = f"uppfoljning-finsam-{tenant.forbund.key}-{tenant.fiscal_year.year}"
    return workbook_answer(tables, name=name, title=title, forbund=tenant.forbund.name, rendition=rendition)


urlpatterns = [
    path("uppfoljning-finsam/", national_sheet, name="national-report"),
    path("uppfoljning-finsam/excel/", national_sheet_xlsx, name="national-report-xlsx"),
]
