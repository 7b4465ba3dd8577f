"""The engine's pages as a Django app."""

from finsam.core import declaring
from finsam.core.crud.menu import MenuItem

SECTION = ("section-new", "section-edit", "section-delete", "section-versions", "section-version")


class WebConfig(declaring.DomainApp):
    """Pages of documents, facts and reconciliation; the start page and what is missing."""

    name = "finsam.web"
    label = "web"
    verbose_name = "Sidor"
    menu = (
        MenuItem("start", "Översikt", 10),
        MenuItem("plan", "Plan", 20),
        MenuItem(
            "documents",
            "Dokument",
            70,
            pages=(
                "document",
                *SECTION,
                "fact",
                "facts",
                "edition",
                "edition-facts",
                "edition-fact",
                "editions",
                "comment",
            ),
        ),
        MenuItem("reconciliation", "Avstämning", 80),
    )
    declares = ("dashboard", "news", "next_year", "tracing.explained", "views.documents", "warming")
