"""The table of Django's cache in the database, made here so that nobody has to remember `createcachetable`."""

from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command("createcachetable", "finsam_cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):

    dependencies = [("tasks", "0001_initial")]

    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
