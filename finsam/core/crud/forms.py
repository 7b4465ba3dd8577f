"""The one base of every form over a förbund's objects, and of the rows within one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import Q
from django_scopes.forms import SafeModelChoiceField, SafeModelMultipleChoiceField

from finsam.core.crud.comparison import Versioned
from finsam.core.crud.fields import (
    MoneyField,
    NumberFormField,
    PercentField,
    ProseFormField,
    WholeFormField,
)
from finsam.core.crud.signs import AsksOfSigns
from finsam.core.crud.widgets import ProseWidget
from finsam.core.models import Owned
from finsam.core.registry import Registry
from finsam.core.tenancy.access import TenantContext, address
from finsam.core.text import prose
from finsam.core.values.money import SIDED
from finsam.core.values.privacy import refuse

# What the floors above have to say of words that are saved: each gives Swedish sentences.
REMARKS: Registry[str, Callable[[str], Iterable[str]]] = Registry("remark on what is written")


def sent(request):
    """What a form is bound to: what was posted, also when nothing was, so that it says what it lacks; else None."""
    return request.POST if request.method == "POST" else None


class Heading(str):
    """A heading among the fields of a form's `layout`."""


class SeveralField(SafeModelMultipleChoiceField):
    """Several objects are chosen; a number that no key can be is one more that isn't among them."""

    LONGEST = 18  # digits: fewer than a key in the database holds

    def _check_values(self, value):
        for item in value if isinstance(value, list | tuple) else ():
            if len(str(item)) > self.LONGEST:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": "…"})
        return super()._check_values(value)


def safe_field(db_field: models.Field, **kwargs):
    """A model field's form field; choices of objects start empty, for the form to fill through the door."""
    if isinstance(db_field, models.ManyToManyField):
        kwargs.setdefault("form_class", SeveralField)
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
    elif isinstance(db_field, models.ForeignKey) and issubclass(db_field.related_model, Owned):
        kwargs.setdefault("form_class", SafeModelChoiceField)
    elif isinstance(db_field, models.URLField):
        kwargs.setdefault("assume_scheme", "https")
    elif isinstance(db_field, models.DecimalField) and not isinstance(db_field, MoneyField | PercentField):
        kwargs.setdefault("form_class", NumberFormField)
    elif isinstance(db_field, models.IntegerField):
        kwargs.setdefault("form_class", WholeFormField)
    elif isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    elif isinstance(db_field, models.TimeField):
        kwargs.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    elif type(db_field) is models.TextField:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
    return db_field.formfield(**kwargs)


def say_what_empty_means(field: forms.Field) -> None:
    """A choice that is not made says ”Välj” or ”Inget valt”, not a row of dashes."""
    words = "Välj" if field.required else "Inget valt"
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label is not None:
            field.empty_label = words
    elif isinstance(field, forms.ChoiceField):
        field.choices = [
            (value, words if value in ("", None) and str(label).startswith("---") else label)
            for value, label in field.choices
        ]


