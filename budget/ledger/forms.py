"""Forms over the rules that place the books' money."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from budget.forms import line_choices
from budget.models import AccountRule, RuleShare
from budget.queries import tree
from finsam.core.crud.forms import OwnedForm, SharedFormSet, children_formset
from plans.forms.wholes import kept, refuse_parts


class RuleForm(OwnedForm):
    """A rule: which accounts, and which objects of them."""

    layout = (("accounts", "objects_in"), "confirmed", "order")

    class Meta(OwnedForm.Meta):
        model = AccountRule


class RuleShareForm(OwnedForm):
    """A line that a rule's money goes to."""

    class Meta(OwnedForm.Meta):
        model = RuleShare
        fields = ("line", "percent")


class RuleShareFormSet(SharedFormSet):
    """A rule's lines: at least one, and together they have all of the money."""

    shared = ("line",)

    def choices(self, name, field):
        """Lines stand as the tree they are; one that others make up has no money of its own."""
        lines = tree(self.tenant.forbund)
        groups = {line.parent_id for line, _ in lines}
        return line_choices([(line, depth) for line, depth in lines if line.pk not in groups])

    def clean(self):
        """Refuse what isn't 100 %, at the last of the shares."""
        super().clean()
        rows = kept(self)
        if any(self.errors):
            return
        if not rows:
            raise ValidationError("Välj en budgetrad som pengarna hör till.")
        refuse_parts(rows, "percent")


SHARES = children_formset(AccountRule, RuleShareForm, fk_name="rule", formset=RuleShareFormSet)
