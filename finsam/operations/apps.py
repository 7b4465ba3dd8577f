"""The running of an installation, as a Django app."""

from django.db.models.signals import post_migrate

from finsam.core import declaring


class OperationsConfig(declaring.DomainApp):
    """What whoever runs an installation needs: the database's roles, backups, health, metrics, traces."""

    name = "finsam.operations"
    label = "operations"
    verbose_name = "Drift"
    declares = ("health.checks",)

    def ready(self) -> None:
        """Let the modules declare, the application's role in the database follow every migration, and traces begin."""
        from finsam.operations import checks, roles
        from finsam.operations.telemetry import traces

        super().ready()
        checks.listen()
        post_migrate.connect(roles.grant_after_migrations, sender=self)
        traces.begin_if_asked_for()
