"""Forms of the year's books, and the balance of all items at once."""

from __future__ import annotations

from datetime import date

from django import forms

from finsam.core.crud.fields import SidedFormField
from finsam.core.crud.forms import Heading, OwnedForm
from finsam.core.crud.signs import AsksOfSigns
from finsam.core.tenancy.access import TenantContext
from finsam.core.values.periods import long_date
from followup.accounts import models, schemes
from followup.accounts.queries import Records, year_end


class BalanceItemForm(OwnedForm):
    """What the balance is specified by."""

    layout = ("name", "row", "useful_life", "order")

    class Meta(OwnedForm.Meta):
        model = models.BalanceItem
        fields = ("name", "row", "useful_life", "order")


class InvestmentForm(OwnedForm):
    """Something bought or sold."""

    layout = ("name", ("kind", "row"), ("amount", "budget"), "gain", "order")
    beside = {"investment_not_negative": "amount", "investment_gain_of_sale": "gain"}
    sides = {"budget": "kostnad"}

    class Meta(OwnedForm.Meta):
        model = models.Investment
        fields = ("name", "kind", "row", "amount", "budget", "gain", "order")


class AdjustmentForm(OwnedForm):
    """A row of the balanskravsutredning of this year."""

    layout = ("row", "amount")
    beside = {"followup_adjustmentamount_fiscal_year_row": "row"}

    class Meta(OwnedForm.Meta):
        model = models.AdjustmentAmount
        fields = ("row", "amount")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = schemes.scheme("balanskrav", self.tenant.fiscal_year.year).posts()
        found = [(row.key, row.label) for row in rows if row.key != "bk.resultat"]
        self.fields["row"].choices = [("", "Välj rad"), *found]


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
        Heading("År före systemet"),
        "stated_solidity",
    )
    beside = {"yearbooks_restored_by": "restored_by"}

    class Meta(OwnedForm.Meta):
        model = models.YearBooks
        fields = (
            "restoring", "restored_by", "restoring_text", "unrestored", "no_investments", "no_pledges",
            "operations_comment", "interim_end", "signed_on", "signed_at", "stated_solidity",
        )  # fmt: skip


class PersonnelForm(OwnedForm):
    """The förbund's employees."""

    layout = (("employees", "full_time"), "text")

    class Meta(OwnedForm.Meta):
        model = models.Personnel
        fields = ("employees", "full_time", "text")


class BalanceForm(AsksOfSigns, forms.Form):
    """The balance of a day: a field for each item."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, tenant: TenantContext, found: Records, end: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.tenant, self.found, self.end, self.sides = tenant, found, end, {}
        self.initial["version"] = tenant.fiscal_year.version
        assets = schemes.posts_of("br", "tillgangar", end.year)
        for item in found.items:
            name = self.name_of(item)
            self.fields[name] = SidedFormField(label=f"{item}, {long_date(end)}", required=False)
            self.sides[name] = "tillgang" if item.row in assets else "skuld"
            self.initial[name] = found.amount(item, end)

    def clean(self):
        """A minus is asked about; what an item is worth is written without one."""
        cleaned = super().clean()
        self.ask_of_signs()
        return cleaned

    def name_of(self, item: models.BalanceItem) -> str:
        """The name of an item's field, which says the day: what was written of one day isn't kept for another."""
        day = "ar" if self.end == year_end(self.end.year) else f"{self.end:%m%d}"
        return f"{day}-{item.key}"

    def written(self) -> dict:
        """The amounts by their fields' names; a field that wasn't sent is left alone."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name in self.data and name in self.sides
        }

    def changed_amounts(self):
        """What was written or emptied: (amount, whether it is to be removed)."""
        year, written = self.tenant.fiscal_year, self.written()
        for item in self.found.items:
            name = self.name_of(item)
            if name not in written:
                continue
            value = written[name]
            stored = self.found.amounts.get((item.pk, self.end))
            if value == (stored.amount if stored else None):
                continue
            one = stored or models.BalanceAmount(
                forbund=self.tenant.forbund, fiscal_year=year, item=item, end=self.end
            )
            if value is not None:
                one.amount = value
            yield one, value is None
