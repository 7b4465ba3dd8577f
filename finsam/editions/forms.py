"""What is written when a step is taken."""

from __future__ import annotations

from typing import Any

from django import forms

from finsam.editions.services import Decision


class StepForm(forms.Form):
    """That somebody has read what the step means; `version` is the document that she saw."""

    meetings: tuple[str, ...] = ()  # to choose among, for a step that is a decision's

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**9)

    def decision(self) -> Decision:
        """What the minutes say: nothing, where the step isn't a decision's."""
        return Decision()


class DecisionForm(StepForm):
    """What the minutes say."""

    day = forms.DateField(
        label="Beslutsdag",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Skriv en dag som 2024-11-22."},
    )
    paragraph = forms.CharField(
        label="Paragraf i protokollet", required=False, max_length=20, help_text="Till exempel 45."
    )
    meeting = forms.CharField(
        label="Sammanträde",
        required=False,
        max_length=120,
        help_text="Till exempel ”Styrelsens sammanträde 22 november 2024”.",
    )

    def offer(self, meetings: list[str]) -> None:
        """Let the meetings that are known be chosen; one that isn't is written."""
        self.meetings = tuple(meetings)
        if meetings:
            field = self.fields["meeting"]
            field.widget.attrs["list"] = "sammantraden"
            field.help_text = "Välj ett möte ur mötesplanen, eller skriv, till exempel ”Styrelsens sammanträde 22 november 2024”."

    def clean(self) -> dict[str, Any]:
        """What is lacking is told at its field; a day that can't be read is told of already."""
        cleaned = super().clean() or {}
        for name, sentence in self.decision().lacks().items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return cleaned

    def decision(self) -> Decision:
        """What was written."""
        told = self.cleaned_data
        return Decision(told.get("day"), told.get("paragraph", ""), told.get("meeting", ""))


class WithdrawForm(forms.Form):
    """Why an edition is public no more."""

    reason = forms.CharField(
        label="Varför återkallas den?",
        max_length=300,
        error_messages={"required": "Skriv varför handlingen återkallas. Det står på dess offentliga sida."},
        help_text="Alla kan läsa det. Till exempel ”Fel bilaga var med; en rättad handling kommer i mars”.",
    )
