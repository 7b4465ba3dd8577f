"""The version that a form was opened at, and what its visitor wrote beside what somebody else has saved since."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from finsam.core import audit, services
from finsam.core.crud.fields import ProseField
from finsam.core.text import prose


def move_on(form, current) -> None:
    """Let a form go on from the version that is saved, so that saving again is a choice made with both in view."""
    form.data = form.data.copy()
    form.data[form.add_prefix("version")] = str(current.version)


def compare(form, current, rows: Iterable[tuple]) -> list[dict]:
    """What differs, as `crud/stale.html` tells it: (label, what the visitor wrote, what is saved now, the field's name).

    The form's version is moved on.
    """
    move_on(form, current)
    return [dict(zip(("label", "mine", "theirs", "name"), row, strict=False)) for row in rows]


def _as_read(obj, name: str, stored):
    """A field's value as people read it: a choice by its word, several things as the list that was stored."""
    if isinstance(stored, list):
        return stored
    display = getattr(obj, f"get_{name}_display", None)
    value = display() if display else getattr(obj, name)
    return prose.plain(value) if isinstance(obj._meta.get_field(name), ProseField) else value


def both(form, current) -> list[dict]:
    """What the visitor wrote of an object and what somebody else has saved since, field by field.

    The form's version is moved on.
    """
    written = {name: sorted(map(str, values)) for name, values in form.many().items()}
    mine, theirs = audit.snapshot(form.instance) | written, audit.snapshot(current)
    rows = (
        (
            bound.label,
            _as_read(form.instance, bound.name, mine[bound.name]),
            _as_read(current, bound.name, theirs.get(bound.name)),
            bound.name,
        )
        for bound in form
        if bound.name in mine and mine[bound.name] != theirs.get(bound.name)
    )
    return compare(form, current, rows)


class Versioned(forms.Form):
    """A form over an object that others may save meanwhile: carried out at the version it was opened at.

    `stale` is what differs when somebody else has saved since, `changed` whether what was carried out changed anything.
    """

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    stale: list[dict] | None = None
    changed = False

    def open(self, obj) -> None:
        """Remember the object's version, which goes with the form to the page and back."""
        self.opened = obj
        self.initial["version"] = obj.version if obj.pk else None

    def clean(self):
        """A post with nothing of the form in it hasn't emptied the fields: it was lost on its way."""
        cleaned = super().clean()
        if not any(self.add_prefix(name) in self.data for name in self.fields):
            raise ValidationError("Formuläret kom inte fram helt. Ladda om sidan och försök igen.")
        return cleaned

    def compared(self, current) -> list[dict]:
        """What the visitor wrote and what is saved now; the form's version is moved on."""
        return both(self, current)

    def carry_out(self, action: Callable, *args, **kwargs) -> bool:
        """Whether the action could be carried out; a refusal is put in the form, a newer version in `stale`."""
        seen = self.opened.version if self.opened.pk else None
        try:
            action(*args, **kwargs)
        except services.StaleSave as error:
            self.stale = self.compared(error.current)
        except ValidationError as error:
            self.blame(error)
        else:
            self.changed = self.opened.version != seen
            return True
        return False

    def many(self) -> dict:
        """The many-to-many values to save, of a form over a model."""
        names = {field.name for field in self._meta.model._meta.many_to_many}
        return {name: list(value) for name, value in self.cleaned_data.items() if name in names}

    def blame(self, error: ValidationError) -> None:
        """Put a refusal from the action beside its field, or at the top when the field isn't here."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            target = name if name in self.fields and name != NON_FIELD_ERRORS else None
            for problem in errors:
                self.add_error(target, problem)
