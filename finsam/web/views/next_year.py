"""Next year from this one: what will be copied, the copying, and afterwards what it left to do."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render

from finsam.core import rollover
from finsam.core.addresses import year_address
from finsam.core.audit import places
from finsam.core.models import Owned
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.periods import with_year
from finsam.web.next_year import leftovers

PLAN = Permission.EDIT_PLAN


@require_permission(PLAN, PLAN)
def next_year(request):
    """What the year after this one would get from it; a post carries it out."""
    tenant = request.tenant
    planned = rollover.planned(tenant.here)
    problem = ""
    if request.method == "POST":
        try:
            done = rollover.begin(old=tenant.here, by=request.user)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            _tell(request, done)
            return HttpResponseRedirect(year_address(tenant.forbund, done.new.year, "from-last-year"))
    after = year_address(tenant.forbund, planned.new.year, "from-last-year")
    context = {"planned": planned, "kinds": _told(planned), "problem": problem, "after": after}
    return render(request, "web/next_year.html", context, status=422 if problem else 200)


def _tell(request, done: rollover.Rollover) -> None:
    if not done.empty and not done.count:
        messages.success(request, f"{done.new} är påbörjat.")
    elif done.count:
        messages.success(request, f"{done.new} är påbörjat från {done.old}.")
    else:
        messages.info(request, f"Inget har ändrats: {done.new} har redan allt som {done.old} kan ge.")


def _told(planned: rollover.Rollover) -> list[rollover.Kind]:
    """The kinds that there is something to say of."""
    return [kind for kind in planned.kinds if kind.count or kind.there or kind.told]


@require_permission(PLAN)
def from_last_year(request):
    """What this year has got from the one before, what it hasn't and why, and what in it still names that year."""
    tenant = request.tenant
    year = tenant.here.year
    before = tenant.years.filter(year=year - 1).first()
    context: dict = {"before": before}
    if before is not None:
        planned = rollover.planned(before)
        context |= {
            "planned": planned,
            "kinds": _told(planned),
            "left": [
                (left, with_year(_where(left.obj), year), _href(tenant, left.obj))
                for left in leftovers(tenant.forbund, year)
            ],
            "again": year_address(tenant.forbund, year - 1, "next-year"),
        }
    return render(request, "web/from_last_year.html", context)


def _where(obj: Owned) -> str:
    """What something is called, with its kind: `Risk: För få deltagare`."""
    kind = str(obj._meta.verbose_name)
    return f"{kind[:1].upper()}{kind[1:]}: {obj}"


def _href(tenant: TenantContext, obj: Owned) -> str:
    """The page of what something stands in."""
    while type(obj) not in places.PAGES and obj.within[0] not in ("forbund", "fiscal_year"):
        obj = getattr(obj, obj.within[0])
    return places.PAGES[type(obj)](tenant, obj) if type(obj) in places.PAGES else address(tenant, "start")
