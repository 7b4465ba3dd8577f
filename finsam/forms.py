"""The one base of every form over a förbund's objects, and the ground floor's own forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_scopes.forms import SafeModelChoiceField, SafeModelMultipleChoiceField

from finsam import logbook, periods, prose, rules
from finsam.doors import Visit, address
from finsam.fields import MoneyField, NumberFormField, PercentField, ProseFormField, WholeFormField
from finsam.models import (
    Access,
    Body,
    Contribution,
    EquityLevel,
    FiscalYear,
    Forbund,
    KommunShare,
    Member,
    Owned,
    Payer,
    Person,
    Picture,
    Seat,
)
from finsam.models.forbund import TERMS, MemberKind, members_in
from finsam.money import SIDED, number
from finsam.privacy import refuse
from finsam.roles import Role
from finsam.signs import AsksOfSigns
from finsam.swedish import by_name
from finsam.widgets import ProseWidget

# What the floors above have to say of words that are saved: each gives Swedish sentences.
remarks: list[Callable[[str], Iterable[str]]] = []


class Heading(str):
    """A heading among the fields of a form's `layout`."""


class SeveralField(SafeModelMultipleChoiceField):
    """Several objects are chosen; a number that no key can be is one more that isn't among them."""

    LONGEST = 18  # digits: fewer than a key in the database holds

    def _check_values(self, value):
        for one in value if isinstance(value, list | tuple) else ():
            if len(str(one)) > self.LONGEST:
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
    elif isinstance(db_field, models.URLField):
        kwargs.setdefault("assume_scheme", "https")
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


class OwnedForm(AsksOfSigns, forms.ModelForm):
    """A form over one object: its choices come through the visitor's door, its version is remembered."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    any_year: tuple[str, ...] = ()  # choices that may belong to another year of the same förbund
    # How the fields stand: a name, several names on one row, or a Heading. Those not named come last.
    layout: tuple[str | tuple[str, ...], ...] = ()
    # Promises about the whole row, by their constraint's name, and the field that each is explained at.
    beside: dict[str, str] = {}

    class Meta:
        formfield_callback = safe_field

    def __init__(self, *args, visit: Visit, **kwargs):
        super().__init__(*args, **kwargs)
        self.visit = visit
        for name in self.sides:
            self.fields[name].kind = SIDED
        for name, field in self.fields.items():
            say_what_empty_means(field)
            if isinstance(field, forms.ModelChoiceField) and issubclass(field.queryset.model, Owned):
                related = field.queryset.model
                everything = related.objects.filter(forbund=visit.forbund)
                field.queryset = everything if name in self.any_year else visit.all(related)
                field.error_messages["invalid_choice"] = "Valet hör inte till det här förbundet och året."
                if related is Member:
                    self._members_of_the_year(name, field)
            if isinstance(field.widget, ProseWidget) and visit.fiscal_year:
                field.widget.attrs["data-facts"] = address(visit, "fact-choices")
        self.initial["version"] = self.instance.version if self.instance.pk else None

    def _members_of_the_year(self, name: str, field) -> None:
        """Who isn't a member yet, or no longer, isn't offered; who is chosen already may stay."""
        wanted = members_in(self.visit.fiscal_year.year) if self.visit.fiscal_year else Q()
        if self.instance.pk:
            kept = self.instance._meta.get_field(name).value_from_object(self.instance)
            wanted |= Q(pk__in=[one.pk for one in kept] if isinstance(kept, list) else [kept])
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
            self.visit.tell(getattr(self.fields[name], "losses", ()))
            if isinstance(value, str):
                words = prose.plain(value) if isinstance(self.fields[name], ProseFormField) else value
                for remark in remarks:
                    self.visit.tell(remark(words))

    def add_error(self, field, error):
        """A broken promise about the whole row is explained at the field that `beside` names."""
        if field is None and self.beside:
            promises = self._meta.model._meta.constraints
            places = {one.get_violation_error_message(): self.beside.get(one.name) for one in promises}
            error = error if isinstance(error, ValidationError) else ValidationError(error)
            found = getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: error.error_list}
            placed: dict[str, list] = {}
            for name, errors in found.items():
                for one in errors:
                    place = places.get(one.message) if name == NON_FIELD_ERRORS else name
                    placed.setdefault(place or name, []).append(one)
            error = ValidationError(placed)
        super().add_error(field, error)

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

    default_error_messages: ClassVar[dict[str, str]] = {
        "too_many_forms": "Här får det stå högst %(num)d rader. Ta bort några, eller dela upp dem på flera.",
        "missing_management_form": "Formuläret kom inte fram helt. Ladda om sidan och försök igen.",
    }
    row_template = "editing/child.html"
    may_add = True  # whether the page offers another row

    def __init__(self, *args, visit: Visit, **kwargs):
        self.visit = visit
        kwargs["form_kwargs"] = {**kwargs.get("form_kwargs", {}), "visit": visit}
        super().__init__(*args, **kwargs)
        if self.is_bound and self.instance.pk:  # what is stored already is never too much to send back
            self.absolute_max = max(self.absolute_max, len(self.get_queryset()) + self.extra)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Ta bort"

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.instance.forbund = self.visit.forbund
        if hasattr(form.instance, "order") and not form.instance.pk:
            last = max((one.order for one in self.get_queryset()), default=0)
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
        max_num=most,
        absolute_max=most,
    )


class MemberForm(OwnedForm):
    """A party of the förbund."""

    layout = ("name", "kind", "owner_share", ("start", "end"), "order")

    class Meta(OwnedForm.Meta):
        model = Member
        fields = ("name", "kind", "owner_share", "start", "end", "order")


class PayerForm(OwnedForm):
    """Who pays, and for which members."""

    class Meta(OwnedForm.Meta):
        model = Payer
        fields = ("name", "members", "order")


class ContributionForm(OwnedForm):
    """What a payer contributes in a year."""

    layout = ("payer", ("year", "status"), "amount")

    class Meta(OwnedForm.Meta):
        model = Contribution
        fields = ("payer", "year", "status", "amount")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["year"] = self.visit.fiscal_year.year


class EquityLevelForm(OwnedForm):
    """A level of the highest equity that the förbund holds itself to."""

    layout = (("valid_from", "total_from"), ("percent", "cap"), "source")

    class Meta(OwnedForm.Meta):
        model = EquityLevel
        fields = ("valid_from", "total_from", "percent", "cap", "source")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["valid_from"] = self.visit.fiscal_year.year


class KommunSharesForm(forms.Form):
    """How the kommuner split their quarter in a year: all at once, since they sum to 100 %."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, visit: Visit, **kwargs):
        super().__init__(*args, **kwargs)
        shares = {share.member_id: share for share in visit.all(KommunShare)}
        self.rows = []
        offered = members_in(visit.fiscal_year.year) | Q(pk__in=list(shares))
        for member in visit.all(Member).filter(offered, kind=MemberKind.KOMMUN):
            share = shares.get(member.pk) or KommunShare(
                forbund=visit.forbund, fiscal_year=visit.fiscal_year, member=member
            )
            self.rows.append(share)
            self.fields[member.key] = KommunShare._meta.get_field("share").formfield(
                label=member.name, required=False
            )
            self.initial[member.key] = share.share
        self.initial["version"] = visit.fiscal_year.version

    def clean(self):
        """Either none is known, or all of them are and they sum to 100 %."""
        cleaned = super().clean()
        given = [cleaned[row.member.key] for row in self.rows if cleaned.get(row.member.key) is not None]
        if self.errors or not given:
            return cleaned
        total = sum(given)
        if total != 100:
            raise ValidationError(f"Andelarna blir tillsammans {number(total, 2)} %. De ska bli 100 %.")
        return cleaned

    def changed_shares(self):
        """The rows that were written or emptied: (share, whether it is to be removed)."""
        for row in self.rows:
            value = self.cleaned_data[row.member.key]
            if value != row.share:
                row.share = value
                yield row, value is None


