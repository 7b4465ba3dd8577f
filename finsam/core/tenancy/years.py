"""When a year may be removed."""

from __future__ import annotations

from finsam.core.models import FiscalYear
from finsam.core.text import prose


def year_in_use(year: FiscalYear) -> str | None:
    """A year is the ground that a plan and a budget stand on."""
    relations = [
        field
        for field in FiscalYear._meta.get_fields(include_hidden=True)
        if field.one_to_many or field.one_to_one
    ]
    used = [
        str(relation.related_model._meta.verbose_name_plural)
        for relation in relations
        if relation.related_model._base_manager.filter(**{relation.field.name: year}).exists()
    ]
    return f"Året {year} kan inte tas bort: det har {prose.listed(used)}." if used else None
