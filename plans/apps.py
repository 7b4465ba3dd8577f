"""Plans as a Django app."""

from finsam.core import declaring
from finsam.core.crud.menu import MenuItem


class PlansConfig(declaring.DomainApp):
    """Registers its facts, blocks, outline and checks when Django starts."""

    name = "plans"
    verbose_name = "Planer"
    menu = (
        MenuItem("insatser", "Insatser", 30),
        MenuItem("mal", "Mål", 40),
        MenuItem("moten", "Möten", 150, folded=True),
        MenuItem("medlemssamrad", "Medlemssamråd", 160, folded=True),
        MenuItem("risker", "Risker", 170, folded=True),
        MenuItem("arshjul", "Årshjul", 180, folded=True),
        MenuItem("projekt", "Projekt", 190, folded=True),
    )
    declares = (
        "blocks",
        "checks",
        "dashboard",
        "facts",
        "missing",
        "outline",
        "referring",
        "texts.prose_sources",
    )
    fact_prefixes = {
        "plans.goal": ("mal", "resultat"),
        "plans.insats": ("insats", "stat"),
        "plans.insatsyear": ("insats",),
    }
