"""An item of the navigation. Each app declares its own as `menu` in its `apps.py`."""

from dataclasses import dataclass
from enum import StrEnum

from finsam.core.tenancy.permissions import Permission


class Group(StrEnum):
    """The headings under Mer, in their order."""

    FOLLOW = "Följa upp"
    STEER = "Styra"
    ABOUT = "Om förbundet"
    KEEP = "Åtkomst och arkiv"


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link: the address' name, its word, its place in the row, who sees it, and the other pages that belong under it.

    `place` orders the items of all apps; those that have a `group` stand under Mer, under its heading.
    """

    name: str
    label: str
    place: int
    permission: Permission = Permission.READ
    pages: tuple[str, ...] = ()
    group: Group | None = None

    def holds(self, url_name: str) -> bool:
        """Whether a page stands under this item: `goals-edit` is under `goals`."""
        return any(url_name == page or url_name.startswith(f"{page}-") for page in (self.name, *self.pages))
