"""Budget as a Django app."""

from finsam.core import declaring
from finsam.core.crud.menu import Group, MenuItem


class BudgetConfig(declaring.DomainApp):
    """Registers its facts, blocks and checks when Django starts."""

    name = "budget"
    verbose_name = "Budget"
    menu = (
        MenuItem(
            "budget",
            "Budget",
            50,
            pages=("money-rules", "scenarios", "insats-money", "grants", "requisitions", "general-deduction"),
        ),
        MenuItem("budget-followup", "Budgetuppföljning", 105, group=Group.FOLLOW),
    )
    declares = (
        "services",
        "blocks",
        "capital.blocks",
        "checks",
        "dashboard",
        "equity_checks",
        "facts",
        "ledger.checks",
        "ledger.demo",
        "ledger.facts",
        "ledger.importing.books",
        "missing",
        "grants.blocks",
        "grants.checks",
        "grants.facts",
        "grants.rollover",
        "layouts.revising",
        "rollover",
        "scenarios.rollover",
        "forecasting.facts",
        "variance.blocks",
        "variance.dashboard",
        "variance.facts",
        "variance.missing",
        "variance.rollover",
    )
    fact_prefixes = {
        "budget.line": (
            "budget",
            "reviderad",
            "prognos",
            "utfall",
            "delar",
            "serie",
            "plan1",
            "plan2",
            "plan3",
            "revplan1",
            "revplan2",
            "revplan3",
            "hittills",
            "periodbudget",
            "avvikelse",
        ),
        "budget.series": ("serie",),
        "budget.grant": ("medel",),
        "budget.requisition": ("medel",),
    }
