"""Model fields and form fields that every app uses: amounts, shares and prose."""

from decimal import Decimal
from math import isfinite
from pathlib import PurePath
from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.forms.fields import InvalidJSONInput

from finsam.core.models import Uploaded
from finsam.core.models.pictures import Picture
from finsam.core.text import prose
from finsam.core.uploads import apart
from finsam.core.values import money


class NumberFormField(forms.CharField):
    """Takes a number as people write it, and says in Swedish what is wrong with one it can't read."""

    kind = money.NUMBER

    def __init__(self, *, decimals=2, **kwargs):
        self.decimals = decimals
        for unused in ("max_digits", "decimal_places", "min_value", "max_value"):
            kwargs.pop(unused, None)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "amount"}))
        super().__init__(**kwargs)

    def to_python(self, value):
        if isinstance(value, Decimal) or value is None:
            return value
        try:
            return money.parse(str(value), self.kind, decimals=self.decimals)
        except money.AmountError as error:
            raise ValidationError(str(error), code="amount") from error

    def prepare_value(self, value):
        if isinstance(value, Decimal):
            return money.exact(value)
        return value

    def has_changed(self, initial, data):
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class AmountFormField(NumberFormField):
    """Kronor: takes `1 234,50 kr`, `288 tkr` and `12,1 mnkr` too."""

    kind = money.AMOUNT


class SidedFormField(AmountFormField):
    """Kronor of a side, written without minus: takes `(5)` for −5, which its form asks about (`finsam.core.crud.signs`)."""

    kind = money.SIDED


class PercentFormField(NumberFormField):
    """Per cent: takes `35 %` and `35,5`."""

    kind = money.PERCENT


class WholeFormField(forms.IntegerField):
    """A whole number: takes `1 234`. A browser's own number field would not let the space be written."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "class": "whole"}))
        super().__init__(**kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            try:
                value = money.parse(value, money.WHOLE, decimals=0)
            except money.AmountError as error:
                raise ValidationError(str(error), code="invalid") from error
            value = None if value is None else int(value)
        return super().to_python(value)


MOST_LEVELS = 8  # of lists and mappings within each other: ours have two or three


class JSONFormField(forms.JSONField):
    """JSON as text. What no database or page could hold is refused: too deep, numbers that aren't, signs that no text has."""

    refusal = "Texten går inte att läsa som JSON. Kontrollera parenteser och citattecken."
    default_error_messages: ClassVar[dict[str, str]] = {"invalid": refusal}

    def to_python(self, value):
        if self.disabled or not isinstance(value, str):
            return super().to_python(value)
        try:
            parsed = super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise ValidationError(self.refusal, code="invalid") from error
        level = [parsed]
        for depth in range(MOST_LEVELS + 1):
            if any(self._unheard_of(item) for item in level):
                raise ValidationError(self.refusal, code="invalid")
            if depth == MOST_LEVELS and any(isinstance(item, dict | list) for item in level):
                raise ValidationError(
                    f"Texten har fler än {MOST_LEVELS} nivåer av listor i varandra. Skriv den med färre.",
                    code="deep",
                )
            level = [inner for item in level for inner in self._inside(item)]
        return parsed

    @staticmethod
    def _inside(value) -> list:
        if isinstance(value, dict):
            return [*value.keys(), *value.values()]
        return value if isinstance(value, list) else []

    @staticmethod
    def _unheard_of(value) -> bool:
        """Whether it is a number or a text that PostgreSQL has no JSON for."""
        if isinstance(value, float):
            return not isfinite(value)
        return isinstance(value, str) and any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value)

    def bound_data(self, data, initial):
        if self.disabled or data is None:
            return super().bound_data(data, initial)
        try:
            return self.to_python(data)
        except ValidationError:
            return InvalidJSONInput(data)  # shown again as it was written


class MoneyField(models.DecimalField):
    """Kronor with öre, 13 digits in all."""

    def __init__(self, *args, **kwargs):
        kwargs.update(max_digits=money.MAX_DIGITS, decimal_places=2)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": AmountFormField, **kwargs})


class PercentField(models.DecimalField):
    """A share between 0 and 100 per cent, stored as per cent with two decimals."""

    def __init__(self, *args, **kwargs):
        kwargs.update(max_digits=5, decimal_places=2)
        kwargs["validators"] = [  # a validator's message is a template: %% is one sign
            MinValueValidator(0, "En andel kan inte vara mindre än 0 %%."),
            MaxValueValidator(100, "En andel kan inte vara större än 100 %%."),
        ]
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PercentFormField, **kwargs})


class ProseFormField(forms.CharField):
    """Rich text. What can't be kept of it stands in `losses` as Swedish sentences; what is too much is refused."""

    losses: tuple[str, ...] = ()

    def __init__(self, *, section=False, **kwargs):
        self.section = section
        super().__init__(**kwargs)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | ({"data-of-section": True} if self.section else {})

    def to_python(self, value):
        html, refusals, losses = prose.judged(super().to_python(value) or "", section=self.section)
        if refusals:
            raise ValidationError(refusals, code="too_much")
        self.losses = tuple(losses)
        return html


class ProseField(models.TextField):
    """Rich text, sanitised both when validated and when stored: script never survives. That of a `section` may hold more."""

    def __init__(self, *args, section=False, **kwargs):
        self.section = section
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        html, refusals, _ = prose.judged(super().to_python(value) or "", section=self.section)
        if refusals:
            raise ValidationError(refusals, code="too_much")
        return html

    def pre_save(self, model_instance, add):
        value = prose.clean(getattr(model_instance, self.attname) or "", section=self.section)
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs):
        from finsam.core.crud.widgets import ProseWidget  # the editor needs the app registry to be ready

        return super().formfield(
            **{"widget": ProseWidget, "form_class": ProseFormField, "section": self.section, **kwargs}
        )


class _SeveralFiles(forms.ClearableFileInput):
    """Where a browser lets several files be chosen at once."""

    allow_multiple_selected = True


def without_traces(name: str, raw: bytes) -> tuple[str, bytes]:
    """A sent file as it is kept: of a picture the picture alone, and not where or with what it was taken.

    Raises ValidationError for a picture that can't be read.
    """
    if PurePath(name).suffix.lower() not in (".png", ".jpg", ".jpeg"):
        return name, raw
    clean, kind = apart.read(Picture.read, raw, Uploaded.MAX_BYTES)
    return f"{PurePath(name).stem}.{'png' if kind == 'image/png' else 'jpg'}", clean


class UploadField(forms.FileField):
    """A file that is kept as it was sent but for a picture's traces, as its name and bytes; with `several` a list of such."""

    MOST = 10  # files at once

    def __init__(self, *, several=False, **kwargs):
        self.several = several
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", Uploaded.TAKEN)
        if several:
            kwargs["widget"] = _SeveralFiles()
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        sent = list(data) if isinstance(data, list | tuple) else [data]
        sent = [upload for upload in sent if upload]
        if len(sent) > self.MOST:
            raise ValidationError(
                f"Högst {self.MOST} filer tas emot på en gång. Skicka resten i ett svar till."
            )
        read = [
            without_traces(*Uploaded.read(file.name, file.read(Uploaded.MAX_BYTES + 1)))
            for file in (forms.FileField.clean(self, upload, initial) for upload in sent)
        ]
        if self.several:
            return read
        return read[0] if read else None