class BodyForm(OwnedForm):
    """A board, a group or an office."""

    layout = (
        "name",
        "kind",
        Heading("Antal, när inga namn är inskrivna"),
        ("regular_count", "deputy_count"),
        "order",
    )

    class Meta(OwnedForm.Meta):
        model = Body
        fields = ("name", "kind", "regular_count", "deputy_count", "order")


class PersonForm(OwnedForm):
    """A person with a seat."""

    class Meta(OwnedForm.Meta):
        model = Person
        fields = ("name", "email")


class SeatForm(OwnedForm):
    """A person in a body."""

    layout = (("person", "body"), "role", "members", ("start", "end"), ("extent", "employer"), "order")

    class Meta(OwnedForm.Meta):
        model = Seat
        fields = ("person", "body", "role", "members", "start", "end", "extent", "employer", "order")


class PictureForm(OwnedForm):
    """A picture, and what it shows for those who don't see it."""

    file = forms.FileField(label="Bildfil", required=False, help_text="PNG eller JPEG, högst 5 MB.")

    layout = ("file", "name", "alt")

    class Meta(OwnedForm.Meta):
        model = Picture
        fields = ("name", "alt")

    def clean(self):
        """A new picture needs its file; an old one may get another."""
        cleaned = super().clean()
        file = cleaned.get("file")
        if file:
            try:
                self.instance.data, self.instance.content_type = Picture.read(
                    file.read(Picture.MAX_BYTES + 1)
                )
            except ValidationError as error:
                self.add_error("file", error)
        elif self.instance.pk is None and "file" not in self.errors:
            self.add_error("file", "Välj en bildfil.")
        return cleaned


