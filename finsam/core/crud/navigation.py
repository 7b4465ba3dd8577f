"""The one row of navigation inside a förbund and year, as data."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from finsam.core.tenancy.access import TenantContext, address
from finsam.core.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class Item:
    """A link: the address' name, its word, who sees it, and the other pages that belong under it."""

    name: str
    label: str
    permission: Permission = Permission.READ
    pages: tuple[str, ...] = ()

    def holds(self, url_name: str) -> bool:
        """Whether a page stands under this item: `mal-edit` is under `mal`."""
        return any(url_name == page or url_name.startswith(f"{page}-") for page in (self.name, *self.pages))


MAIN = (
    Item("start", "Översikt"),
    Item("plan", "Plan"),
    Item("insatser", "Insatser"),
    Item("mal", "Mål"),
    Item("budget", "Budget"),
    Item(
        "att-rapportera",
        "Uppföljning",
        pages=("resultat", "rapporttillfallen", "insatsansvar", "uppfoljning-finsam"),
    ),
    Item("documents", "Dokument", pages=("document", "fact")),
    Item("reconciliation", "Avstämning"),
)
MORE = (
    Item("statistik", "Statistik", pages=("matt", "indelningar")),
    Item("indikatorer", "Indikatorer", pages=("enkater", "instrument")),
    Item("handelser", "Händelser"),
    Item(
        "books",
        "Bokslut",
        pages=("balance", "year-books", "personnel", "notes", "investments", "adjustments"),
    ),
    Item("moten", "Möten"),
    Item("medlemssamrad", "Medlemssamråd"),
    Item("risker", "Risker"),
    Item("arshjul", "Årshjul"),
    Item("projekt", "Projekt"),
    Item("people", "Personer", pages=("bodies", "persons", "seats")),
    Item("contributions", "Bidrag", pages=("payers", "kommun-shares")),
    Item("members", "Medlemmar"),
    Item("forbund", "Förbundet", pages=("years", "pictures", "equity-levels")),
    Item("access", "Åtkomst", Permission.MANAGE_ACCESS),
    Item("log", "Ändringslogg", Permission.READ_LOG),
)


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
    more: list[Link]
    years: list[Link]

    @property
    def current(self) -> str:
        """The word for where the visitor is, or ''."""
        return next((link.label for link in (*self.main, *self.more) if link.current), "")

    @property
    def current_more(self) -> str:
        """The same, when it is one of those that are folded away."""
        return next((link.label for link in self.more if link.current), "")


def _links(items: tuple[Item, ...], tenant: TenantContext, here: str) -> list[Link]:
    """The items that this person may see and that the site has."""
    links = []
    for item in items:
        if item.permission not in tenant.permissions:
            continue
        try:
            url = address(tenant, item.name)
        except NoReverseMatch:
            continue
        links.append(Link(item.label, url, item.holds(here)))
    return links


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


def navigation(tenant: TenantContext, match, section: str = "") -> Navigation:
    """The navigation as seen from the page that `match` resolved to; `section` names the item when it can't tell."""
    here = section or (match.url_name if match else "") or ""
    return Navigation(_links(MAIN, tenant, here), _links(MORE, tenant, here), _years(tenant, match))
