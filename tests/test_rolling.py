"""A migration of this release lets the code of the last one go on working, for while processes are exchanged both are at work.

What the last release had is what its snapshot has had (tests/snapshots, the newest). docs/operations.md tells the rules.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Q

from tests.test_upgrades import NAMES, words_of

# What the last release no longer read or wrote, so that this one may take it away: "app.model" or "app.model.field".
UNUSED: set[str] = set()
# What may be done all the same: (app, migration, operation's words): the reason.
ALLOWED: dict[tuple[str, str, str], str] = {}


def released() -> set[tuple[str, str]]:
    """The migrations that the newest snapshot has had."""
    with closing(sqlite3.connect(":memory:")) as old:
        old.executescript(words_of(NAMES[-1], "sqlite"))
        return set(old.execute("SELECT app, name FROM django_migrations"))


def faults(app: str, operation, before: ProjectState, after: ProjectState, new: set[tuple[str, str]]):
    """What an operation does that the code of the last release does not bear; `new` are models that it doesn't know."""
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        for each in operation.database_operations:
            yield from faults(app, each, before, after, new)
        return
    name = (
        getattr(operation, "model_name", "")
        or getattr(operation, "name", "")
        or getattr(operation, "old_name", "")
    ).lower()
    if (app, name) in new:
        return
    match operation:
        case migrations.DeleteModel() if f"{app}.{name}" not in UNUSED:
            yield "a table is dropped that the last release uses"
        case migrations.RenameModel() | migrations.AlterModelTable():
            yield "a table gets another name"
        case migrations.RenameField():
            yield "a column gets another name: add one, and take the other away a release later"
        case migrations.RemoveField() if f"{app}.{name}.{operation.name}" not in UNUSED:
            yield "a column is dropped that the last release uses: let a release go by that doesn't"
        case migrations.AddField():
            field = operation.field
            if not (field.many_to_many or field.null or field.has_db_default()):
                yield "a column is added that the last release writes nothing in: null, or a db_default"
            if field.unique and not field.many_to_many:
                yield "a column is added that the last release gives the same value in each row"
        case migrations.AlterField():
            old = before.models[app, name].fields[operation.name]
            yield from narrower(old, operation.field)
        case migrations.AddConstraint() | migrations.AlterUniqueTogether():
            yield "a promise is made that the last release may break: keep it in the code for a release first"
        case migrations.RunSQL() if any(
            word in str(operation.sql).upper() for word in ("DROP ", "RENAME ", "SET NOT NULL")
        ):
            yield "SQL drops, renames or narrows"


def narrower(old: models.Field, new: models.Field):
    """What the last release may write in a column and this one can't hold."""
    if old.null and not new.null:
        yield "a column may no longer be null"
    if (old.max_length or 0) > (new.max_length or 10**9):
        yield "a column becomes shorter"
    if old.get_internal_type() != new.get_internal_type():
        yield f"a column is {new.get_internal_type()} and was {old.get_internal_type()}"
    if new.unique and not old.unique:
        yield "a column becomes unique"


def ours(app: str) -> bool:
    """Whether an app's migrations are written here."""
    return app in {"core", "tasks", "documents", "editions", "comments", "organisation", "rendering", "plans", "budget", "followup", "auditors", "archive"}  # fmt: skip


def test_the_code_of_the_last_release_bears_this_ones_tables():
    before_it = released()
    loader = MigrationLoader(None)
    plan = loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True)
    state, new, found = ProjectState(), set(), {}
    for app, name in plan:
        for operation in loader.graph.nodes[app, name].operations:
            after = state.clone()
            operation.state_forwards(app, after)
            if (app, name) not in before_it and ours(app):
                for fault in faults(app, operation, state, after, new):
                    found[app, name, operation.describe()] = fault
                if isinstance(operation, migrations.CreateModel):
                    new.add((app, operation.name_lower))
            state = after
    assert {place: fault for place, fault in found.items() if place not in ALLOWED} == {}
    assert ALLOWED.keys() <= found.keys(), "a reason for what isn't there"


@pytest.fixture
def state():
    """A model of the last release."""
    known = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=40, null=True)),
    ]
    known.add_model(ModelState("plans", "Goal", fields))
    return known


def field(**how):
    return models.CharField(max_length=40, **how)


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        (migrations.AddField("goal", "note", field()), "a column is added that the last release writes nothing in: null, or a db_default"),
        (migrations.AddField("goal", "note", field(default="")), "a column is added that the last release writes nothing in: null, or a db_default"),
        (migrations.AddField("goal", "note", field(db_default="", unique=True)), "a column is added that the last release gives the same value in each row"),
        (migrations.RemoveField("goal", "name"), "a column is dropped that the last release uses: let a release go by that doesn't"),
        (migrations.RenameField("goal", "name", "title"), "a column gets another name: add one, and take the other away a release later"),
        (migrations.RenameModel("Goal", "Aim"), "a table gets another name"),
        (migrations.AlterModelTable("goal", "goals"), "a table gets another name"),
        (migrations.DeleteModel("Goal"), "a table is dropped that the last release uses"),
        (migrations.AlterField("goal", "name", field()), "a column may no longer be null"),
        (migrations.AlterField("goal", "name", models.CharField(max_length=20, null=True)), "a column becomes shorter"),
        (migrations.AlterField("goal", "name", models.IntegerField(null=True)), "a column is IntegerField and was CharField"),
        (migrations.AddConstraint("goal", models.CheckConstraint(condition=~Q(name=""), name="named")), "a promise is made that the last release may break: keep it in the code for a release first"),
        (migrations.RunSQL("ALTER TABLE plans_goal DROP COLUMN name"), "SQL drops, renames or narrows"),
        (migrations.SeparateDatabaseAndState([migrations.DeleteModel("Goal")]), "a table is dropped that the last release uses"),
    ],
)  # fmt: skip
def test_what_the_last_release_does_not_bear_is_found(state, operation, fault):
    assert fault in list(faults("plans", operation, state, state, set()))


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("goal", "note", field(null=True)),
        migrations.AddField("goal", "note", field(db_default="")),
        migrations.AlterField("goal", "name", models.CharField(max_length=80, null=True)),
        migrations.CreateModel("Aim", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddIndex("goal", models.Index(fields=["name"], name="by_name")),
        migrations.AddField("aim", "note", field()),  # of a table that this release has made
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("goal", "name")]),
    ],
)
def test_what_the_last_release_bears_is_let_through(state, operation):
    assert list(faults("plans", operation, state, state, {("plans", "aim")})) == []


def test_what_the_last_release_no_longer_used_may_be_taken_away(state, monkeypatch):
    monkeypatch.setattr("tests.test_rolling.UNUSED", {"plans.goal.name"})
    assert list(faults("plans", migrations.RemoveField("goal", "name"), state, state, set())) == []
