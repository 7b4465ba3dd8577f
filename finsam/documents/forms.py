"""Forms over documents and their sections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from finsam.core.crud.comparison import both
from finsam.core.crud.forms import OwnedForm
from finsam.core.text.merging import Merged, merge
from finsam.core.text.prose import clean, plain
from finsam.documents import registry
from finsam.documents.models import Document, Pen, Section, Written
from finsam.documents.options import BlockOptions, Settings
from finsam.documents.writing import versions
from finsam.facts.book import Book, FactError
from finsam.facts.figures import Format, FormatError, references


class DocumentForm(OwnedForm):
    """The cover, the contents and the decision."""

    shows_last_year = ("title", "subtitle")

    class Meta(OwnedForm.Meta):
        model = Document
        fields = (
            "title",
            "subtitle",
            "until",
            "dnr",
            "decided_on",
            "decided_by",
            "paragraph",
            "numbered",
            "show_vision",
            "cover_picture",
            "facing_pages",
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


class BlockField(forms.ChoiceField):
    """Which block stands in a section, or none."""

    def __init__(self) -> None:
        super().__init__(
            label="Tabell, diagram eller bild",
            required=False,
            choices=_block_choices,
            help_text="En tabell, ett diagram eller en lista som byggs av förbundets uppgifter.",
        )


class TextForm(OwnedForm):
    """What is written of a section: its heading and its texts."""

    shows_last_year = ("title", "prose", "after")

    class Meta(OwnedForm.Meta):
        model = Section
        fields: tuple[str, ...] = ("title", "prose", "after")

    # What the texts said when the form was opened, so that what others have written since can be put together with it.
    prose_base = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    after_base = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, book: Book, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book = book
        self.merged: dict[str, Merged] = {}
        for name, text in versions.texts(self.instance).items():
            self.initial[f"{name}_base"] = text

    def compared(self, current: Section) -> list[dict[str, Any]]:
        """What differs where it can't be put together: both wordings of a paragraph that both have changed."""
        rows = {row["name"]: row for row in both(self, current)}
        for name in versions.TEXTS:
            if f"{name}_base" not in self.data:
                continue
            base = clean(self.cleaned_data[f"{name}_base"], section=True)
            merged = self.merged[name] = merge(base, self.cleaned_data[name], getattr(current, name))
            self.data[name], self.data[f"{name}_base"] = merged.both, getattr(current, name)
            row = rows.pop(name, None)
            if row is not None and merged.clashes:
                mine = " ".join(plain(clash.mine) for clash in merged.clashes)
                rows[name] = {
                    **row,
                    "mine": mine,
                    "theirs": " ".join(plain(clash.theirs) for clash in merged.clashes),
                }
        return list(rows.values())

    def carry_out(self, action: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """As for every form; texts in which nobody has changed the same paragraph are put together and saved."""
        if super().carry_out(action, *args, **kwargs):
            return True
        if self.stale != []:
            return False
        self.stale = None
        for name, merged in self.merged.items():
            setattr(self.instance, name, merged.both)
        self.instance.pen = Pen(written=Written.MERGED)
        self.tenant.tell(
            ["Avsnittet hade sparats i en annan flik eller av någon annan. Det ni har skrivit är hopfört."]
        )
        return super().carry_out(action, *args, **{**kwargs, "version": int(self.data["version"])})

    def clean(self) -> dict[str, Any]:
        """Every bound figure must lead to a fact, and be printed in a format that exists."""
        cleaned: dict[str, Any] = super().clean()
        for name in versions.TEXTS:
            for key, shape in references(cleaned.get(name) or ""):
                try:
                    Format.read(shape)
                    self.book[key]
                except (FactError, FormatError) as error:
                    self.add_error(name, f"{error} Välj en annan siffra, eller ta bort den.")
        return cleaned


NEW_PAGE = "I PDF:en, om kapitlet eller avsnittet fyller det mesta av en sida. Ett kortare följer direkt efter det som står före."


class SectionForm(TextForm):
    """All of a section, on a page of its own."""

    block = BlockField()

    class Meta(OwnedForm.Meta):
        model = Section
        fields = (
            "title", "level", "numbered", "in_contents", "page_break", "prose", "block", "after",
            "hidden", "not_applicable", "done",
        )  # fmt: skip
        help_texts: ClassVar = {"page_break": NEW_PAGE}


class BlockForm(OwnedForm):
    """What of the system's content stands in a section."""

    block = BlockField()

    class Meta(OwnedForm.Meta):
        model = Section
        fields: tuple[str, ...] = ("block",)


class SettingsForm(OwnedForm):
    """How a section is printed."""

    class Meta(OwnedForm.Meta):
        model = Section
        fields = ("numbered", "in_contents", "page_break", "hidden", "not_applicable")
        help_texts: ClassVar = {"page_break": NEW_PAGE}


def options_form(block: registry.Block, book: Book, *args: Any, **kwargs: Any) -> BlockOptions:
    """A block's settings with the year's choices filled in."""
    return block.options(*args, book=book, prefix="val", **kwargs)


def stored_options(form: BlockOptions) -> Settings:
    """Valid settings as JSON holds them; what is as usual isn't stored. Raises ValidationError when not valid."""
    if not form.is_valid():
        raise ValidationError("Inställningarna går inte att spara som de är.")
    plain = {}
    for name, value in form.cleaned_data.items():
        value = value.isoformat() if hasattr(value, "isoformat") else value
        initial = form.fields[name].initial
        if value != (initial() if callable(initial) else initial):
            plain[name] = value
    return plain


class ReplaceForm(forms.Form):
    """Which words to find in a document, and what to put in their place."""

    words = forms.CharField(label="Sök efter", max_length=200)
    by = forms.CharField(label="Ersätt med", max_length=200, required=False)
    exact = forms.BooleanField(label="Skilj på stora och små bokstäver", required=False)


class ReasonForm(forms.Form):
    """Why a deviation is as it should be."""

    rule = forms.CharField(widget=forms.HiddenInput)
    subject = forms.CharField(widget=forms.HiddenInput)
    figures = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label="Förklaring", widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
