"""A förbund's rows many times over, inside the database: more years, and then more förbund with years and people of their own.

Every row of a copy gets its number moved by a distance that no number reaches, and so does every relation between
rows that were both copied. What is copied keeps what the original keeps, so the database needn't judge each row.
"""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models, transaction

from finsam.core.models import Access, AuditEntry, FiscalYear, Forbund, Owned
from finsam.core.models.owned import YearOwned

APART = 1_000_000  # between the numbers of an original and of its first copy
TAIL = "-kopia-"  # and its number: what a copied förbund's key ends in


def copied_tables() -> list[type[models.Model]]:
    """Every model whose rows belong to a förbund, the tables between them too."""
    own = [model for model in apps.get_models() if issubclass(model, Owned)]
    between = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.auto_created and issubclass(model._meta.auto_created, Owned)
    ]
    return [*own, *between]


def relations(model: type[models.Model]) -> list[models.ForeignKey]:
    """Its foreign keys."""
    return [field for field in model._meta.concrete_fields if field.is_relation]


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return connection.ops.quote_name(name)


def insert(model: type[models.Model], where: str, values: dict[str, str], source: str = "") -> None:
    """Copy the rows of a table that a condition holds for, with other expressions for some columns; in a transaction."""
    table = quoted(model._meta.db_table)
    columns = [field.column for field in model._meta.concrete_fields]
    expressions = [values.get(column, f"old.{quoted(column)}") for column in columns]
    into = ", ".join(map(quoted, columns))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger per row and relation
        cursor.execute(
            f"INSERT INTO {table} ({into}) SELECT {', '.join(expressions)} FROM {table} old {source} WHERE {where}"
        )


# Years


def of_year(year: FiscalYear) -> dict[type[models.Model], str]:
    """The models with rows of a year of their own, and the condition that finds those rows."""
    found: dict[type[models.Model], str] = {FiscalYear: f"old.id = {year.pk}"}
    models_left = copied_tables()
    for model in list(models_left):
        if issubclass(model, YearOwned):
            found[model] = f"old.fiscal_year_id = {year.pk}"
            models_left.remove(model)
    grown = True
    while grown:
        grown = False
        for model in list(models_left):
            above = [field for field in relations(model) if not field.null and field.related_model in found]
            if above:
                found[model] = f"old.{above[0].column} IN ({rows(found, above[0].related_model)})"
                models_left.remove(model)
                grown = True
    return found


def rows(conditions: dict[type[models.Model], str], model: type[models.Model]) -> str:
    """A query for the numbers of the rows that a condition holds for."""
    return f"SELECT old.id FROM {quoted(model._meta.db_table)} old WHERE {conditions[model]}"


def moved_back(model: type[models.Model], years: int) -> dict[str, str]:
    """Dates, and the years that rows are about, so many years earlier."""
    values = {}
    for field in model._meta.concrete_fields:
        column = f"old.{quoted(field.column)}"
        if field.get_internal_type() == "DateField":
            values[field.column] = f"({column} - interval '{years} years')::date"
        elif field.name in ("year", "about") and field.get_internal_type() == "PositiveSmallIntegerField":
            values[field.column] = f"{column} - {years}"
    return values


@transaction.atomic
def copy_year(year: FiscalYear, back: int) -> None:
    """A year once more, so many years earlier, with all that is its own; what the förbund has at all times stays one."""
    conditions = of_year(year)
    away = back * APART
    for model, condition in conditions.items():
        values = moved_back(model, back) | {"id": f"old.id + {away}"}
        for field in relations(model):
            if field.related_model in conditions:
                column, numbers = f"old.{quoted(field.column)}", rows(conditions, field.related_model)
                values[field.column] = f"CASE WHEN {column} IN ({numbers}) THEN {column} + {away} ELSE {column} END"  # fmt: skip
        if model is FiscalYear:
            values["key"] = f"'{year.year - back}'"
        insert(model, condition, values)
    for model in copied_tables():  # what is the förbund's, but tells which year it is about
        if model not in conditions and any(field.name == "year" for field in model._meta.concrete_fields):
            values = moved_back(model, back)
            key = f"old.key || '-{year.year - back}'"
            condition = f"old.forbund_id = {year.forbund_id} AND old.year = {year.year}"
            insert(model, condition, {**values, "id": f"old.id + {away}", "key": key})


# Förbund


@transaction.atomic
def copy_forbund(forbund: Forbund, copies: int) -> None:
    """A förbund so many times more, each with years, people and log of its own."""
    away = f"n.number::bigint * {100 * APART}"
    source = f"CROSS JOIN generate_series(1, {copies}) AS n(number)"
    tail = f"'{TAIL}' || n.number"
    users = get_user_model()
    tables = copied_tables()
    copied = {Forbund, users, *tables}
    its_users = f"SELECT user_id FROM {quoted(Access._meta.db_table)} WHERE forbund_id = {forbund.pk}"
    for model in (Forbund, users, *tables):
        values = {"id": f"old.id + {away}"}
        for field in relations(model):
            if field.related_model in copied:
                values[field.column] = f"old.{quoted(field.column)} + {away}"
        if model is Forbund:
            condition = f"old.id = {forbund.pk}"
            values |= {"key": f"old.key || {tail}", "name": "old.name || ' ' || n.number"}
        elif model is users:
            condition = f"old.id IN ({its_users})"
            values["email"] = "'kopia' || n.number || '.' || old.email"
        elif model._meta.auto_created:
            owner = next(field for field in relations(model) if issubclass(field.related_model, Owned))
            whose = (
                f"SELECT id FROM {quoted(owner.related_model._meta.db_table)} WHERE forbund_id = {forbund.pk}"
            )
            condition = f"old.{owner.column} IN ({whose})"
        else:
            condition = f"old.forbund_id = {forbund.pk}"
        insert(model, condition, values, source)
    log = {"id": f"old.id + {away}", "forbund_key": f"old.forbund_key || {tail}"}
    insert(AuditEntry, f"old.forbund_key = '{forbund.key}'", log, source)


def settle() -> None:
    """New rows get numbers after all that were copied, and the planner knows how many there are."""
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.pk.column != "id":
                continue
            table = model._meta.db_table
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [quoted(table)])
            sequence = cursor.fetchone()[0]
            if sequence:
                cursor.execute(
                    f"SELECT setval(%s, COALESCE((SELECT max(id) FROM {quoted(table)}), 1))", [sequence]
                )
        cursor.execute("ANALYZE")
