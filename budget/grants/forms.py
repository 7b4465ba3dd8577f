"""Forms over what insatser are granted and have asked to be paid."""

from __future__ import annotations

from budget.models import GeneralDeduction, Grant, GrantYear, Requisition
from finsam.core.crud.forms import OwnedForm, children_formset


class GrantForm(OwnedForm):
    """A decision about an insats's money."""

    layout = ("insats", "decision", ("decided_on", "paragraph"), "note")
    beside = {"grant_decision_said_once": "decision"}

    class Meta(OwnedForm.Meta):
        model = Grant
        help_texts = {"decision": "Står beslutet inte i registret skriver du dag och paragraf här under."}


class GrantYearForm(OwnedForm):
    """What it grants for a year."""

    layout = (("year", "amount"),)
    beside = {"grantyear_not_negative": "amount", "grantyear_within_law": "year"}

    class Meta(OwnedForm.Meta):
        model = GrantYear

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and self.tenant.fiscal_year is not None:
            self.fields["year"].help_text = f"Till exempel {self.tenant.fiscal_year.year}."


YEARS = children_formset(Grant, GrantYearForm, fk_name="grant", extra=2, most=10)


class RequisitionForm(OwnedForm):
    """What an insats asks to be paid."""

    layout = ("insats", ("name", "amount"), ("requested_on", "paid_on"))
    beside = {"requisition_paid_after": "paid_on"}

    class Meta(OwnedForm.Meta):
        model = Requisition


class DeductionForm(OwnedForm):
    """The year's general deduction."""

    layout = (("percent", "source"),)

    class Meta(OwnedForm.Meta):
        model = GeneralDeduction
