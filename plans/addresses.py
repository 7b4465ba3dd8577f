"""Where a planned thing is shown and edited, as facts and blocks name it."""

from finsam.core.models import YearOwned

PAGES = {
    "insatsyear": "insatser",
    "goal": "mal",
    "risk": "risker",
    "meeting": "moten",
    "consultation": "medlemssamrad",
    "wheelitem": "arshjul",
    "externalproject": "projekt",
}


def href(obj: YearOwned) -> str:
    """`/norra-an/2024/mal/nojda/`: the page of a goal, an insats's year, a meeting …"""
    return f"/{obj.forbund.key}/{obj.fiscal_year.year}/{PAGES[obj._meta.model_name]}/{obj.key}/"
