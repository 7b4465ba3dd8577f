"""`manage.py dumpdata`: Django's own, of all förbund, at one moment, whole or not at all.

`loaddata` reads the file into an empty database that `migrate` has made, by whoever owns its tables. For a copy to keep, there
is `manage.py backup`, which is checked, encrypted and comes back by one command.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.management.base import CommandError
from django.core.management.commands import dumpdata

from finsam.core.declaring import declared_models
from finsam.core.management.moment import one_moment, written_beside
from finsam.core.tenancy.scope import scopes_disabled

# What `migrate` makes itself, by numbers of its own, and who is signed in.
MADE_ANEW = ("contenttypes", "auth.permission", "sessions", "usersessions")
WAYS = ("json", "xml", "yaml")  # that keep a time's microseconds


class Command(dumpdata.Command):
    """Dumps what there is."""

    def handle(self, *app_labels: str, **options: Any) -> None:
        if options["format"] not in WAYS:
            raise CommandError(
                f"Formatet {options['format']} håller inte tiderna hela. Använd {', '.join(WAYS)}."
            )
        serializers.register_serializer("json", "finsam.core.values.whole_json")
        asked = options["output"]
        # What is named is dumped, and everything is all but what is made anew or may be thrown away
        options["exclude"] = [
            *options["exclude"],
            *(() if app_labels else (*MADE_ANEW, *declared_models("emptied"))),
        ]
        options |= {"use_base_manager": True, "use_natural_foreign_keys": True}
        with scopes_disabled(), one_moment(options["database"]):
            if asked:
                with written_beside(Path(asked)) as making:
                    super().handle(*app_labels, **{**options, "output": str(making)})
                return
            with tempfile.TemporaryDirectory() as folder:
                making = Path(folder) / "allt"
                super().handle(*app_labels, **{**options, "output": str(making)})
                with making.open(encoding="utf-8") as whole:
                    while text := whole.read(1 << 16):
                        self.stdout.write(text, ending="")
