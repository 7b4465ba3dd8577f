"""The demo as a Django app: its commands."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Förbund from files, and the people to try them with."""

    name = "finsam.demo"
    label = "demo"
    verbose_name = "Demo"
