"""Forms over documents and their sections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from finsam.core.crud.forms import OwnedForm
from finsam.documents import registry
from finsam.documents.models import Document, Section
from finsam.documents.options import BlockOptions, Settings
from finsam.facts.book import Book, FactError
from finsam.facts.figures import Format, FormatError, references


class DocumentForm(OwnedForm):
    """The cover, the contents and the decision."""

    class Meta(OwnedForm.Meta):
        model = Document
        fields = (
            "title",
            "subtitle",
            "status",
            "until",
            "dnr",
            "decided_on",
            "decided_by",
            "paragraph",
            "numbered",
            "show_vision",
            "cover_picture",
            "contents",
            "contents_depth",
            "contents_style",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = registry.kinds().get(self.instance.kind)
        if kind is None or not kind.several:
            del self.fields["until"]  # the year is its period


def _block_choices() -> list[tuple[str, str]]:
    return [("", "Inget"), *((block.key, block.label) for block in registry.blocks().values())]


class SectionForm(OwnedForm):
    """A section's heading, prose and block."""

    block = forms.ChoiceField(
        label="Innehåll ur systemet",
        required=False,
        choices=_block_choices,
        help_text="En tabell, ett diagram eller en lista som byggs av förbundets uppgifter.",
    )

    class Meta(OwnedForm.Meta):
        model = Section
        fields = ("title", "level", "numbered", "in_contents", "page_break", "prose", "block", "after")

    def __init__(self, *args: Any, book: Book, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book = book

    def clean(self) -> dict[str, Any]:
        """Every bound figure must lead to a fact, and be printed in a format that exists."""
        cleaned: dict[str, Any] = super().clean()
        for name in ("prose", "after"):
            for key, shape in references(cleaned.get(name) or ""):
                try:
                    Format.read(shape)
                    self.book[key]
                except (FactError, FormatError) as error:
                    self.add_error(name, f"{error} Välj en annan siffra, eller ta bort den.")
        return cleaned


def options_form(block: registry.Block, book: Book, *args: Any, **kwargs: Any) -> BlockOptions:
    """A block's settings with the year's choices filled in."""
    return block.options(*args, book=book, prefix="val", **kwargs)


def stored_options(form: BlockOptions) -> Settings:
    """Valid settings as JSON holds them; what is as usual isn't stored. Raises ValidationError when not valid."""
    if not form.is_valid():
        raise ValidationError("Inställningarna går inte att spara.")
    plain = {}
    for name, value in form.cleaned_data.items():
        value = value.isoformat() if hasattr(value, "isoformat") else value
        initial = form.fields[name].initial
        if value != (initial() if callable(initial) else initial):
            plain[name] = value
    return plain


class ReasonForm(forms.Form):
    """Why a deviation is as it should be."""

    rule = forms.CharField(widget=forms.HiddenInput)
    subject = forms.CharField(widget=forms.HiddenInput)
    figures = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label="Förklaring", widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
