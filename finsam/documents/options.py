"""Settings of a block as a form; some choose among things of the year by key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator

from finsam.core.values.money import number
from finsam.facts.book import Book

LONGEST = 300  # characters of a setting in words

Settings = dict[str, Any]  # a block's, by name, as JSON holds them


class Choice(forms.ChoiceField):
    """One of some ways, each (value, words). Without `initial` the first is meant; if that has no value, none need be chosen."""

    def __init__(self, label: str, *choices: tuple[str, str], **kwargs: Any) -> None:
        first = choices[0][0]
        super().__init__(label=label, choices=choices, required=first != "", **{"initial": first, **kwargs})


class KeysField(forms.MultipleChoiceField):
    """Things of the year by key, in the order given. Without choices offered, any key is taken."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, initial=list, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return not self.choices or super().valid_value(value)


class KeyField(forms.ChoiceField):
    """One of the year's things by key, or none. Without choices offered, any key is taken."""

    def __init__(self, *, none: str = "–", **kwargs: Any) -> None:
        self.none = none  # what it is called when none is chosen
        super().__init__(required=False, initial="", **kwargs)

    def valid_value(self, value: Any) -> bool:
        return not self.choices or super().valid_value(value)


class BlockOptions(forms.Form):
    """Settings of a block.

    Made with `book=`, the fields named in `offered` get their choices; chosen ones stand first, in their
    order, so that a form saved unchanged keeps it. What was chosen and is gone is still there to be seen.

    `meant` says what a general word ("styrelse", "flerar") is called here, for outlines that can't know the keys.
    """

    offered: ClassVar[dict[str, Callable[[Book], Iterable[tuple[str, str]]]]] = {}
    meant: ClassVar[dict[str, Callable[[Book, str], str]]] = {}

    def __init__(self, *args: Any, book: Book | None = None, **kwargs: Any) -> None:
        if book is not None and kwargs.get("initial"):
            kwargs["initial"] = self.settled(book, kwargs["initial"])
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if type(field) is forms.CharField and field.max_length is None:
                field.widget.attrs["maxlength"] = LONGEST
                field.validators.append(
                    MaxLengthValidator(LONGEST, f"Högst {number(LONGEST, 0)} tecken får plats här.")
                )
        if book is not None:
            for name, offer in self.offered.items():
                self._offer(name, list(offer(book)))

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field, stored = self.fields[name], self.initial.get(name)
        kept = [stored] if isinstance(stored, str) else list(stored or [])
        known = {key for key, _ in choices}
        choices += [(key, f"{key} (finns inte längre)") for key in kept if key and key not in known]
        if isinstance(field, KeysField):
            chosen = list(self[name].value() or [])
            choices.sort(key=lambda pair: chosen.index(pair[0]) if pair[0] in chosen else len(chosen))
            field.choices = choices
        elif isinstance(field, KeyField):
            field.choices = [("", field.none), *choices]

    @classmethod
    def settled(cls, book: Book, options: Settings) -> Settings:
        """The settings with general words as this förbund's own keys."""
        words = {name: meaning for name, meaning in cls.meant.items() if options.get(name)}
        return {**options, **{name: meaning(book, options[name]) for name, meaning in words.items()}}


class CaptionOptions(BlockOptions):
    """Whether a caption is printed over the block's table or chart; it stands last on the form.

    A heading over them that says the same is the user's own words, so only the user can tell.
    """

    show_title = forms.BooleanField(
        label="Visa tabellens eller diagrammets rubrik",
        required=False,
        initial=True,
        help_text=(
            "Ta bort krysset när avsnittets rubrik säger detsamma: då läses den bara upp för den som lyssnar. "
            "Har avsnittet flera tabeller gäller det den första."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "show_title"])
