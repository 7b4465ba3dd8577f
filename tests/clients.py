"""People to sign in as, the list of addresses, and what a browser would post of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.forms.models import BaseInlineFormSet
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from finsam.core.crud.editor import Editor
from finsam.core.models import Access, FiscalYear, Forbund, User
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside

OWN, FOREIGN, YEAR = "kramfors", "degerfors-karlskoga", 2024
ORIGIN = "http://testserver"


@dataclass(frozen=True, slots=True)
class Address:
    """A pattern of the URL conf: its route, name, callback, and the names in it."""

    route: str
    name: str
    callback: object
    slugs: tuple[str, ...]


def addresses() -> list[Address]:
    """Every address under /<forbund>/, from the URL conf itself."""
    return [one for one in all_addresses() if one.route.startswith("<slug:forbund>/")]


def all_addresses() -> Iterator[Address]:
    """Every address of the site."""

    def walk(patterns, route=""):
        for one in patterns:
            place = route + str(one.pattern)
            if hasattr(one, "url_patterns"):
                yield from walk(one.url_patterns, place)
            else:
                slugs = tuple(name for name in one.pattern.converters if name not in ("forbund", "year"))
                yield Address(place, one.name, one.callback, slugs)

    return walk(get_resolver().url_patterns)


def editors() -> list[Editor]:
    """Every Editor that has a page."""
    found = {}
    for one in all_addresses():
        owner = getattr(getattr(one.callback, "__wrapped__", None), "__self__", None)
        if isinstance(owner, Editor):
            found[owner.name] = owner
    return list(found.values())


def url(name: str, forbund: str = OWN, year: int = YEAR, **kwargs) -> str:
    """An address in a förbund and year."""
    if name != "forbund-start":
        kwargs["year"] = year
    return reverse(name, kwargs={"forbund": forbund, **kwargs})


def user(name: str, **fields) -> User:
    """A made-up person."""
    return User.objects.create(email=f"{name}@example.se", name=name.capitalize(), **fields)


def let_in(who: User, role: str, forbund: str = OWN) -> User:
    """Give a person a role; an acting one from today on, for she has an end."""
    Access(forbund=Forbund.objects.get(key=forbund), user=who, role=role, **dates_of(role)).save()
    return who


def dates_of(role: str) -> dict[str, date]:
    """The dates that an access of a role has to have."""
    today = timezone.localdate()
    return {"start": today, "end": today + timedelta(days=30)} if role == Role.ACTING else {}


def signed_in(who: User | None, **kwargs) -> Client:
    """A browser with somebody, or nobody, signed in."""
    client = Client(**kwargs)
    if who is not None and who.is_staff:
        second_step(who)
    if who is not None:
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def second_step(who: User) -> User:
    """Codes from an app, as if she had set them up."""
    Authenticator.objects.get_or_create(user=who, type="totp", defaults={"data": {"secret": "x"}})
    return who


def chief(forbund: str = OWN) -> User:
    """Somebody who may do everything in a förbund."""
    return let_in(user(f"chef.{forbund}"), Role.FORBUNDSCHEF, forbund)


def tenant(who: User, forbund: str = OWN, year: int | None = YEAR) -> TenantContext:
    """A person's visit, as the middleware makes it."""
    return TenantContext.of(who, forbund, year)


def in_scope(forbund: str):
    """The förbund's scope."""
    return inside(Forbund.objects.get(key=forbund))


def fiscal_year(forbund: str = OWN, year: int = YEAR) -> FiscalYear:
    """A förbund's year."""
    return FiscalYear.objects.with_scopes_disabled().get(forbund__key=forbund, year=year)


def written(form) -> dict:
    """What a browser posts of a form that nobody has touched."""
    found = {}
    for bound in form:
        value = form.get_initial_for_field(bound.field, bound.name)
        value = bound.field.prepare_value(value)
        if isinstance(value, list | tuple):
            value = list(value)
        elif value is None or value is False:
            continue
        found[bound.html_name] = value
        if bound.field.show_hidden_initial:
            found[bound.html_initial_name] = value
    return found


def written_set(formset: BaseInlineFormSet) -> dict:
    """What a browser posts of a formset that nobody has touched."""
    found = written(formset.management_form)
    for form in formset:
        found |= written(form)
    return found


def words(answer) -> str:
    """What a page says."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())
