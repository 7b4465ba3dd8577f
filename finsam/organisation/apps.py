"""The organisation as a Django app."""

from finsam.core import declaring
from finsam.core.crud.menu import Group, MenuItem
from finsam.core.tenancy.permissions import Permission


class OrganisationConfig(declaring.DomainApp):
    """Registers its facts, blocks and checks when Django starts."""

    name = "finsam.organisation"
    label = "organisation"
    verbose_name = "Organisation"
    menu = (
        MenuItem(
            "people", "Personer", 200, pages=("bodies", "persons", "seats", "acting"), group=Group.ABOUT
        ),
        MenuItem(
            "contributions",
            "Bidrag",
            210,
            pages=("payers", "kommun-shares", "own-organisation"),
            group=Group.ABOUT,
        ),
        MenuItem("members", "Medlemmar", 220, group=Group.ABOUT),
        MenuItem(
            "forbund",
            "Förbundet",
            230,
            pages=("years", "pictures", "equity-levels", "statement"),
            group=Group.ABOUT,
        ),
        MenuItem("access", "Åtkomst", 240, Permission.MANAGE_ACCESS, group=Group.KEEP),
        MenuItem("log", "Ändringslogg", 250, Permission.READ_LOG, pages=("history",), group=Group.KEEP),
    )
    declares = ("blocks", "checks", "dashboard", "facts", "missing", "rollover")
