"""Plans as a Django app."""

from finsam.core import declaring
from finsam.core.crud.menu import MenuItem


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
            folded=True,
        ),
        MenuItem("consultations", "Medlemssamråd", 160, folded=True),
        MenuItem("decisions", "Beslut", 162, folded=True),
        MenuItem("steering-documents", "Styrdokument", 164, folded=True),
        MenuItem("controls", "Internkontroll", 166, folded=True),
        MenuItem("risks", "Risker", 170, folded=True),
        MenuItem("wheel-items", "Årshjul", 180, folded=True),
        MenuItem("projects", "Projekt", 190, folded=True),
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
