"""What every object of a förbund has: an owner, a key from birth, and a version that counts saves."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.text import slugify
from django_scopes import ScopedManager

from finsam.core.values import money
from finsam.core.values.privacy import refuse_in_fields

key_validator = RegexValidator(
    r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", "En nyckel har bara små bokstäver, siffror och streck."
)


COUNTED = ("version", "revision")


def make_key(text: str) -> str:
    """A slug: `Stimulera till stärkt samverkan` → `stimulera-till-starkt-samverkan`, 60 characters at most."""
    slug = slugify(unicodedata.normalize("NFKD", text)).replace("_", "-")
    return re.sub(r"-[^-]*$", "", slug[:61]) if len(slug) > 60 else slug


def unique(*fields: str, message: str) -> models.UniqueConstraint:
    """A promise the database keeps, with the Swedish sentence that forms show."""
    name = "%(app_label)s_%(class)s_" + "_".join(fields)
    return models.UniqueConstraint(fields=fields, name=name, violation_error_message=_whole(message))


def dates_in_order(message: str) -> models.CheckConstraint:
    """That a row's `end` is not before its `start`, where it has both."""
    ordered = models.Q(end__gte=models.F("start"))
    open_ended = models.Q(end__isnull=True) | models.Q(start__isnull=True)
    return promise("%(class)s_dates_in_order", open_ended | ordered, message)


def promise(name: str, condition: models.Q, message: str) -> models.CheckConstraint:
    """A condition that every row fulfils, with the Swedish sentence that forms show."""
    return models.CheckConstraint(condition=condition, name=name, violation_error_message=_whole(message))


def _whole(message: str) -> str:
    """A sentence as constraints take it: Django puts the rule's name where a % asks for it, and ours never do."""
    return message.replace("%", "%%")


def part_of(to, name: str, related: str, **kwargs) -> models.ForeignKey:
    """What a row is a part of, and goes with."""
    return models.ForeignKey(to, models.CASCADE, verbose_name=name, related_name=related, **kwargs)


def required(to, name: str, related: str, **kwargs) -> models.ForeignKey:
    """A relation that every row has. What it points at stays while it does."""
    return models.ForeignKey(to, models.PROTECT, verbose_name=name, related_name=related, **kwargs)


def optional(to, name: str, related: str, *, on_delete=models.PROTECT, **kwargs) -> models.ForeignKey:
    """A relation that may be left out. What it points at stays while it does, unless `on_delete` says otherwise."""
    return models.ForeignKey(
        to, on_delete, null=True, blank=True, verbose_name=name, related_name=related, **kwargs
    )


class Remembering(models.Model):
    """Knows what it said when it was read, so that a save writes only what has been changed since."""

    administered: ClassVar[tuple[str, ...]] = ("add", "change", "delete")  # what the administration may do

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @classmethod
    def from_db(cls, db, field_names, values):
        row = super().from_db(db, field_names, values)
        row._read = dict(zip(field_names, values, strict=False))
        return row

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        self._remember(fields)

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self._remember()

    def _remember(self, names=None) -> None:
        own = [field for field in self._meta.concrete_fields if names is None or field.name in names]
        known = {field.attname: vars(self)[field.attname] for field in own if field.attname in vars(self)}
        self._read = {**getattr(self, "_read", {}), **known}

    def touched(self, field: models.Field) -> bool:
        """Whether a field may have been given another value since the object was read."""
        if field.attname not in vars(self):
            return False  # not read at all
        value = vars(self)[field.attname]
        if isinstance(value, dict | list):
            return True  # may have been changed in place
        read = getattr(self, "_read", {})
        return field.attname not in read or read[field.attname] != value

    def removed(self) -> None:
        """Keep what is to outlive it; called in the transaction, before it is removed."""

    def saved(self, before: models.Model | None, *, by) -> None:
        """What else the object leaves behind, within the action that saved it. `before` is how it was stored; None if new."""

    def take_over(self, stored: models.Model) -> None:
        """What hasn't been touched here is as it is stored now, whoever has saved since."""
        for field in self._meta.concrete_fields:
            if field.attname in vars(self) and not self.touched(field):
                setattr(self, field.attname, getattr(stored, field.attname))

    def differing(self, stored: models.Model) -> list[str]:
        """The fields that say something else than what is stored; what the system counts is not said by anybody."""
        return [
            field.name
            for field in self._meta.concrete_fields
            if field.attname in vars(self)
            and field.name not in COUNTED
            and not getattr(field, "auto_now", False)
            and getattr(self, field.attname) != getattr(stored, field.attname)
        ]


