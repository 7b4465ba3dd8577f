"""The one row of navigation inside a förbund and year, made of what the apps declare in their `menu`."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from finsam.core.addresses import year_address
from finsam.core.crud.menu import Group, MenuItem
from finsam.core.declaring import declared
from finsam.core.tenancy.access import TenantContext, address
from finsam.core.tenancy.permissions import Permission


@cache
def _declared() -> tuple[MenuItem, ...]:
    """Every item of every app, in the order of their places."""
    items = [item for menu in declared("menu") for item in menu]
    return tuple(sorted(items, key=lambda item: item.place))


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands on the page."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Navigation:
    """All that the head of a page shows of a visit."""

    main: list[Link]
    groups: list[tuple[Group, list[Link]]]  # what stands under Mer, heading by heading
    years: list[Link]
    next_year: Link | None = None  # where the one after the newest is begun, for who may

    @property
    def more(self) -> list[Link]:
        """All that stands under Mer."""
        return [link for _, links in self.groups for link in links]

    @property
    def current(self) -> str:
        """The word for where the visitor is, or ''."""
        return next((link.label for link in (*self.main, *self.more) if link.current), "")

    @property
    def current_more(self) -> str:
        """The same, when it is one of those that are folded away."""
        return next((link.label for link in self.more if link.current), "")


def _links(items: Iterable[MenuItem], tenant: TenantContext, here: str) -> list[Link]:
    """The items that this person may see."""
    return [
        Link(item.label, address(tenant, item.name), item.holds(here))
        for item in items
        if item.permission in tenant.permissions
    ]


def _years(tenant: TenantContext, match) -> list[Link]:
    """The same page in each of the förbund's years."""
    name, kwargs = (match.view_name, match.kwargs) if match else ("forbund-start", {})
    return [
        Link(
            str(other.year),
            reverse(name, kwargs={**kwargs, "forbund": tenant.forbund.key, "year": other.year}),
            other == tenant.fiscal_year,
        )
        for other in tenant.years
    ]


def _next_year(tenant: TenantContext, newest: str) -> Link | None:
    if Permission.EDIT_PLAN not in tenant.permissions:
        return None
    return Link(f"Börja {int(newest) + 1}", year_address(tenant.forbund, int(newest), "next-year"))


def navigation(tenant: TenantContext, match, section: str = "") -> Navigation:
    """The navigation as seen from the page that `match` resolved to; `section` names the item when it can't tell."""
    here = section or (match.url_name if match else "") or ""
    main = _links([item for item in _declared() if item.group is None], tenant, here)
    under = ((group, [item for item in _declared() if item.group is group]) for group in Group)
    seen = ((group, _links(items, tenant, here)) for group, items in under)
    years = _years(tenant, match)
    return Navigation(
        main, [(group, links) for group, links in seen if links], years, _next_year(tenant, years[0].label)
    )
