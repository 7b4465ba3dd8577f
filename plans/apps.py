"""Plans as a Django app."""

from django.apps import AppConfig

from finsam.core.crud.menu import MenuItem


class PlansConfig(AppConfig):
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

    def ready(self):
        from plans import blocks, checks, dashboard, facts, missing, outline, referring  # noqa: F401 - they register themselves
        from plans.texts import prose_sources  # noqa: F401
