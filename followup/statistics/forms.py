"""Forms over statistics: measures, divisions and tables, and how a figure is written."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

from finsam.core.crud.forms import Heading, OwnedForm, PlacedForm, SharedFormSet, children_formset
from finsam.core.values.money import COUNT, LONGEST, PERCENT, AmountError, number, parse, places
from followup.statistics.models import Bin, BinSet, Measure, Qualifier, StatTable
from followup.statistics.statistics_table import Given

QUALIFIERS = [str(member.value) for member in Qualifier if member.value]
_QUALIFIED = re.compile(rf"(?:({'|'.join(QUALIFIERS)})\.?\s+)?(.*?)\s*(%?)", re.IGNORECASE | re.DOTALL)


class MeasureForm(OwnedForm):
    """Something to count or measure."""

    layout = ("name", "kind", "persons", ("unit", "decimals"), ("scale_low", "scale_high"), "order")
    beside = {"measure_scale_given": "scale_high", "measure_persons_are_counted": "persons"}

    class Meta(OwnedForm.Meta):
        model = Measure


class BinSetForm(OwnedForm):
    """A way to divide people into groups."""

    layout = ("name", ("edition", "unit"), "replaces", "order")

    class Meta(OwnedForm.Meta):
        model = BinSet

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["replaces"].queryset = self.fields["replaces"].queryset.exclude(pk=self.instance.pk)


class BinForm(PlacedForm):
    """A group of a division."""

    beside = {"bin_ends_in_order": "high"}

    class Meta(OwnedForm.Meta):
        model = Bin
        fields = ("name", "low", "high", "maps_to", "order")

    def __init__(self, *args, division: BinSet | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if division is None and self.instance.bin_set_id:
            division = self.instance.bin_set
        if division is None or division.replaces_id is None:
            del self.fields["maps_to"]
        else:
            self.fields["maps_to"].queryset = Bin.objects.filter(bin_set_id=division.replaces_id)


class BinFormSet(SharedFormSet):
    """The groups of a division; also a new one may answer to a group of the division that is replaced."""

    shared = ("maps_to",)

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "division": self.instance}


BINS = children_formset(BinSet, BinForm, fk_name="bin_set", extra=3, formset=BinFormSet)


class StatTableForm(OwnedForm):
    """What a table counts, of whom and up to when."""

    layout = (
        ("measure", "population"),
        ("insats", "until"),
        "bin_set",
        "multi_response",
        "groups_by_kommun",
        Heading("Källa"),
        ("source", "source_note"),
        Heading("I redovisningen"),
        "title",
        "order",
    )
    beside = {
        "stattable_once": "measure",
        "stattable_once_for_all": "measure",
        "stattable_multi_has_bins": "bin_set",
        "stattable_kommun_has_bins": "bin_set",
    }

    class Meta(OwnedForm.Meta):
        model = StatTable

    def clean_bin_set(self):
        """Groups that hold figures aren't changed for others."""
        chosen = self.cleaned_data["bin_set"]
        if self.instance.pk and self.instance.bin_set_id != (chosen.pk if chosen else None):
            held = self.instance.values.filter(bin__isnull=False).exists()
            if held:
                raise ValidationError(
                    "Tabellen har siffror i sina grupper. Töm dem innan du byter indelning."
                )
        return chosen


def read_figure(text: str, decimals: int) -> Given | None:
    """A figure as people write it: `183`, `ca 70`, `över 400`, `högst 10`, or `48 %` where nobody knows of how many.

    Raises ValidationError with a sentence.
    """
    text = text.strip()
    # A long text is no figure, and would take the pattern long to find out.
    word, text, percent = _QUALIFIED.fullmatch(text).groups() if len(text) <= LONGEST else ("", text, "")
    try:
        amount = parse(text, PERCENT if percent else COUNT, decimals=2 if percent else decimals)
    except AmountError as error:
        sentence = "Ett antal är ett helt tal." if "ett helt tal" in str(error) else str(error)
        raise ValidationError(sentence, code="count") from error
    if amount is None:
        if word or percent:
            raise ValidationError(f"Skriv ett antal efter ”{word or percent}”.", code="count")
        return None
    if amount < 0:
        raise ValidationError("Ett antal kan inte vara mindre än noll.", code="count")
    if percent and amount > 100:
        raise ValidationError("En andel kan inte vara större än 100 %.", code="count")
    qualifier = (word or "").lower()
    return Given(None, amount, qualifier) if percent else Given(amount, None, qualifier)


def written(given: Given) -> str:
    """A figure as it is written in the grid."""
    amount = given.value if given.value is not None else given.share
    shown = number(amount, places(amount))
    text = f"{shown} %" if given.value is None else shown
    return f"{given.qualifier} {text}".strip()
