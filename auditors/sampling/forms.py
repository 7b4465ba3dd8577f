"""Forms over a sample that is to be drawn, and over what was found of an item."""

from __future__ import annotations

import secrets

from auditors.sampling.models import Method, Sample, SampleItem, Side
from finsam.core.crud.forms import Heading, OwnedForm


class SampleForm(OwnedForm):
    """What a sample is drawn from, and how. A seed is proposed."""

    layout = (
        "name",
        Heading("Vad stickprovet dras ur"),
        "source",
        ("accounts_from", "accounts_to"),
        ("month_from", "month_to"),
        "objects_in",
        ("side", "least"),
        Heading("Hur det dras"),
        "method",
        ("size", "interval"),
        ("boundaries", "counts"),
        "seed",
    )
    beside = {"sample_months_in_order": "month_to", "sample_least_no_sign": "least"}

    class Meta(OwnedForm.Meta):
        model = Sample

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seed", "")
        self.initial["seed"] = self.initial["seed"] or secrets.token_hex(4)
        self.fields["side"].choices = [("", "Båda"), *Side.choices]
        self.fields["method"].choices = Method.choices
        self.fields["size"].help_text = "Vid slump, och vid beloppsvägt om intervallet är tomt."
        self.fields["interval"].help_text = "Vid beloppsvägt: så många kronor mellan två träffar."


class ResultForm(OwnedForm):
    """What the auditor found of an item."""

    layout = ("result", "deviation", "text")

    class Meta(OwnedForm.Meta):
        model = SampleItem

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["result"]
        field.choices = [("", "Inte bedömd än"), *[choice for choice in field.choices if choice[0]]]
