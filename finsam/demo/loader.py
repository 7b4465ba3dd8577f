"""Reads a förbund from YAML: files that people can read, with keys instead of numbers.

A folder per förbund holds files of `app.model: [records]`. A record's foreign keys are keys; objects
that belong to a parent stand in the parent's record under their related name; `order` follows the
position. A file's `year:` is the fiscal year of the year-owned records in it. Loading is one
transaction: every object passes the same validation as in a form, or nothing is loaded.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction

from finsam.core import audit
from finsam.core.models import FiscalYear, Forbund, Owned, Picture, YearOwned, make_key
from finsam.core.tenancy.scope import inside
from finsam.demo.preserved_access import Carried

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


class LoadError(Exception):
    """A record that can't be loaded: where it stands and why."""


def read(path: Path) -> dict:
    """What a YAML file holds. libyaml, where PyYAML was built with it, reads ten times as fast."""
    import yaml  # which no other command needs

    safe = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=safe)  # noqa: S506 - both are safe


def remove_forbund(forbund: Forbund) -> None:
    """Take away a förbund with all that it owns, children before what protects them."""
    with inside(forbund):
        todo = [model for model in apps.get_models() if issubclass(model, Owned)]
        while todo:
            left = []
            for model in todo:
                try:
                    with transaction.atomic():
                        _remove_rows(model, forbund)
                except models.ProtectedError:
                    left.append(model)
            if len(left) == len(todo):
                raise LoadError(f"{forbund} kan inte tas bort: {', '.join(m._meta.label for m in left)}.")
            todo = left
        Forbund.objects.filter(pk=forbund.pk).update(logo=None)
        forbund.delete()


def _remove_rows(model: type[Owned], forbund: Forbund) -> None:
    """Delete a model's rows; those that others of the same model lean on go after them."""
    rows = model._base_manager.filter(forbund=forbund)
    leaves = rows
    for field in model._meta.fields:
        if field.related_model is model:
            leaves = leaves.exclude(
                pk__in=rows.filter(**{f"{field.name}__isnull": False}).values(field.attname)
            )
    while leaves.all().delete()[0]:
        pass


