"""Settings of a block as a form; some choose among things of the year by key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from django import forms

from finsam.documents.facts import Book


class KeysField(forms.MultipleChoiceField):
    """Things of the year by key, in the order given. Without choices offered, any key is taken."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(required=False, initial=list, **kwargs)

    def valid_value(self, value):
        return not self.choices or super().valid_value(value)


class KeyField(forms.ChoiceField):
    """One of the year's things by key, or none. Without choices offered, any key is taken."""

    def __init__(self, **kwargs):
        super().__init__(required=False, initial="", **kwargs)

    def valid_value(self, value):
        return not self.choices or super().valid_value(value)


class BlockOptions(forms.Form):
    """Settings of a block.

    Made with `book=`, the fields named in `offered` get their choices; chosen ones stand first, in their
    order, so that a form saved unchanged keeps it.
    """

    offered: ClassVar[dict[str, Callable[[Book], Iterable[tuple[str, str]]]]] = {}

    def __init__(self, *args, book: Book | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        for name, offer in self.offered.items() if book is not None else ():
            field = self.fields[name]
            choices = list(offer(book))
            if isinstance(field, KeysField):
                chosen = list(self[name].value() or [])
                choices.sort(key=lambda pair: chosen.index(pair[0]) if pair[0] in chosen else len(chosen))
            else:
                choices.insert(0, ("", "–"))
            field.choices = choices
