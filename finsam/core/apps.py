"""The ground floor as a Django app."""

from django.db.models.signals import post_migrate

from finsam.core import declaring


class CoreConfig(declaring.DomainApp):
    """Tenancy, permissions, audit, and pages for objects."""

    name = "finsam.core"
    label = "core"
    verbose_name = "Förbund och åtkomst"
    keeps = ("core.auditentry", "core.chainlink", "core.chainhead")

    def ready(self) -> None:
        super().ready()
        from finsam.core.audit import keeping, outside  # they need the models
        from finsam.core.logs import queries
        from finsam.core.sign_in import sessions, told

        outside.listen(self)
        sessions.listen()
        told.listen()
        queries.listen()
        post_migrate.connect(keeping.create_triggers, sender=self)
