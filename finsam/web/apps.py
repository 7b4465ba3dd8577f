"""The engine's pages as a Django app."""

from django.apps import AppConfig

from finsam.core.crud.menu import MenuItem


class WebConfig(AppConfig):
    """Pages of documents, facts and reconciliation; the rules that hold for every document."""

    name = "finsam.web"
    label = "web"
    verbose_name = "Sidor"
    menu = (
        MenuItem("start", "Översikt", 10),
        MenuItem("plan", "Plan", 20),
        MenuItem("documents", "Dokument", 70, pages=("document", "fact")),
        MenuItem("reconciliation", "Avstämning", 80),
    )

    def ready(self):
        from finsam.checks import sums, wording  # noqa: F401 - they register themselves
        from finsam.core.crud import forms
        from finsam.rendering import fonts
        from finsam.web import panels  # noqa: F401

        forms.remarks.append(fonts.remark)
