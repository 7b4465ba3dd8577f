"""Template filters for Swedish amounts and dates; built in, so no template needs to load them."""

from html import unescape

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from finsam.core.text.columns import aligned
from finsam.core.text.elements import Element, rewritten
from finsam.core.text.pictures import shown
from finsam.core.values import money, periods

register = template.Library()


@register.filter
def kr(value, decimals=0):
    """`1234567` → `1 234 567 kr`."""
    return money.show(value, "kr", decimals)


@register.filter
def amount(value, decimals=0):
    """`1234567` → `1 234 567`, for columns whose head says the unit."""
    return money.number(value, decimals)


@register.filter
def percent(value, decimals=1):
    """A fraction as a percentage: `0.13` → `13,0 %`."""
    return money.show(value, "%", decimals)


@register.filter(expects_localtime=True)
def day(value):
    """`27 mars 2024`."""
    return periods.long_date(value)


@register.filter(expects_localtime=True)
def weekday(value):
    """`onsdag`."""
    return periods.weekday(value)


@register.filter(expects_localtime=True)
def clock(value, end=None):
    """`13.00–16.00`."""
    return periods.clock(value, end)


@register.filter
def figures(html, fact_url=""):
    """Resolved prose for the page: figures in its tables stand under each other, and on the screen (with `fact_url`) each
    bound one leads to its fact.
    """

    def linked(figure: Element) -> str:
        if figure["class"] != "fact":
            return figure.source
        return f'<a class="fact" href="{escape(fact_url + figure["value"])}/">{figure.inside}</a>'

    html = aligned(html)
    return mark_safe(rewritten(html, "data", linked) if fact_url else html)


@register.filter
def leading(html, leads):
    """Resolved prose for paper: with `leads` (`FigureLinks`), each bound figure leads to what it was made of."""
    if not leads:
        return html

    def linked(figure: Element) -> str:
        shown = figure["class"] == "fact"
        return str(leads.link(figure["value"], unescape(figure.inside))) if shown else figure.source

    return mark_safe(rewritten(html, "data", linked))


@register.simple_tag(takes_context=True)
def figure(context, fact, text):
    """A printed figure, leading to its fact: on the screen (`fact_url`) to its page, in a stored PDF (`leads`) to the edition's."""
    if (leads := context.get("leads")) is not None:
        return leads.link(fact.key, text)
    if not (address := context.get("fact_url")) or not text:
        return text
    return format_html('<a class="fact" href="{}{}/">{}</a>', address, fact.key, text)


@register.simple_tag(takes_context=True)
def figures_in(context, html):
    """Resolved prose of a piece, with its figures leading where those of the page do."""
    return mark_safe(leading(figures(html, context.get("fact_url", "")), context.get("leads")))


@register.filter
def illustrated(html, addresses):
    """Resolved prose with its pictures, from their addresses by key."""
    return mark_safe(shown(html, addresses))


@register.filter
def src(key, pictures):
    """The address of a picture by its key; one that is gone has none."""
    return pictures.get(key, f"asset:{key}")
