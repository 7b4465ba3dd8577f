"""`manage.py changepassword`: Django's own, with a row in the log."""

from typing import Any

from django.contrib.auth.management.commands import changepassword

from finsam.core.audit.outside import telling


class Command(changepassword.Command):
    """Gives a user another password, and says so."""

    def handle(self, *args: Any, **options: Any) -> None:
        with telling(f"{options['username']}, från kommandoraden", "bytte lösenord"):
            super().handle(*args, **options)
