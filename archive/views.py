"""The page Arkiv: the year as a package, and how far it has come."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django_htmx.http import HttpResponseClientRedirect

from archive.making import Wanted, fault, leave_to_worker, try_again
from archive.packing.contents import PARTS, file_name
from archive.packing.handlings import editions_of, lacking
from archive.packing.keeping import rules_of
from finsam.core.tasks.queue import is_queued, somebody_works
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.views.files import saved_as, unless_had

NO_MORE = 286  # by which htmx knows that there is nothing more to ask for
NOBODY = (
    "Ingen arbetsprocess är igång just nu, så paketet kan inte tas fram här. Be den som sköter installationen att starta "
    "manage.py worker, eller att köra manage.py export_year."
)


def _wanted(request: HttpRequest) -> Wanted:
    """What this visitor may have: everything with the right to see small counts, else what anybody may have."""
    tenant = request.tenant
    return Wanted(tenant.forbund, tenant.fiscal_year.year, Permission.READ_COUNTS in tenant.permissions)


@require_permission(Permission.READ_LOG)
def archive(request):
    """What a package of the year holds and lacks, and where it is got."""
    tenant, wanted = request.tenant, _wanted(request)
    year = tenant.fiscal_year.year
    context = {
        "whole": wanted.whole,
        "editions": editions_of(tenant.forbund, year),
        "lacking": lacking(tenant.forbund, year),
        "rules": rules_of(year),
        "name": file_name(tenant.forbund, year, inside=wanted.whole),
    }
    return render(request, "archive/archive.html", context)


@require_permission(Permission.READ_LOG, kept=False)
def archive_package(request):
    """The package; until it is ready, the page that says how far it has come."""
    wanted = _wanted(request)
    if "igen" in request.GET:
        try_again(wanted)
        return HttpResponseRedirect(address(request.tenant, "archive-package"))
    row = wanted.row()
    if row.is_ready:
        content = bytes(row.content)
        name = file_name(wanted.forbund, wanted.year, inside=wanted.whole)
        response = saved_as(name, content, "application/zip")
        return unless_had(request, response, sha256(content).hexdigest())
    if not somebody_works():
        return render(request, "archive/packing.html", {"fault": NOBODY}, status=503)
    row = leave_to_worker(wanted)
    said = fault(row)
    return render(
        request, "archive/packing.html", {"fault": said, **_progress(row.step)}, status=503 if said else 202
    )


@require_permission(Permission.READ_LOG, kept=False)
def archive_progress(request):
    """How far the packing has come, for the page that shows it; it goes to the page Arkiv when there is a file to fetch."""
    here = address(request.tenant, "archive-package")
    if not request.htmx:
        return HttpResponseRedirect(here)
    row = _wanted(request).row()
    if row.is_ready:
        return render(request, "archive/ready.html", {"digest": row.digest}, status=NO_MORE)
    if fault(row) or not (row.task and is_queued(row.task)) or not somebody_works():
        return HttpResponseClientRedirect(here)
    told = _progress(row.step) | {"says_step": request.GET.get("steg") != str(row.step)}
    return render(request, "archive/progress.html", told)


def _progress(at: int) -> dict[str, object]:
    steps = [(label, (place > at) - (place < at)) for place, label in enumerate(PARTS, 1)]
    return {"steps": steps, "number": at, "label": PARTS[at - 1] if at else ""}


urlpatterns = [
    path("arkiv/", archive, name="archive"),
    path("arkiv/paket/", archive_package, name="archive-package"),
    path("arkiv/framsteg/", archive_progress, name="archive-progress"),
]
