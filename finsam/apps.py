"""The ground floor as a Django app."""

from django.apps import AppConfig


class FinsamConfig(AppConfig):
    """Förbund, people, access, doors and audit."""

    name = "finsam"
    verbose_name = "Förbund och åtkomst"
