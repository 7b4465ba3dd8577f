"""Whatever a page offers a role, that role may do: no link leads to a closed door, no button to a refusal."""

import re
from functools import cache

import pytest
from django.urls import resolve

from finsam.core.models import Access
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside, scopes_disabled
from followup.events.models import Event
from followup.responsibility.models import InsatsResponsibility
from tests import clients
from tests.crawl import Crawl, answer, offers
from tests.small import YEAR, Small
from tests.test_access_matrix import cheap_pdf  # noqa: F401 (what is in a file is judged elsewhere)

HERE = f"/norra-an/{YEAR}/"


@pytest.fixture
def small(db, kept):
    with scopes_disabled():
        made = Small()
    with inside(made.forbund):
        made.fill()
        Event.objects.create(name="Mässan", attendance=40, **made.year)
        yield made


ONE_IS_ENOUGH = ("fact", "block", "block-xlsx", "section-edit", "lines-edit", "notes-edit")


@cache
def kind_of(address: str) -> str:
    """The name of an address in the URL conf; a page has hundreds of links, and most of them are the same on each."""
    return resolve(address.partition("?")[0]).url_name


def known(place: str, seen: set, *, every_kind: bool) -> bool:
    """Whether a page of the same kind has been looked at, where one is enough: for `every_kind` or for the many."""
    if "sort=" in place or "/pdf/" in place:
        return True
    kind = kind_of(place)
    if not every_kind and kind not in ONE_IS_ENOUGH:
        return False
    first = kind not in seen
    seen.add(kind)
    return not first


@pytest.mark.slow
@pytest.mark.parametrize(
    "role",
    [
        Role.LEDAMOT,
        Role.REVISOR,
        Role.INSATSANSVARIG,
        Role.FORBUNDSCHEF,
        Role.EKONOM,
        Role.ADMINISTRATOR,
    ],
)
def test_nothing_on_a_page_is_refused(small, role):
    who = clients.let_in(clients.user(role.value), role, small.forbund.key)
    if role == Role.INSATSANSVARIG:
        access = Access.objects.get(user=who)
        InsatsResponsibility.objects.create(
            forbund=small.forbund, access=access, insats=small.insats_year.insats
        )
    seen: set = set()
    chief = role == Role.FORBUNDSCHEF  # is offered so much that a page of each kind has to do
    client = clients.signed_in(who)
    crawl = Crawl(client, HERE, lambda place: known(place, seen, every_kind=chief)).walk(HERE)
    closed = {place: one.status_code for place, one in crawl.pages.items() if one.status_code in (403, 404)}
    assert closed == {}
    tried: dict[tuple, object] = {}
    for one in crawl.actions:
        if one.method == "post" and one.place.startswith(HERE):
            tried.setdefault(kind_of(one.place), one)
    answers = {name: answer(crawl.client, one).status_code for name, one in tried.items()}
    assert {name: code for name, code in answers.items() if code in (403, 404, 405, 500)} == {}
    assert len(crawl.pages) > 40
    tried.pop("my-calendar", None)  # everybody's own
    assert bool(tried) == (role not in (Role.LEDAMOT, Role.BEREDNING))
    if role == Role.REVISOR:
        assert [one.place for one in tried.values() if not one.place.startswith(f"{HERE}granskning/")] == []
    buttons = [page for page, one in crawl.pages.items() if re.search(rb"<button[^>]* disabled", one.content)]
    if role in (Role.LEDAMOT, Role.BEREDNING, Role.REVISOR):
        assert buttons == [], "a button that never does anything"


def test_what_is_disabled_offers_nothing():
    html = '<a href="../x/">X</a><form method="post" action="/y/"><button disabled hx-post="/z/">Z</button></form>'
    assert [(one.method, one.place) for one in offers("/a/b/", html)] == [("get", "/a/x/"), ("post", "/y/")]
