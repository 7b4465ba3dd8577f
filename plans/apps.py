"""Plans as a Django app."""

from finsam.core import declaring
from finsam.core.crud.menu import Group, MenuItem


class PlansConfig(declaring.DomainApp):
    """Registers its facts, blocks, outline and checks when Django starts."""

    name = "plans"
    verbose_name = "Planer"
    menu = (
        MenuItem("insatser", "Insatser", 30),
        MenuItem("goals", "Mål", 40),
        MenuItem(
            "meetings",
            "Möten",
            150,
            pages=(
                "agenda-items",
                "meeting-changes",
                "meeting-attendance",
                "meeting-minutes",
                "meeting-send",
            ),
            group=Group.STEER,
        ),
        MenuItem("consultations", "Medlemssamråd", 160, group=Group.STEER),
        MenuItem("decisions", "Beslut", 162, group=Group.STEER),
        MenuItem("steering-documents", "Styrdokument", 164, group=Group.STEER),
        MenuItem("controls", "Internkontroll", 166, group=Group.STEER),
        MenuItem("risks", "Risker", 170, group=Group.STEER),
        MenuItem("wheel-items", "Årshjul", 180, group=Group.STEER),
        MenuItem("projects", "Projekt", 190, group=Group.STEER),
    )
    declares = (
        "blocks",
        "checks",
        "dashboard",
        "facts",
        "missing",
        "outline",
        "referring",
        "rollover",
        "texts.prose_sources",
        "meetings.dashboard",
        "meetings.dispatch",
        "meetings.locks",
        "meetings.minutes",
        "register.blocks",
        "register.dashboard",
        "register.facts",
        "register.missing",
        "register.rollover",
    )
    fact_prefixes = {
        "plans.goal": ("mal", "resultat"),
        "plans.insats": ("insats", "stat"),
        "plans.insatsyear": ("insats",),
        "plans.risk": ("risk",),
    }
