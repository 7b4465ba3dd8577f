"""Plans as a Django app."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Registers its facts, blocks, outline and checks when Django starts."""

    name = "plans"
    verbose_name = "Planer"

    def ready(self):
        from plans import blocks, checks, dashboard, facts, missing, outline, referring  # noqa: F401 - they register themselves
        from plans.texts import prose_sources  # noqa: F401
