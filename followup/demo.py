"""The demo's insatsansvarig reports on an insats."""

from __future__ import annotations

from finsam.demo import demo_step
from finsam.models import Access, Forbund
from finsam.roles import Role
from followup.models import InsatsResponsibility
from plans.models import Insats


@demo_step
def let_somebody_report(forbund: Forbund) -> None:
    """Whoever is insatsansvarig without an insats is given the first one."""
    insats = Insats.objects.filter(forbund=forbund).order_by("pk").first()
    without = Access.objects.filter(forbund=forbund, role=Role.INSATSANSVARIG, responsibilities=None)
    for access in without if insats is not None else ():
        InsatsResponsibility(forbund=forbund, access=access, insats=insats).save()
