"""Next year from this one: what will be copied, the copying, and afterwards what it left to do."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from finsam.core import rollover
from finsam.core.addresses import year_address
from finsam.core.audit import places
from finsam.core.crud.editor import remove
from finsam.core.models import Owned
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.periods import with_year
from finsam.documents.models import KeptSentence
from finsam.web.next_year import Leftover, copied
from finsam.web.services import let_stand

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
        there = copied(tenant.forbund, year)
        kept = {row.said: row for row in tenant.all(KeptSentence)}
        context |= {
            "planned": planned,
            "kinds": _told(planned),
            "left": [_shown(tenant, left) for left in there if left.said not in kept],
            "kept": [(*_shown(tenant, left), kept[left.said]) for left in there if left.said in kept],
            "refusal": tenant.refusal(PLAN),
            "again": year_address(tenant.forbund, year - 1, "next-year"),
        }
    return render(request, "web/from_last_year.html", context)


def _shown(tenant: TenantContext, left: Leftover) -> tuple[Leftover, str, str]:
    """A sentence with where it stands, and the page of that."""
    obj = left.obj
    kind = str(obj._meta.verbose_name)
    where = f"{kind[:1].upper()}{kind[1:]}: {obj}"
    return left, with_year(where, tenant.here.year), _href(tenant, obj)


@require_POST
@require_permission(write=PLAN)
def leftover_stands(request):
    """Let a sentence from the year before stand; one that has been changed since isn't there any more."""
    tenant = request.tenant
    wanted = request.POST.get("said", "")
    there = {left.said: left for left in copied(tenant.forbund, tenant.here.year)}
    if wanted in there:
        let_stand(fiscal_year=tenant.here, leftover=there[wanted], by=request.user)
        messages.success(
            request, "Meningen får stå kvar. Den frågas det inte efter igen, om den inte ändras."
        )
    else:
        messages.info(request, "Meningen har ändrats eller finns inte längre. Se efter vad som står kvar nu.")
    return HttpResponseRedirect(address(tenant, "from-last-year"))


@require_POST
@require_permission(write=PLAN)
def leftover_again(request, key):
    """Ask for a sentence again that was let stand."""
    remove(request, request.tenant.get(KeptSentence, key=key), "Meningen står bland dem att gå igenom igen.")
    return HttpResponseRedirect(address(request.tenant, "from-last-year"))


def _href(tenant: TenantContext, obj: Owned) -> str:
    """The page of what something stands in."""
    while type(obj) not in places.PAGES and obj.within[0] not in ("forbund", "fiscal_year"):
        obj = getattr(obj, obj.within[0])
    return places.PAGES[type(obj)](tenant, obj) if type(obj) in places.PAGES else address(tenant, "start")
