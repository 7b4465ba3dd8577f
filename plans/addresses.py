"""Where a planned thing is shown and edited, as facts and blocks name it."""

from finsam.core.addresses import year_address
from finsam.core.models import YearOwned

PAGES = {
    "insatsyear": "insatser-show",
    "goal": "goals-edit",
    "risk": "risks-edit",
    "meeting": "meetings-edit",
    "consultation": "consultations-edit",
    "wheelitem": "wheel-items-edit",
    "externalproject": "projects-edit",
}


def href(obj: YearOwned) -> str:
    """`/norra-an/2024/mal/nojda/`: the page of a goal, an insats's year, a meeting …"""
    return year_address(obj.forbund, obj.fiscal_year.year, PAGES[obj._meta.model_name], key=obj.key)
