"""The editor of what is reported about an insats: whoever is responsible for some sees those."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.urls import path
from django.views.decorators.http import require_POST

from finsam.core.audit import places
from finsam.core.crud.editor import Editor
from finsam.core.crud.grid import CellGrid
from finsam.core.models import Owned
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from followup.responsibility.queries import own_insatser


class ReportedEditor(Editor):
    """Only the visitor's own insatser, and the figures on a page of their own: saved together, and checked alive."""

    grid: type[CellGrid]
    grid_segment = ""  # how the address of the figures ends
    this_one = ""  # how a refusal speaks of it: `Den här tabellen`

    def objects(self, tenant: TenantContext):
        own = own_insatser(tenant)
        rows = super().objects(tenant)
        return rows if own is None else rows.filter(insats__in=own)

    def seen(self, tenant: TenantContext, key: str) -> Owned:
        """One that the visitor may see. Raises PermissionDenied for another's insats."""
        row = tenant.get(self.model, key=key)
        own = own_insatser(tenant)
        if own is not None and row.insats_id not in own:
            raise PermissionDenied(
                f"Du rapporterar om de insatser som du ansvarar för. {self.this_one} hör till en annan."
            )
        return row

    def find(self, tenant: TenantContext, key):
        return self.seen(tenant, key) if key else super().find(tenant, key)

    def after(self, tenant, obj):
        return address(tenant, f"{self.name}-values", key=obj.key)

    def page(self, tenant, obj):
        return places.address_of(tenant, obj, f"{self.name}-values", key=obj.key)

    def values(self, request, key):
        """The figures: saved together as a draft, or as finished when they add up."""
        return self.grid(request.tenant, self.seen(request.tenant, key)).page(request)

    def values_check(self, request, key):
        """What the figures in the form would come to, and what doesn't add up; nothing is saved."""
        return self.grid(request.tenant, self.seen(request.tenant, key)).live(request)

    def urls(self):
        guarded, place = require_permission(write=Permission.REPORT), f"{self.segment}/<slug:key>/"
        check = require_POST(guarded(self.values_check))
        return [
            *super().urls(),
            path(f"{place}{self.grid_segment}/", guarded(self.values), name=f"{self.name}-values"),
            path(f"{place}kontroll/", check, name=f"{self.name}-check"),
        ]
