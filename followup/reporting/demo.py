"""The demo's insatsansvarig reports on an insats."""

from __future__ import annotations

from finsam.core.models import Access, Forbund
from finsam.core.tenancy.permissions import Role
from finsam.demo.steps import demo_step
from followup.responsibility.models import InsatsResponsibility
from plans.models.insatser import Insats


@demo_step
def let_somebody_report(forbund: Forbund) -> None:
    """Whoever is insatsansvarig without an insats is given the first one."""
    insats = Insats.objects.filter(forbund=forbund).order_by("pk").first()
    without = Access.objects.filter(forbund=forbund, role=Role.INSATSANSVARIG, responsibilities=None)
    for access in without if insats is not None else ():
        InsatsResponsibility(forbund=forbund, access=access, insats=insats).save()
