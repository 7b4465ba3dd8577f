"""What an auditor asks, and what is said of it."""

from __future__ import annotations

from typing import Any

from django import forms

from auditors.questions import pins
from auditors.questions.models import Question, Reply, ReplyFile
from auditors.questions.pins import Pin
from finsam.core.crud.fields import UploadField
from finsam.core.crud.forms import OwnedForm


class QuestionForm(OwnedForm):
    """A question or a request. What it is about comes from the page that it was asked on, or is chosen here."""

    layout = ("om", "kind", "text", "wanted_by")

    class Meta(OwnedForm.Meta):
        model = Question
        fields = ("kind", "text", "wanted_by")
        labels = {"text": "Vad du vill veta eller få se"}

    def __init__(self, *args: Any, pin: Pin | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices: list[Any] = list(pins.offered(self.tenant))
        known = {name for _, group in choices for name, _ in group}
        if pin is not None and pin.name not in known:
            choices.insert(0, (pin.name, f"{pin.about}: {pin.value}"))
        self.fields["om"] = forms.ChoiceField(
            label="Gäller",
            choices=choices,
            initial=pin.name if pin else f"{pins.Target.YEAR}:",
            help_text="En siffra frågar du om på sidan där siffran förklaras.",
            error_messages={
                "invalid_choice": "Det som du frågar om finns inte längre. Välj på nytt.",
                "required": "Välj vad frågan gäller.",
            },
        )
        self.fields["text"].widget.attrs["rows"] = 6


class ReplyForm(OwnedForm):
    """An answer with files, a follow-up question, or a reason."""

    layout = ("text", "files")
    LABELS = {"svara": "Svar", "fraga": "Följdfråga", "oppna": "Varför frågan öppnas igen"}

    class Meta(OwnedForm.Meta):
        model = Reply
        fields = ("text",)

    def __init__(self, *args: Any, step: str, question: Question, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["version"] = question.version
        self.fields["text"].label = self.LABELS[step]
        self.fields["text"].widget.attrs["rows"] = 6
        if step == "svara":
            self.fields["files"] = UploadField(
                label="Filer",
                several=True,
                help_text=f"Flera går att välja på en gång. Var och en: {ReplyFile.TAKEN[0].lower()}{ReplyFile.TAKEN[1:]}",
            )
