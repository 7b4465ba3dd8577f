"""A visitor who follows every link within a förbund's year, for tests that look at all that a role can reach."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.test import Client

from tests.clients import ORIGIN

_TAG = re.compile(r"<(a|form|button|input)\b([^>]*)>")
CSRF = "csrfmiddlewaretoken"
_ATTRIBUTE = re.compile(r'([a-z-]+)(?:="([^"]*)")?')


@dataclass(frozen=True)
class Action:
    """Something that a page offers: a link, a form, or what a script asks for."""

    page: str
    method: str
    place: str
    hidden: tuple[tuple[str, str], ...] = ()  # what the form sends without anybody writing it


@dataclass
class Crawl:
    """Follows links from a page, each address once; `leave_out` says which addresses aren't worth the time."""

    client: Client
    within: str
    leave_out: object = lambda place: False
    pages: dict[str, object] = field(default_factory=dict)  # address → response
    actions: list[Action] = field(default_factory=list)

    def walk(self, *starts: str) -> Crawl:
        """Follow everything; a file is fetched and not read for links."""
        todo = list(starts)
        while todo:
            place = todo.pop()
            if place in self.pages:
                continue
            response = self.pages[place] = self.client.get(place)
            if response.status_code in (301, 302):
                todo += self._inside(place, [response["Location"]])
                continue
            if not response.get("Content-Type", "").startswith("text/html"):
                continue
            offered = offers(place, response.content.decode())
            self.actions += offered
            todo += self._inside(place, [one.place for one in offered if one.method == "get"])
        return self

    def _inside(self, page: str, places: list[str]) -> list[str]:
        found = (urlsplit(urljoin(page, one)) for one in places)
        found = (f"{one.path}{f'?{one.query}' if one.query else ''}" for one in found if not one.netloc)
        return [one for one in found if one.startswith(self.within) and not self.leave_out(one)]


def offers(page: str, html: str) -> list[Action]:
    """The links, forms and scripted requests of a page; what is disabled offers nothing."""
    found = []
    inside, form = False, 0  # whether a form that is sent is open, and which of those found it is
    for tag, text in _TAG.findall(html):
        given = {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}
        if "disabled" in given:
            continue
        if tag == "a" and given.get("href", "").startswith(("/", "?", ".")):
            found.append(Action(page, "get", urljoin(page, given["href"])))
        if tag == "form":
            inside = given.get("method", "get") == "post"
        if tag == "form" and inside:
            form = len(found)
            found.append(Action(page, "post", urljoin(page, given.get("action") or page)))
        if tag == "input" and inside and given.get("type") == "hidden" and given.get("name") != CSRF:
            sent = (given.get("name", ""), given.get("value", ""))
            found[form] = replace(found[form], hidden=(*found[form].hidden, sent))
        if given.get("hx-post"):
            found.append(Action(page, "post", urljoin(page, given["hx-post"])))
        if given.get("hx-get"):
            found.append(Action(page, "get", urljoin(page, given["hx-get"])))
    return found


def answer(client: Client, action: Action):
    """What an action answers, undone afterwards."""
    if action.method == "get":
        return client.get(action.place)
    with transaction.atomic():
        response = client.post(action.place, {"x": "y", **dict(action.hidden)}, headers={"origin": ORIGIN})
        transaction.set_rollback(True)
    return response
