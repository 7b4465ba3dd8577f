"""What is noted of a year's ansvarsfrihet."""

from __future__ import annotations

from typing import Any

from django import forms

from auditors.discharge.models import Attachment, Dispatch, MemberDecision
from finsam.core.crud.fields import UploadField
from finsam.core.crud.forms import OwnedForm


class PdfField(UploadField):
    """A PDF as a pair of its name and its bytes."""

    def clean(self, data: Any, initial: Any = None) -> tuple[str, bytes]:
        """As `Attachment.read` takes it. Raises ValidationError."""
        file = forms.FileField.clean(self, data, initial)
        return Attachment.read(file.name, file.read(Attachment.MAX_BYTES + 1))


class AttachForm(forms.Form):
    """A PDF to be put beside the årsredovisning."""

    file = PdfField(
        label="PDF-fil",
        required=True,
        help_text=Attachment.TAKEN,
        error_messages={"required": "Välj en PDF-fil."},
    )


class DispatchForm(OwnedForm):
    """When it was sent, and how."""

    layout = ("sent_on", "note")

    class Meta(OwnedForm.Meta):
        model = Dispatch


class DecisionForm(OwnedForm):
    """What a member decided."""

    layout = ("outcome", ("decided_on", "paragraph"), "note")
    beside = {"memberdecision_remark_has_words": "note"}

    class Meta(OwnedForm.Meta):
        model = MemberDecision
