"""The engine's pages as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages of documents, facts and reconciliation; the rules that hold for every document."""

    name = "finsam.web"
    label = "web"
    verbose_name = "Sidor"

    def ready(self):
        from finsam.checks import sums, wording  # noqa: F401 - they register themselves
        from finsam.core.crud import forms
        from finsam.rendering import fonts
        from finsam.web import panels  # noqa: F401

        forms.remarks.append(fonts.remark)
