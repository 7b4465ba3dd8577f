"""The read API as a Django app."""

from finsam.core import declaring
from finsam.core.crud.menu import Group, MenuItem
from finsam.core.tenancy.permissions import Permission


class ApiConfig(declaring.DomainApp):
    """What programs read, and the tokens that let them in."""

    name = "finsam.api"
    label = "api"
    verbose_name = "API"
    menu = (MenuItem("api-tokens", "API-nycklar", 245, Permission.MANAGE_ACCESS, group=Group.KEEP),)
