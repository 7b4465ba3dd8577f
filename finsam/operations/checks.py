"""What `manage.py check --deploy --database default` says of an installation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from finsam.operations import roles

OWNER = checks.Warning(
    "Programmet är inloggat i databasen som den som äger tabellerna, och kan då ta bort ändringslogg och lagrade handlingar.",
    hint="Kör manage.py database_roles som ägaren, och låt webb och arbetare logga in som rollen FINSAM_DATABASE_ROLE.",
    id="operations.W001",
)

NO_CONTACT = checks.Warning(
    "Den som hittar en säkerhetsbrist får inte veta vart hon ska vända sig.",
    hint="Ställ in FINSAM_SECURITY_CONTACT, till exempel sakerhet@example.se.",
    id="operations.W002",
)


def somebody_to_tell(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """A warning where weaknesses can be reported to nobody."""
    return [] if settings.SECURITY_CONTACTS else [NO_CONTACT]


def not_as_owner(app_configs: Any, databases: Any = (), **_: Any) -> list[checks.CheckMessage]:
    """A warning where the process could drop what is written for ever."""
    try:
        return [OWNER for using in databases or () if roles.runs_as_owner(using=using)]
    except DatabaseError:
        return []  # that it can't be reached is told of by others


def listen() -> None:
    """Register them."""
    checks.register(somebody_to_tell, checks.Tags.security, deploy=True)
    checks.register(not_as_owner, checks.Tags.database, deploy=True)
