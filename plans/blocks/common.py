"""What the plan's blocks share: settings that choose among the year's things, and small pieces of HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from django import forms
from django.utils.html import escape

from finsam.documents.facts import Book
from finsam.documents.tables import Html


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


class YearOptions(forms.Form):
    """Settings of which some choose among what is planned in a year.

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


def chosen(keys: Iterable[str], found: Mapping) -> tuple[list, list[str]]:
    """The things by the keys given, in that order, and the keys that found nothing. No keys: all things."""
    if not keys:
        return list(found.values()), []
    return [found[key] for key in keys if key in found], [key for key in keys if key not in found]


def gone(key: str, name: str, missing: list[str], year: int) -> list[Html]:
    """A sentence about chosen things that aren't there, so that none disappears in silence."""
    if not missing:
        return []
    names = ", ".join(f"”{escape(one)}”" for one in missing)
    text = f"{name} {names} finns inte {year}. Välj om i avsnittets inställningar."
    return [Html(f"{key}-saknas", f"<p><em>{text}</em></p>")]


def teach(key: str, text: str) -> list[Html]:
    """What stands where there is nothing yet: what it is for and where to begin."""
    return [Html(key, f"<p><em>{escape(text)}</em></p>")]


def bullets(items: Iterable[str]) -> str:
    """A list of pieces of HTML, marked up as the editor does it."""
    inside = "".join(f"<li>{item if item.startswith('<p>') else f'<p>{item}</p>'}</li>" for item in items)
    return f"<ul>{inside}</ul>" if inside else ""


def paragraph(html: str) -> str:
    """One paragraph, or nothing."""
    return f"<p>{html}</p>" if html else ""