class ForbundForm(OwnedForm):
    """The förbund's own facts, and its own words as one field each."""

    layout = (
        ("name", "short_name"),
        ("org_nr", "seat"),
        Heading("Kontakt"),
        "web",
        ("email", "phone"),
        Heading("Utseende"),
        ("accent", "logo"),
        "slogan",
        Heading("Vision och värdegrund"),
        "vision",
        "values",
        Heading("Eget kapital"),
        ("equity_floor", "equity_base_offset"),
        Heading("Små tal"),
        "suppression_threshold",
        Heading("Måluppfyllelse"),
        "nearly_percent",
        Heading("Förbundets egna ord"),
    )

    class Meta(OwnedForm.Meta):
        model = Forbund
        fields = (
            "name", "short_name", "org_nr", "seat", "web", "email", "phone", "accent", "logo", "slogan",
            "vision", "values", "equity_floor", "equity_base_offset", "suppression_threshold",
            "nearly_percent",
        )  # fmt: skip
        widgets = {"accent": forms.TextInput(attrs={"type": "color"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for key, usual in TERMS.items():
            self.fields[self.term_field(key)] = forms.CharField(
                label=f"”{usual}” heter hos oss",
                required=False,
                max_length=60,
                initial=self.instance.terms.get(key),
            )

    @staticmethod
    def term_field(key: str) -> str:
        """The name of a term's field."""
        return f"term_{key}"

    def clean(self):
        """Gather the words; one that is left blank or as it was is not stored."""
        cleaned = super().clean()
        terms = {key: cleaned.get(self.term_field(key), "").strip() for key in TERMS}
        self.instance.terms = {key: word for key, word in terms.items() if word and word != TERMS[key]}
        return cleaned


class YearForm(OwnedForm):
    """A year to open; an open one keeps its number."""

    class Meta(OwnedForm.Meta):
        model = FiscalYear
        fields = ("year", "decided_before")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["year"].disabled = True
        else:
            newest = self.visit.years.first()
            self.initial["year"] = newest.year + 1 if newest else timezone.localdate().year


class InvitationForm(forms.Form):
    """Let a person into the förbund."""

    layout = (("name", "email"), "role", ("start", "end"))

    name = forms.CharField(label="Namn", max_length=80)
    email = forms.EmailField(label="E-post", help_text="Dit skickas inbjudan.")
    role = forms.ChoiceField(label="Roll", choices=[("", "Välj roll"), *Role.choices])
    start = forms.DateField(label="Från", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(
        label="Till och med", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean_name(self):
        """Not even a name field may hold a personnummer, or more than a line."""
        refuse(self.cleaned_data["name"], lines=False)
        return self.cleaned_data["name"]


class AccessForm(OwnedForm):
    """How long somebody may come in. Another role is another access."""

    layout = (("start", "end"),)

    class Meta(OwnedForm.Meta):
        model = Access
        fields = ("start", "end")

    def clean(self):
        """The last förbundschef can't be given an end."""
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        today = timezone.localdate()
        problem = None
        if end:
            problem = rules.removing_access(self.instance, today=max(today, periods.day_after(end)))
        if start and start > today:
            problem = problem or rules.removing_access(self.instance, today=today)
        if problem:
            self.add_error("end" if end else "start", problem)
        return cleaned


class LogFilter(forms.Form):
    """Narrows the log: when, which year, whose, what, and any words."""

    since = forms.DateField(label="Från", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label="Till och med", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    year = forms.TypedChoiceField(label="Gäller år", required=False, coerce=int, empty_value=None)
    who = forms.ChoiceField(label="Vem", required=False)
    kind = forms.ChoiceField(label="Slag", required=False)
    words = forms.CharField(label="Sök", required=False, max_length=80)
    new = forms.BooleanField(required=False)

    def __init__(self, *args, entries, last_visit=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.last_visit = last_visit
        years = entries.exclude(year=None).order_by("-year").values_list("year", flat=True).distinct()
        people = entries.order_by("by_name").values_list("by_name", flat=True).distinct()
        kinds = entries.order_by("kind").values_list("kind", flat=True).distinct()
        self.fields["year"].choices = [("", "Alla år"), *((year, str(year)) for year in years)]
        self.fields["who"].choices = [("", "Alla"), *((name, name) for name in by_name(people))]
        self.fields["kind"].choices = [
            ("", "Allt"),
            *sorted(((kind, logbook.kind_name(kind)) for kind in kinds), key=lambda choice: choice[1]),
        ]
        if last_visit is None:
            del self.fields["new"]
        else:
            when = timezone.localtime(last_visit)
            said = f"{periods.long_date(when.date())} kl. {periods.clock(when.time())}"
            self.fields["new"].label = f"Sedan mitt förra besök, {said}"

    def narrow(self, entries):
        """The entries that the filter lets through; what can't be read in it lets everything through."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("new"):
            entries = entries.filter(at__gt=self.last_visit)
        if wanted.get("since"):
            entries = entries.filter(at__date__gte=wanted["since"])
        if wanted.get("until"):
            entries = entries.filter(at__date__lte=wanted["until"])
        if wanted.get("year"):
            entries = entries.filter(year=wanted["year"])
        if wanted.get("who"):
            entries = entries.filter(by_name=wanted["who"])
        if wanted.get("kind"):
            entries = entries.filter(kind=wanted["kind"])
        for word in (wanted.get("words") or "").split():
            entries = entries.filter(
                Q(label__icontains=word) | Q(by_name__icontains=word) | Q(reference__icontains=word)
            )
        return entries