class Loader:
    """Loads one förbund's folder; keeps what it has made by model and path of keys."""

    def __init__(self, folder: Path, *, by=audit.SYSTEM):
        self.folder, self.by = folder, by
        self.made: dict[tuple[type, tuple[str, ...]], models.Model] = {}
        self.present: dict[
            type, dict[tuple[str, ...], models.Model]
        ] = {}  # what was there, where it is added to
        self.adds = False
        self.many: list[tuple[models.Model, str, list, dict]] = []
        self.forbund: Forbund | None = None
        self.carried: Carried | None = None  # the people of a förbund that is loaded afresh
        self.left_out: list[str] = []  # what people were set to do with something that is no longer there

    @transaction.atomic
    def load(self) -> Forbund:
        """Create the förbund and everything in the folder. Raises LoadError."""
        for path in sorted(self.folder.glob("*.yaml")):
            content = read(path)
            year = content.pop("year", None)
            for label, records in content.items():
                if label == "core.forbund":
                    self._forbund(records)
                    continue
                self._records(label, records, year, path.name)
        self._finish(f"{self.forbund} från fil")
        return self.forbund

    @transaction.atomic
    def add(self, forbund: Forbund, records: dict[str, list], *, year: int | None, where: str) -> None:
        """Create records in a förbund that is there; they may name what it has. Raises LoadError."""
        self.forbund, self.logo, self.adds = forbund, None, True
        for label, rows in records.items():
            self._records(label, rows, year, where)
        self._finish(f"{where} från fil")

    def _records(self, label: str, records: list, year: int | None, where: str) -> None:
        """Make the objects of a kind."""
        model = apps.get_model(label)
        with inside(self.forbund):
            for position, record in enumerate(records, 1):
                self._record(model, record, {"year": year}, position, f"{where}: {label}")

    def _finish(self, label: str) -> None:
        """Tie what names several, and tell the log."""
        with inside(self.forbund):
            for obj, name, keys, context in self.many:
                related = obj._meta.get_field(name).related_model
                getattr(obj, name).set([self._find(related, key, context, f"{obj}: {name}") for key in keys])
            self._late_logo()
            if self.carried is not None:
                self.left_out = self.carried.put_back(self.forbund, self.made)
            audit.record(by=self.by, verb="läste in", obj=self.forbund, before={}, after={}, label=label)

    @transaction.atomic
    def reload(self, existing: Forbund | None) -> Forbund:
        """Load, after removing the förbund that is there; nothing is removed if loading fails.

        People keep their access, and what they are set to do where it is still there; `left_out` tells of the rest.
        """
        if existing is None:
            return self.load()
        self.carried = Carried.of(existing)
        remove_forbund(existing)
        return self.load()

    def _forbund(self, record: dict) -> None:
        self.logo = record.pop("logo", None)
        self.forbund = Forbund(**record)
        self._validate(self.forbund, "förbundet")
        self.forbund.save()

    def _late_logo(self) -> None:
        if self.logo:
            self.forbund.logo = self._find(Picture, self.logo, {}, "logo")
            self.forbund.save()

    def _record(self, model, record: dict, context: dict, position: int, where: str):
        """Make one object and the children in its record."""
        record = dict(record)
        where = f"{where} {record.get('key') or record.get('name') or record.get('label') or position}"
        obj = model(forbund=self.forbund, **context.get("parents", {}))
        if issubclass(model, YearOwned):
            obj.fiscal_year = self._find(
                FiscalYear, record.pop("fiscal_year", context["year"]), context, where
            )
        if "key" in record:
            obj.key = str(record.pop("key"))
        elif model is FiscalYear:
            obj.key = str(record["year"])
        children = []
        many = []
        for name, value in record.items():
            try:
                field = model._meta.get_field(name)
            except Exception as error:
                raise LoadError(f"{where}: fältet ”{name}” finns inte.") from error
            if field.one_to_many:
                children.append((field, value))
            elif field.many_to_many:
                many.append((name, value))
            elif field.is_relation:
                setattr(
                    obj,
                    name,
                    None if value is None else self._find(field.related_model, value, context, where),
                )
            else:
                # YAML reads 33.33 as a float, which isn't exactly that; what is written is what is meant
                setattr(obj, name, Decimal(str(value)) if isinstance(value, float) else value)
        if model is Picture:
            self._picture(obj)
        if "order" not in record and any(field.name == "order" for field in model._meta.fields):
            obj.order = position
        if not obj.key:
            obj.key = obj.free_key()
        self._validate(obj, where)
        obj.save()
        self.made[model, obj.path()] = obj
        inner = {"year": context.get("year"), "siblings": (*context.get("siblings", ()), obj)}
        if isinstance(obj, YearOwned):
            inner["year"] = obj.fiscal_year.key
        for name, value in many:
            self.many.append((obj, name, value, {**inner, "parents": context.get("parents", {})}))
        for field, value in children:
            self._children(obj, field, value, inner, where)

    def _children(self, obj, field, value, context: dict, where: str) -> None:
        child = field.related_model
        if isinstance(value, dict):
            first, second = child.pair
            value = [{first: key, second: item} for key, item in value.items()]
        context = {**context, "parents": {field.field.name: obj}}
        if child is type(obj):  # a tree
            for shared in child.shared_in_tree:
                if getattr(obj, f"{shared}_id", None):
                    context["parents"][shared] = getattr(obj, shared)
        for position, record in enumerate(value, 1):
            self._record(child, record, context, position, f"{where} › {field.name}")

    def _picture(self, picture: Picture) -> None:
        path = self.folder / "pictures" / picture.name
        picture.data, picture.content_type = Picture.read(path.read_bytes())
        if not picture.key or picture.key == make_key(picture.name):
            picture.key = make_key(path.stem)

    def _find(self, model, key, context: dict, where: str):
        """The object by key: as it stands, in the file's year, or among the siblings in hand."""
        parts = tuple(re.split(r"/", str(key)))
        candidates = [parts]
        if issubclass(model, YearOwned) and context.get("year"):
            candidates.append((str(context["year"]), *parts))
        for sibling in (*context.get("siblings", ()), *context.get("parents", {}).values()):
            candidates.append((*sibling.path(), *parts))
            candidates.append((*sibling.path()[:-1], *parts))
        for candidate in candidates:
            if (model, candidate) in self.made:
                return self.made[model, candidate]
            if candidate in self._present(model):
                return self.present[model][candidate]
        raise LoadError(f"{where}: {model._meta.verbose_name} ”{key}” finns inte (ännu) i filerna.")

    def _present(self, model) -> dict[tuple[str, ...], models.Model]:
        """What the förbund had of a model before, by path of keys; nothing of one that is being loaded."""
        if model not in self.present:
            rows = model._base_manager.filter(forbund=self.forbund) if self.adds else ()
            self.present[model] = {row.path(): row for row in rows}
        return self.present[model]

    def _validate(self, obj, where: str) -> None:
        try:
            obj.full_clean()
        except ValidationError as error:
            raise LoadError(f"{where}: {error.message_dict}") from error
