"""Forms over documents and their sections."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from finsam.core.crud.forms import OwnedForm
from finsam.documents import registry
from finsam.documents.models import Document, Section
from finsam.documents.options import BlockOptions
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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kind = registry.kinds().get(self.instance.kind)
        if kind is None or not kind.several:
            del self.fields["until"]  # the year is its period


class SectionForm(OwnedForm):
    """A section's heading, prose and block."""

    block = forms.ChoiceField(label="Innehåll ur systemet", required=False)

    class Meta(OwnedForm.Meta):
        model = Section
        fields = ("title", "level", "numbered", "in_contents", "page_break", "prose", "block", "after")

    def __init__(self, *args, book: Book, **kwargs):
        super().__init__(*args, **kwargs)
        self.book = book
        choices = [(block.key, block.label) for block in registry.blocks().values()]
        self.fields["block"].choices = [("", "Inget"), *choices]
        self.fields[
            "block"
        ].help_text = "En tabell, ett diagram eller en lista som byggs av förbundets uppgifter."

    def clean(self):
        """Every bound figure must lead to a fact, and be printed in a format that exists."""
        cleaned = super().clean()
        for name in ("prose", "after"):
            for key, shape in references(cleaned.get(name) or ""):
                try:
                    Format.read(shape)
                    self.book[key]
                except (FactError, FormatError) as error:
                    self.add_error(name, f"{error} Välj en annan siffra, eller ta bort den.")
        return cleaned


def options_form(block: registry.Block, book: Book, *args, **kwargs) -> BlockOptions:
    """A block's settings with the year's choices filled in."""
    return block.options(*args, book=book, prefix="val", **kwargs)


def stored_options(form: BlockOptions) -> dict:
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
