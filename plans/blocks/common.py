"""What the plan's blocks share: choosing among the year's things, and small pieces of HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain, repeat

from django.utils.html import escape

from finsam.facts.tables import Html


def chosen(keys: Iterable[str], by_key: Mapping) -> tuple[list, list[str]]:
    """The things by the keys given, in that order, and the keys that found nothing. No keys: all things."""
    if not keys:
        return list(by_key.values()), []
    return [by_key[key] for key in keys if key in by_key], [key for key in keys if key not in by_key]


def gone(key: str, name: str, missing: list[str], year: int) -> list[Html]:
    """A sentence about chosen things that aren't there, so that none disappears in silence."""
    if not missing:
        return []
    names = ", ".join(f"”{escape(key_gone)}”" for key_gone in missing)
    text = f"{name} {names} finns inte {year}. Välj om i avsnittets inställningar."
    return [Html(f"{key}-saknas", f"<p><em>{text}</em></p>")]


def teach(key: str, text: str) -> list[Html]:
    """What stands where there is nothing yet: what it is for and where to begin."""
    return [Html(key, f"<p><em>{escape(text)}</em></p>")]


def named(key: str) -> str:
    """The attribute by which what is told of a thing is found again when two documents are compared."""
    return f' data-item="{escape(key)}"' if key else ""


def bullets(items: Iterable[str], keys: Iterable[str] = ()) -> str:
    """A list of pieces of HTML, marked up as the editor does it; `keys` are those of the things that they tell of."""
    inside = "".join(
        f"<li{named(key)}>{item if item.startswith('<p>') else f'<p>{item}</p>'}</li>"
        for item, key in zip(items, chain(keys, repeat("")), strict=False)
    )
    return f"<ul>{inside}</ul>" if inside else ""


def numbered(numbers: Iterable[str], items: Iterable[str], keys: Iterable[str]) -> str:
    """A list whose items bring numbers or letters of their own; an item without one has none."""
    inside = "".join(
        f'<li{named(key)}><span class="marker">{number}</span>{item}</li>'
        if number
        else f"<li{named(key)}>{item}</li>"
        for number, item, key in zip(numbers, items, keys, strict=True)
    )
    return f'<ul class="goals">{inside}</ul>'


def paragraph(html: str, key: str = "") -> str:
    """One paragraph, or nothing; `key` is that of the thing that it tells of."""
    return f"<p{named(key)}>{html}</p>" if html else ""
