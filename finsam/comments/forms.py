"""What is written of a förslag, and what is answered."""

from __future__ import annotations

from typing import Any

from django import forms

from finsam.comments.models import Comment
from finsam.core.crud.forms import OwnedForm


class CommentForm(OwnedForm):
    """What somebody wants to say of a section, or of one of its figures."""

    layout = ("figure", "text")

    class Meta(OwnedForm.Meta):
        model = Comment
        fields = ("text",)

    def __init__(self, *args: Any, figures: dict[str, str] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["figure"] = forms.ChoiceField(
            label="Gäller",
            required=False,
            choices=[("", "Hela avsnittet"), *(figures or {}).items()],
            error_messages={"invalid_choice": "Siffran står inte längre i avsnittet. Välj på nytt."},
        )
        self.fields["text"].widget.attrs["rows"] = 6


class AnswerForm(OwnedForm):
    """What the kansli answers."""

    layout = ("answer",)
    beside = {"comment_answered": "answer"}

    class Meta(OwnedForm.Meta):
        model = Comment

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["answer"].widget.attrs["rows"] = 6
