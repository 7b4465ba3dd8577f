"""What was handed out, as a Django app."""

from django.db.models.signals import post_migrate

from finsam.core import declaring


class EditionsConfig(declaring.DomainApp):
    """The stored copies of documents that were proposed, decided or signed."""

    name = "finsam.editions"
    label = "editions"
    verbose_name = "Handlingar"
    declares = ("locks", "deciding", "board_page")

    def ready(self) -> None:
        """Let the modules declare, and the database refuse changes after every migration."""
        from finsam.editions.triggers import create_triggers

        super().ready()
        post_migrate.connect(create_triggers, sender=self)