class Owned(Remembering):
    """Belongs to a förbund. `key` is given at birth and never changed; `within` is where it is unique."""

    forbund = models.ForeignKey(
        "core.Forbund", models.CASCADE, verbose_name="förbund", editable=False, related_name="+"
    )
    key = models.CharField("nyckel", max_length=80, editable=False, blank=True, validators=[key_validator])
    version = models.PositiveIntegerField("version", default=1, editable=False)

    objects = ScopedManager(forbund="forbund")

    within: ClassVar[tuple[str, ...]] = ("forbund",)
    # Which of them are offered in a year, as a condition; None where all are.
    offered_in: ClassVar[Callable[[int], models.Q] | None] = None
    # How many there may be in one place: several times what a förbund has use for, and few enough for every page.
    most: ClassVar[int] = 300
    # Two fields that say it all: files may write many as a mapping of the one to the other.
    pair: ClassVar[tuple[str, str]]
    # In a tree, what those below belong to as the one above does.
    shared_in_tree: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def key_text(self) -> str:
        """What the key is made from."""
        return getattr(self, "name", "") or str(self)

    def siblings(self):
        """The objects among which the key is unique."""
        place = {f"{name}_id": getattr(self, f"{name}_id") for name in self.within}
        return type(self)._base_manager.filter(**place).exclude(pk=self.pk)

    def refuse_crowding(self) -> None:
        """Raise ValidationError for a new object where there are as many as there may be."""
        if self.siblings().count() >= self.most:
            many = self._meta.verbose_name_plural
            raise ValidationError(
                f"Här får det finnas högst {money.number(self.most, 0)} {many}. Ta bort några som inte behövs, och försök igen."
            )

    def save(self, *args, **kwargs):
        if not self.key:
            self.key = self.free_key()
        super().save(*args, **kwargs)

    def free_key(self) -> str:
        """A key made from the name that no sibling has."""
        wanted = make_key(self.key_text()) or self._meta.model_name
        taken = set(self.siblings().filter(key__startswith=wanted).values_list("key", flat=True))
        key, count = wanted, 1
        while key in taken:
            count += 1
            key = f"{wanted}-{count}"
        return key

    def clean(self):
        super().clean()
        errors = dict(refuse_in_fields(self))
        for field in self._meta.fields:
            if not field.is_relation or field.name == "forbund" or getattr(self, field.attname) is None:
                continue
            owner = getattr(getattr(self, field.name), "forbund_id", self.forbund_id)
            if owner != self.forbund_id:
                message = f"{field.verbose_name.capitalize()}: valet hör inte till det här förbundet."
                errors[field.name if field.editable else "__all__"] = message
        if errors:
            raise ValidationError(errors)

    def above(self, link: str) -> Iterator[Self]:
        """What it belongs to by a field, what that belongs to, and so on: `goal.above("parent")`."""
        other = getattr(self, link)
        while other is not None:
            yield other
            other = getattr(other, link)

    def path(self) -> tuple[str, ...]:
        """The keys that find it within the förbund: its parents' and its own."""
        parents = [getattr(self, name) for name in self.within if name != "forbund"]
        return (*(key for parent in parents if parent is not None for key in parent.path()), self.key)

    def reference(self) -> str:
        """What the audit calls this object, also when it is gone: `plans.goal:2024/nojda`."""
        path = [getattr(getattr(self, name), "key", "") for name in self.within if name != "forbund"]
        return f"{self._meta.label_lower}:{'/'.join([*path, self.key])}"


class YearOwned(Owned):
    """Belongs to one fiscal year of a förbund."""

    fiscal_year = models.ForeignKey(
        "core.FiscalYear", models.CASCADE, verbose_name="år", editable=False, related_name="+"
    )

    within = ("fiscal_year",)

    class Meta:
        abstract = True


class Ordered(models.Model):
    """Has a place among its siblings, which whoever enters it decides."""

    order = models.PositiveSmallIntegerField("ordning", default=0)
    order.creation_counter = 1_000_000  # told of after what each model says itself

    class Meta:
        abstract = True
        ordering = ("order", "pk")
