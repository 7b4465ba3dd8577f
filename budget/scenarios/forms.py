"""Forms of scenarios and what they assume."""

from __future__ import annotations

from django import forms

from budget.forms import line_choices
from budget.models import ContributionAssumption, DeductionAssumption, Scenario, Side, StartAssumption
from budget.queries import tree
from finsam.core.crud.fields import PercentFormField
from finsam.core.crud.forms import OwnedForm, SharedFormSet, children_formset


class ScenarioForm(OwnedForm):
    """A scenario's name."""

    layout = ("name", "note")

    class Meta(OwnedForm.Meta):
        model = Scenario
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}


class ContributionForm(OwnedForm):
    """By how much whose contributions change."""

    percent = PercentFormField(label="Ändring, %", help_text="Minus är mindre: −10.")

    layout = (("payer", "percent"),)

    class Meta(OwnedForm.Meta):
        model = ContributionAssumption

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["payer"].empty_label = "Alla"


class StartForm(OwnedForm):
    """Which insats begins in which month."""

    layout = (("insats", "month"),)

    class Meta(OwnedForm.Meta):
        model = StartAssumption


class DeductionForm(OwnedForm):
    """By how much costs are cut, and which."""

    layout = (("percent", "amount"), "lines")
    beside = {"deductionassumption_said_once": "percent", "deductionassumption_not_negative": "amount"}

    class Meta(OwnedForm.Meta):
        model = DeductionAssumption
        widgets = {"lines": forms.SelectMultiple(attrs={"size": 6})}
        help_texts = {"lines": "Inga valda: alla kostnader. En grupp är alla dess rader."}


class ContributionFormSet(SharedFormSet):
    """Payers are asked for once."""

    shared, new_row = ("payer",), "Ny ändring"

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("queryset", ContributionAssumption.objects.select_related("payer"))
        super().__init__(*args, **kwargs)


class StartFormSet(SharedFormSet):
    """Insatser are asked for once."""

    shared, new_row = ("insats",), "Ny start"

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("queryset", StartAssumption.objects.select_related("insats"))
        super().__init__(*args, **kwargs)


class DeductionFormSet(SharedFormSet):
    """Lines are asked for once, as the tree they are."""

    shared, new_row = ("lines",), "Nytt avdrag"

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("queryset", DeductionAssumption.objects.prefetch_related("lines"))
        super().__init__(*args, **kwargs)

    def choices(self, name, field):
        costs = [(line, depth) for line, depth in tree(self.tenant.forbund) if line.side == Side.COST]
        return [choice for choice in line_choices(costs) if choice[0]]


CONTRIBUTIONS = children_formset(
    Scenario, ContributionForm, fk_name="scenario", formset=ContributionFormSet, most=10
)
STARTS = children_formset(Scenario, StartForm, fk_name="scenario", formset=StartFormSet, most=10)
DEDUCTIONS = children_formset(Scenario, DeductionForm, fk_name="scenario", formset=DeductionFormSet, most=10)
