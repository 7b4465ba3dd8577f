"""The archive as a Django app."""

from finsam.core import declaring
from finsam.core.crud.menu import Group, MenuItem
from finsam.core.tenancy.permissions import Permission


class ArchiveConfig(declaring.DomainApp):
    """A year as a package for an archive, and back."""

    name = "archive"
    verbose_name = "Arkiv"
    emptied = ("archive.packedyear",)
    declares = ("cleaning",)
    menu = (MenuItem("archive", "Arkiv", 260, permission=Permission.READ_LOG, group=Group.KEEP),)
