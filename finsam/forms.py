"""The one base of every form over a förbund's objects, and the ground floor's own forms."""

from __future__ import annotations

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django_scopes.forms import SafeModelChoiceField, SafeModelMultipleChoiceField

from finsam.doors import Visit
from finsam.models import Owned
from finsam.privacy import refuse_personnummer


def safe_field(db_field: models.Field, **kwargs):
    """A model field's form field; choices of objects start empty, for the form to fill through the door."""
    if isinstance(db_field, models.ManyToManyField):
        kwargs.setdefault("form_class", SafeModelMultipleChoiceField)
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
    elif isinstance(db_field, models.ForeignKey) and issubclass(db_field.related_model, Owned):
        kwargs.setdefault("form_class", SafeModelChoiceField)
    elif isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    elif isinstance(db_field, models.TimeField):
        kwargs.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    elif type(db_field) is models.TextField:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
    return db_field.formfield(**kwargs)


class OwnedForm(forms.ModelForm):
    """A form over one object: its choices come through the visitor's door, its version is remembered."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    any_year: tuple[str, ...] = ()  # choices that may belong to another year of the same förbund

    class Meta:
        formfield_callback = safe_field

    def __init__(self, *args, visit: Visit, **kwargs):
        super().__init__(*args, **kwargs)
        self.visit = visit
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField) and issubclass(field.queryset.model, Owned):
                related = field.queryset.model
                everything = related.objects.filter(forbund=visit.forbund)
                field.queryset = everything if name in self.any_year else visit.all(related)
                field.error_messages["invalid_choice"] = "Valet hör inte till det här förbundet och året."
        self.initial["version"] = self.instance.version if self.instance.pk else None

    def clean(self):
        """No field may hold a personnummer, whatever it is for."""
        cleaned = super().clean()
        for name, value in list((cleaned or {}).items()):
            if isinstance(value, str):
                try:
                    refuse_personnummer(value)
                except ValidationError as error:
                    self.add_error(name, error)
        return cleaned

    def many(self) -> dict:
        """The many-to-many values to save."""
        names = {field.name for field in self._meta.model._meta.many_to_many}
        return {name: list(value) for name, value in self.cleaned_data.items() if name in names}

    def blame(self, error: ValidationError) -> None:
        """Put a refusal from the action beside its field, or at the top when the field isn't here."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            target = name if name in self.fields and name != NON_FIELD_ERRORS else None
            for one in errors:
                self.add_error(target, one)


class OwnedFormSet(forms.BaseInlineFormSet):
    """The children of an object, edited on its page."""

    def __init__(self, *args, visit: Visit, **kwargs):
        self.visit = visit
        kwargs["form_kwargs"] = {**kwargs.get("form_kwargs", {}), "visit": visit}
        super().__init__(*args, **kwargs)

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.instance.forbund = self.visit.forbund
        if hasattr(form.instance, "order") and not form.instance.pk:
            form.instance.order = i + 1
        return form


def children_formset(parent: type[Owned], form: type[OwnedForm], *, fk_name: str, extra: int = 1, formset=OwnedFormSet):
    """A formset class for the children that point at `parent` with `fk_name`."""
    return forms.inlineformset_factory(
        parent,
        form._meta.model,
        form=form,
        formset=formset,
        fk_name=fk_name,
        extra=extra,
        can_delete=True,
    )
