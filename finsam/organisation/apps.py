"""The organisation as a Django app."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Registers its facts, blocks and checks when Django starts."""

    name = "finsam.organisation"
    label = "organisation"
    verbose_name = "Organisation"

    def ready(self):
        from finsam.organisation import blocks, checks, facts  # noqa: F401 - they register themselves
