"""Every form of the site as a browser would send it, read from the pages themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.urls import Resolver404, resolve

_PRESSED = {"submit", "image", "button", "reset"}
_WRITTEN = {"text", "search", "email", "url", "tel", "number", "textarea"}


@dataclass(frozen=True)
class Target:
    """What a page or a script sends, untouched, and where."""

    name: str  # of the address, in the URL conf
    place: str
    who: str  # whose page it was found on
    sent: tuple[tuple[str, str], ...] = ()  # in the order of the page; a name may come several times
    kinds: dict[str, str] = field(default_factory=dict, hash=False, compare=False)  # name → kind of control
    buttons: tuple[tuple[str, str], ...] = ()
    htmx: bool = False

    @property
    def files(self) -> list[str]:
        """The fields where a file is chosen."""
        return [name for name, kind in self.kinds.items() if kind == "file"]

    @property
    def texts(self) -> list[str]:
        """The fields where something is written that is shown again as it was."""
        return [name for name, kind in self.kinds.items() if kind in _WRITTEN]

    @property
    def shape(self) -> tuple[str, ...]:
        """What tells two forms of one address apart: the names of their fields, and what they send by themselves."""
        hidden = tuple(f"{name}={value}" for name, value in self.sent if name in ("vad", "step", "action"))
        return (self.name, *sorted(self.kinds), *hidden, *(f"{name}={value}" for name, value in self.buttons))


def name_of(place: str) -> str:
    """The name of an address; nothing where there is no page."""
    try:
        return resolve(urlsplit(place).path).url_name or ""
    except Resolver404:
        return ""


def forms_on(page: str, html: str, who: str) -> Iterator[Target]:
    """The forms that a page posts, what it lets htmx post, and the addresses that it hands to scripts."""
    if not html.strip():
        return
    root = lxml.html.fromstring(html)
    loose: dict[str, list] = {}
    for control in root.xpath("//*[@form and @name]"):
        loose.setdefault(control.get("form"), []).append(control)
    read: dict[object, Target] = {}
    for form in root.iter("form"):
        inside = [one for one in form.xpath(".//*[@name]") if not one.get("form")]
        target = _read(form, [*inside, *loose.get(form.get("id", ""), ())], page, who)
        read[form] = target
        if form.get("method", "get").lower() == "post":
            yield target
        if form.get("hx-post"):
            at = urljoin(page, form.get("hx-post"))
            yield replace(target, name=name_of(at), place=at, htmx=True)
    for element in root.xpath("//*[@*]"):
        place = element.get("hx-post") if element.tag != "form" else None
        given = [
            value for name, value in element.items() if name.startswith("data-") and value.startswith("/")
        ]
        form = next((one for one in element.iterancestors("form")), None)
        around = read.get(form, Target("", "", who))
        for one in ([place] if place else []) + given:
            at = urljoin(page, one)
            if not name_of(at):
                continue
            more = tuple(json.loads(element.get("hx-vals", "{}")).items()) if one == place else ()
            more = tuple((name, str(value)) for name, value in more)
            kinds = around.kinds | dict.fromkeys((name for name, _ in more), "hidden")
            yield replace(
                around, name=name_of(at), place=at, sent=around.sent + more, kinds=kinds, htmx=one == place
            )


def _read(form, controls: list, page: str, who: str) -> Target:
    place = urljoin(page, form.get("action") or page)
    sent, kinds, buttons = [], {}, []
    for one in controls:
        name, kind = one.get("name"), one.get("type", "text").lower()
        if one.tag not in ("input", "textarea", "select", "button") or name == "csrfmiddlewaretoken":
            continue
        if one.tag == "button" or kind in _PRESSED:
            buttons.append((name, one.get("value", "")))
            continue
        if one.get("disabled") is not None or "__prefix__" in name:
            continue  # the row that a script copies is sent by nobody
        kinds[name] = {"textarea": "textarea", "select": "select"}.get(one.tag, kind)
        if one.tag == "textarea":
            kinds[name] = "prose" if _is_prose(one) else "textarea"
            sent.append((name, one.text or ""))
        elif one.tag == "select":
            chosen = one.xpath(".//option[@selected]") or one.xpath(".//option")[:1]
            sent += [(name, option.get("value", "")) for option in chosen]
        elif kind in ("checkbox", "radio"):
            sent += [(name, one.get("value", "on"))] if one.get("checked") is not None else []
        elif kind != "file":
            sent.append((name, one.get("value", "")))
    return Target(name_of(place), place, who, tuple(sent), kinds, tuple(buttons))


def _is_prose(area) -> bool:
    return any(name.startswith("data-django-prose") or name == "data-facts" for name in area.attrib)


def shown(html: str) -> dict[str, list[str]]:
    """What stands in the fields of an answer where something is written, by name."""
    found: dict[str, list[str]] = {}
    if html.strip():
        for one in lxml.html.fromstring(html).xpath("//input[@name] | //textarea[@name]"):
            value = (one.text or "") if one.tag == "textarea" else one.get("value", "")
            found.setdefault(one.get("name"), []).append(value)
    return found
