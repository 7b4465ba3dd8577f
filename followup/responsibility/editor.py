"""The editor of what is reported about an insats: whoever is responsible for some sees those."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from finsam.core.audit import places
from finsam.core.crud.editor import Editor
from finsam.core.models import Owned
from finsam.core.tenancy.access import TenantContext, address
from followup.responsibility.queries import own_insatser


class ReportedEditor(Editor):
    """Only the visitor's own insatser, and the figures on a page of their own."""

    values_page = ""  # the address' name
    this_one = ""  # how a refusal speaks of it: `Den här tabellen`

    def objects(self, tenant: TenantContext):
        own = own_insatser(tenant)
        found = super().objects(tenant)
        return found if own is None else found.filter(insats__in=own)

    def seen(self, tenant: TenantContext, key: str) -> Owned:
        """One that the visitor may see. Raises PermissionDenied for another's insats."""
        one = tenant.get(self.model, key=key)
        own = own_insatser(tenant)
        if own is not None and one.insats_id not in own:
            raise PermissionDenied(
                f"Du rapporterar om de insatser som du ansvarar för. {self.this_one} hör till en annan."
            )
        return one

    def find(self, tenant: TenantContext, key):
        return self.seen(tenant, key) if key else super().find(tenant, key)

    def after(self, tenant, obj):
        return address(tenant, self.values_page, key=obj.key)

    def page(self, tenant, obj):
        return places.address_of(tenant, obj, self.values_page, key=obj.key)
