"""The document engine as a Django app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Facts, tables, blocks, documents and their renderers."""

    name = "finsam.documents"
    label = "documents"
    verbose_name = "Dokument"

    def ready(self):
        from finsam import forms, removal
        from finsam.documents import (  # noqa: F401 - they register themselves
            blocks,
            checks,
            fonts,
            panels,
            providers,
            referring,
            wording,
        )

        forms.remarks.append(fonts.remark)
        removal.referring.append(referring.sentences)
