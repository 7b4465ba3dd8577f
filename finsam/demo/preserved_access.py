"""What a reload keeps although no file knows it: who may come in, and what people are set to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from finsam.core.models import Access, Forbund, Owned
from finsam.core.tenancy.scope import inside

Keys = tuple[type[Owned], tuple[str, ...]]  # what finds an object in any load of its förbund


@dataclass(frozen=True)
class Assignment:
    """A row that hangs on an access, and the keys of what else it names, by field."""

    row: Owned
    by: str  # the field that names the access
    access: Access
    named: dict[str, Keys]
    label: str


@dataclass(frozen=True)
class Carried:
    """People's accesses and what hangs on them, taken from a förbund before it is removed."""

    accesses: list[Access]
    assignments: list[Assignment]

    @classmethod
    def of(cls, forbund: Forbund) -> Carried:
        """Everything there is to carry: an app's own rows come along by pointing at an access."""
        with inside(forbund):
            accesses = {row.pk: row for row in Access.objects.filter(forbund=forbund).select_related("user")}
            assignments = []
            for relation in Access._meta.related_objects:
                model, name = relation.related_model, relation.field.name
                for row in model._base_manager.filter(forbund=forbund):
                    access = accesses[getattr(row, f"{name}_id")]
                    assignments.append(Assignment(row, name, access, _named(row, name), str(row)))
        return cls(list(accesses.values()), assignments)

    def put_back(self, forbund: Forbund, made: Mapping[Keys, Owned]) -> list[str]:
        """Give the förbund its people again; `made` finds what their assignments name.

        Returns the assignments that were left out, since something they name is no longer there.
        """
        left_out = []
        with inside(forbund):
            for access in self.accesses:
                access.pk, access.forbund = None, forbund
                access.save(force_insert=True)
            for assignment in self.assignments:
                values = {name: made.get(keys) for name, keys in assignment.named.items()}
                if None in values.values():
                    left_out.append(assignment.label)
                    continue
                fields = {"pk": None, "forbund": forbund, assignment.by: assignment.access, **values}
                for name, value in fields.items():
                    setattr(assignment.row, name, value)
                assignment.row.save(force_insert=True)
        return left_out


def _named(row: Owned, access: str) -> dict[str, Keys]:
    """What a row names besides its förbund and its access, by the keys that find it."""
    others = [x for x in row._meta.fields if x.is_relation and x.name not in ("forbund", access)]
    targets = {field.name: getattr(row, field.name) for field in others}
    return {name: (type(target), target.path()) for name, target in targets.items() if target is not None}
