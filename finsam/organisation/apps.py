"""The organisation as a Django app."""

from finsam.core import declaring
from finsam.core.crud.menu import MenuItem
from finsam.core.tenancy.permissions import Permission


class OrganisationConfig(declaring.DomainApp):
    """Registers its facts, blocks and checks when Django starts."""

    name = "finsam.organisation"
    label = "organisation"
    verbose_name = "Organisation"
    menu = (
        MenuItem("people", "Personer", 200, pages=("bodies", "persons", "seats"), folded=True),
        MenuItem(
            "contributions", "Bidrag", 210, pages=("payers", "kommun-shares", "own-organisation"), folded=True
        ),
        MenuItem("members", "Medlemmar", 220, folded=True),
        MenuItem(
            "forbund",
            "Förbundet",
            230,
            pages=("years", "pictures", "equity-levels", "statement"),
            folded=True,
        ),
        MenuItem("access", "Åtkomst", 240, Permission.MANAGE_ACCESS, folded=True),
        MenuItem("log", "Ändringslogg", 250, Permission.READ_LOG, folded=True),
    )
    declares = ("blocks", "checks", "dashboard", "facts", "missing", "rollover")
