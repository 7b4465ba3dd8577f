"""`manage.py createsuperuser`: Django's own, with a row in the log."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from finsam.core.audit.outside import telling


class Command(createsuperuser.Command):
    """Makes an administrator of all, and says so."""

    def handle(self, *args: Any, **options: Any) -> None:
        with telling("en administratör, från kommandoraden", "skapade"):
            super().handle(*args, **options)
