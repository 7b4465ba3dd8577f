"""Forms of the year's books."""

from __future__ import annotations

from django import forms

from finsam.core.crud.forms import Heading, OwnedForm
from followup.accounts import models, schemes


class BalanceItemForm(OwnedForm):
    """What the balance is specified by."""

    layout = ("name", "row", "useful_life", "order")

    class Meta(OwnedForm.Meta):
        model = models.BalanceItem


class BalanceRuleForm(OwnedForm):
    """Which accounts a balance item is made of."""

    layout = ("accounts", "item", "confirmed", "order")

    class Meta(OwnedForm.Meta):
        model = models.BalanceRule


class InvestmentForm(OwnedForm):
    """Something bought or sold."""

    layout = ("name", ("kind", "row"), ("amount", "budget"), "gain", "order")
    beside = {"investment_not_negative": "amount", "investment_gain_of_sale": "gain"}
    sides = {"budget": "kostnad"}

    class Meta(OwnedForm.Meta):
        model = models.Investment


class AdjustmentForm(OwnedForm):
    """A row of the balanskravsutredning of this year."""

    layout = ("row", "amount")
    beside = {"followup_adjustmentamount_fiscal_year_row": "row"}

    class Meta(OwnedForm.Meta):
        model = models.AdjustmentAmount

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = schemes.scheme("balanskrav", self.tenant.fiscal_year.year).posts()
        choices = [(row.key, row.label) for row in rows if row.key != "bk.resultat"]
        self.fields["row"].choices = [("", "Välj rad"), *choices]


class NoteForm(OwnedForm):
    """A note: its heading, what it shows and which rows it explains."""

    explains = forms.MultipleChoiceField(
        label="Förklarar raderna",
        choices=models.EXPLAINABLE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Raderna hänvisar till noten, och noten till raderna.",
    )

    layout = ("name", ("form", "order"), "explains", "principles", "text")

    class Meta(OwnedForm.Meta):
        model = models.Note
        fields = ("name", "form", "explains", "principles", "text", "order")


class YearBooksForm(OwnedForm):
    """What the year's statements say in words."""

    layout = (
        Heading("Balanskravsresultat"),
        ("restoring", "restored_by"),
        "restoring_text",
        "unrestored",
        Heading("Vad som inte finns"),
        "no_investments",
        "no_pledges",
        Heading("Driftredovisning"),
        "operations_comment",
        Heading("Delår och underskrift"),
        "interim_end",
        ("signed_on", "signed_at"),
        Heading("År innan ni började med Finsam"),
        "stated_solidity",
    )
    beside = {"yearbooks_restored_by": "restored_by"}

    class Meta(OwnedForm.Meta):
        model = models.YearBooks


class PersonnelForm(OwnedForm):
    """The förbund's employees."""

    layout = (("employees", "full_time"), "text")

    class Meta(OwnedForm.Meta):
        model = models.Personnel
