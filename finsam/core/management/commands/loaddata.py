"""`manage.py loaddata`: Django's own, with a row in the log of each förbund that it writes in."""

from pathlib import Path
from typing import Any

from django.core.management.commands import loaddata

from finsam.core.audit.outside import telling
from finsam.core.tenancy.scope import scopes_disabled


class Command(loaddata.Command):
    """Loads fixtures, and says so."""

    def handle(self, *fixture_labels: str, **options: Any) -> None:
        names = ", ".join(Path(label).name for label in fixture_labels)
        with scopes_disabled(), telling(f"fil: {names}", "läste in"):
            super().handle(*fixture_labels, **options)
