"""The ground floor as a Django app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Tenancy, permissions, audit, and pages for objects."""

    name = "finsam.core"
    label = "core"
    verbose_name = "Förbund och åtkomst"
