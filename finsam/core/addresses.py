"""The addresses of pages in a förbund's year, by the pages' names."""

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse

from finsam.core.models import Forbund


@lru_cache(maxsize=20_000)  # facts are many, and each says where it is entered
def _reversed(site: tuple, forbund: str, year: int, name: str, arguments: tuple) -> str:
    return reverse(name, kwargs={"forbund": forbund, "year": year, **dict(arguments)})


def year_address(forbund: Forbund, year: int, name: str, **arguments: object) -> str:
    """The address of a page in a förbund's year: `/norra-an/2024/mal/nojda/`. Raises NoReverseMatch when there is none."""
    site = get_urlconf(), get_script_prefix()
    return _reversed(site, forbund.key, year, name, tuple(arguments.items()))
