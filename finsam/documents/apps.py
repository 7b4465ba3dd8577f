"""Documents as a Django app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents, their sections, and the blocks that any förbund has."""

    name = "finsam.documents"
    label = "documents"
    verbose_name = "Dokument"

    def ready(self):
        from finsam.core import removal
        from finsam.documents import blocks, referring  # noqa: F401 - they register themselves

        removal.referring.append(referring.sentences)
