"""Budget as a Django app."""

from django.apps import AppConfig

from finsam.core.crud.menu import MenuItem


class BudgetConfig(AppConfig):
    """Registers its facts, blocks and checks when Django starts."""

    name = "budget"
    verbose_name = "Budget"
    menu = (MenuItem("budget", "Budget", 50),)

    def ready(self):
        from budget import blocks, checks, dashboard, equity_checks, facts  # noqa: F401 - they register themselves
        from finsam.documents import referring

        series = (*facts.PREFIXES, "serie", "plan1", "plan2", "plan3")
        referring.called |= {"budget.line": series, "budget.series": ("serie",)}