class OwnedForm(AsksOfSigns, Versioned, forms.ModelForm):
    """A form over one object: its choices come through the visitor's door, its version is remembered."""

    any_year: tuple[str, ...] = ()  # choices that may belong to another year of the same förbund
    # How the fields stand: a name, several names on one row, or a Heading. Those that only `Meta` names come last.
    layout: tuple[str | tuple[str, ...], ...] = ()
    apart: tuple[str, ...] = ()  # fields that the template puts in a place of its own
    shows_last_year: tuple[str, ...] | None = None  # the fields beside which last year stands; None: all
    # Promises about the whole row, by their constraint's name, and the field that each is explained at.
    beside: dict[str, str] = {}

    class Meta:
        formfield_callback = safe_field

    def __init_subclass__(cls):
        """The fields are the model's that the layout names, unless `Meta` names them itself."""
        super().__init_subclass__()
        meta = cls.Meta
        if cls.layout and not hasattr(meta, "fields"):
            rows = [row if isinstance(row, tuple) else (row,) for row in cls.layout]
            of_model = {field.name for field in (*meta.model._meta.fields, *meta.model._meta.many_to_many)}
            meta.fields = tuple(name for row in rows for name in row if name in of_model)

    def __init__(self, *args, tenant: TenantContext, **kwargs):
        super().__init__(*args, **kwargs)
        self.tenant = tenant
        for name in self.sides:
            self.fields[name].kind = SIDED
        for name, field in self.fields.items():
            say_what_empty_means(field)
            if isinstance(field, forms.ModelChoiceField) and issubclass(field.queryset.model, Owned):
                related = field.queryset.model
                everything = related.objects.filter(forbund=tenant.forbund)
                field.queryset = everything if name in self.any_year else tenant.all(related)
                field.error_messages["invalid_choice"] = "Valet hör inte till det här förbundet och året."
                if related.offered_in is not None:
                    self._of_the_year(name, field)
            if isinstance(field.widget, ProseWidget) and tenant.fiscal_year:
                field.widget.attrs["data-facts"] = address(tenant, "fact-choices")
                field.widget.attrs["data-loose"] = address(tenant, "loose-figures")
                field.widget.attrs["data-clean"] = address(tenant, "pasted")
                if getattr(field, "section", False):
                    field.widget.attrs["data-picture-store"] = address(tenant, "text-pictures")
                    field.widget.attrs["data-picture-files"] = address(tenant, "pictures")
        self.open(self.instance)

    def _of_the_year(self, name: str, field) -> None:
        """What isn't there yet, or no longer, isn't offered; what is chosen already may stay."""
        offered = field.queryset.model.offered_in
        wanted = offered(self.tenant.fiscal_year.year) if self.tenant.fiscal_year else Q()
        options = self.instance._meta
        if self.instance.pk and name in {field.name for field in (*options.fields, *options.many_to_many)}:
            kept = self.instance._meta.get_field(name).value_from_object(self.instance)
            wanted |= Q(pk__in=[row.pk for row in kept] if isinstance(kept, list) else [kept])
        field.queryset = field.queryset.filter(wanted)

    def clean(self):
        """No field may hold a personnummer or a hidden sign, whatever it is for. Lines are broken as they are stored, not as sent."""
        cleaned = super().clean()
        for name, value in list((cleaned or {}).items()):
            if isinstance(value, str):
                cleaned[name] = value.replace("\r\n", "\n")
                try:
                    refuse(value, lines=isinstance(self.fields[name].widget, forms.Textarea))
                except ValidationError as error:
                    self.add_error(name, error)
        if cleaned is not None:
            self.ask_of_signs()
        return cleaned

    def full_clean(self):
        """What a valid form didn't keep, or can't be printed, is left with the visit to be told once it is saved."""
        super().full_clean()
        if not self.is_bound or self.errors or not self.cleaned_data:
            return
        for name in self.changed_data:
            value = self.cleaned_data.get(name)
            self.tenant.tell(getattr(self.fields[name], "losses", ()))
            if isinstance(value, str):
                words = prose.plain(value) if isinstance(self.fields[name], ProseFormField) else value
                for remark in REMARKS.values():
                    self.tenant.tell(remark(words))

    def add_error(self, field, error):
        """A broken promise about the whole row is explained at the field that `beside` names."""
        if field is None and self.beside:
            promises = self._meta.model._meta.constraints
            places = {rule.get_violation_error_message(): self.beside.get(rule.name) for rule in promises}
            error = error if isinstance(error, ValidationError) else ValidationError(error)
            by_field = getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: error.error_list}
            placed: dict[str, list] = {}
            for name, errors in by_field.items():
                for problem in errors:
                    place = places.get(problem.message) if name == NON_FIELD_ERRORS else name
                    placed.setdefault(place or name, []).append(problem)
            error = ValidationError(placed)
        super().add_error(field, error)


class OwnedFormSet(forms.BaseInlineFormSet):
    """The children of an object, edited on its page."""

    default_error_messages: ClassVar[dict[str, str]] = {
        "too_many_forms": "Här får det stå högst %(num)d rader. Ta bort några, eller dela upp dem på flera.",
        "missing_management_form": "Formuläret kom inte fram helt. Ladda om sidan och försök igen.",
    }
    row_template = "crud/child.html"
    row_class, new_row = "", "Ny rad"
    may_add = True  # whether the page offers another row
    add_label = "Lägg till rad"

    def __init__(self, *args, tenant: TenantContext, **kwargs):
        self.tenant = tenant
        kwargs["form_kwargs"] = {**kwargs.get("form_kwargs", {}), "tenant": tenant}
        super().__init__(*args, **kwargs)
        if self.is_bound and self.instance.pk:  # what is stored already is never too much to send back
            self.absolute_max = max(self.absolute_max, len(self.get_queryset()) + self.extra)

    def add_fields(self, form, index):
        """A row without a layout of its own stands on one line, and what takes it away on the next."""
        form.layout = form.layout or (tuple(form.fields),)
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Ta bort"

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.instance.forbund = self.tenant.forbund
        if hasattr(form.instance, "order") and not form.instance.pk:
            last = max((row.order for row in self.get_queryset()), default=0)
            form.instance.order = last + 1 + i - self.initial_form_count()
        return form


class SharedFormSet(OwnedFormSet):
    """Children whose rows share the choices of some fields: asked once, not once per row."""

    shared: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        self._choices: dict[str, list] = {}
        super().__init__(*args, **kwargs)

    def choices(self, name: str, field: forms.ModelChoiceField) -> list:
        """What a shared field offers."""
        return list(field.choices)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name in self.shared:
            field = form.fields.get(name)
            if field is not None:
                if name not in self._choices:
                    self._choices[name] = self.choices(name, field)
                field.choices = self._choices[name]


class PlacedForm(OwnedForm):
    """A child whose place may be left blank."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["order"].required = False
        if self.instance.pk is None:
            self.initial["order"] = None

    def clean_order(self):
        """A blank place is the one that the formset has given: last."""
        order = self.cleaned_data["order"]
        return self.instance.order if order is None else order


def children_formset(
    parent: type[Owned],
    form: type[OwnedForm],
    *,
    fk_name: str,
    extra: int = 1,
    formset=OwnedFormSet,
    most: int = 40,
):
    """A formset class for the children that point at `parent` with `fk_name`.

    `most` is a few times what is used: however many rows a request announces, no more are read.
    """
    return forms.inlineformset_factory(
        parent,
        form._meta.model,
        form=form,
        formset=formset,
        fk_name=fk_name,
        extra=extra,
        can_delete=True,
        can_delete_extra=False,
        max_num=most,
        absolute_max=most,
    )
