"""Pages of scenarios: each shows what it comes to beside the real budget, worked out when it is looked at."""

from __future__ import annotations

import django_tables2 as tables

from budget.models import Scenario
from budget.scenarios.forms import CONTRIBUTIONS, DEDUCTIONS, STARTS, ScenarioForm
from budget.scenarios.told import told_of
from finsam.core.crud.editor import Editor
from finsam.core.crud.tables import KeyLinkColumn, OwnedTable
from finsam.core.tenancy.access import address
from finsam.core.tenancy.permissions import Permission


class ScenarioTable(OwnedTable):
    """The year's scenarios."""

    intro = (
        "Vad händer med pengarna om bidragen minskar, en insats börjar senare eller allt sparar lite? Det prövas här bredvid budgeten. "
        "Inget av det når budgeten, dokumenten eller avstämningen."
    )
    example = "”Tio procent mindre i bidrag”: alla medlemsbidrag −10 %."

    name = KeyLinkColumn("scenarios", verbose_name="tänkt läge")
    note = tables.Column(verbose_name="varför det prövas", orderable=False)

    Meta = OwnedTable.of(Scenario, "name", "note")


class ScenarioEditor(Editor):
    """A scenario's page shows what it comes to under what it assumes."""

    def after(self, tenant, obj):
        return address(tenant, "scenarios-edit", key=obj.key)

    def context(self, tenant, obj):
        if not obj.pk:
            return {}
        stored = tenant.all(Scenario).select_related("forbund", "fiscal_year")
        parts = ("contributions", "starts__insats", "deductions__lines")
        return {"told": told_of(stored.prefetch_related(*parts).get(pk=obj.pk))}


scenarios = ScenarioEditor(
    "scenarios",
    "budget/tank-om",
    ScenarioForm,
    ScenarioTable,
    write=Permission.EDIT_BUDGET,
    children=(
        ("Medlemsbidragen ändras", CONTRIBUTIONS),
        ("En insats börjar en annan månad", STARTS),
        ("Avdrag på kostnader", DEDUCTIONS),
    ),
    section="budget",
    form_template="budget/scenario_form.html",
)
