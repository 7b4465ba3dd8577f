"""An auditor's answer to a question of the law."""

from __future__ import annotations

from typing import Any

from auditors.path.models import UNJUDGED, Assessment, Verdict
from finsam.core.crud.forms import OwnedForm


class AssessmentForm(OwnedForm):
    """The answer and what it rests on."""

    layout = ("verdict", "text")
    beside = {"assessment_remark_has_words": "text", "assessment_shared_is_judged": "verdict"}

    class Meta(OwnedForm.Meta):
        model = Assessment

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = [("", UNJUDGED), *Verdict.choices]
        self.fields["text"].widget.attrs["rows"] = 8
        self.fields[
            "text"
        ].help_text = "Vad du har sett, och vad det säger. En anmärkning eller ett nej behöver ord."
