"""What stood last year, in grey beside what is written this year: in forms, in rows of forms and in cells.

A thing is found in the year before by its keys, which it keeps when a year is begun, with the years in them a step back. A
kind that has keys of its own in each year says how it is found (`found_by`). A form shows it under each field (`show`), a
grid under each cell (`CellGrid.last_year`). It is read in the same number of questions however many rows there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from django import forms
from django.db import models
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from finsam.core import audit
from finsam.core.addresses import year_address
from finsam.core.crud.widgets import ProseWidget
from finsam.core.models import FiscalYear, Owned
from finsam.core.registry import Registry
from finsam.core.rollover import stepped, way_to_year, whole
from finsam.core.templatetags.screen import flat, said, with_figures
from finsam.core.text import pictures, prose
from finsam.core.text.elements import rewritten

T = TypeVar("T", bound=Owned)
# Given things of a kind and all of that kind in the year before: what stood for each, or None.
Finder = Callable[[Sequence[T], models.QuerySet], list[T | None]]

FINDERS: Registry[type[Owned], Finder] = Registry("way to find a thing in the year before")
UNSAID = ("order",)  # the place among others says nothing of the year
SHORT, BEGINS = 120, 70  # characters: what is longer is folded, and so much of it is told


def found_by(model: type[Owned]) -> Callable[[Finder], Finder]:
    """Declare how things of a kind are found in the year before, where it isn't by their keys."""
    return lambda finder: FINDERS.add(model, finder)


def before(rows: Sequence[T]) -> list[T | None]:
    """What stood for each of some things of one kind in the year before; None where nothing did."""
    nothing: list[T | None] = [None] * len(rows)
    if not rows or not isinstance(rows[0], Owned) or not (way := way_to_year(type(rows[0]))):
        return nothing
    model, year = type(rows[0]), audit.year_of(rows[0])
    last = whole(model).filter(forbund=year.forbund_id, **{f"{way}__year": year.year - 1}).select_related(way)
    if model in FINDERS:
        return FINDERS[model](rows, last)
    if any(set(rule.fields) == {way} for rule in _uniques(model)):  # each year has one
        return [last.first()] * len(rows)
    return _by_keys(rows, last)


def _uniques(model: type[Owned]) -> list[models.UniqueConstraint]:
    return [rule for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)]


def _by_keys(rows: Sequence[T], last: models.QuerySet) -> list[T | None]:
    """By the keys of what they are parts of and their own, a step back or the same."""
    wanted = [
        [tuple(stepped(key, -1) for key in row.path()[1:]), row.path()[1:]] if row.pk else [] for row in rows
    ]
    keys = [names for paths in wanted for names in paths]
    named = last.filter(key__in={names[-1] for names in keys})
    if keys and len(keys[0]) > 1:
        above = type(rows[0]).within[0]
        named = named.filter(**{f"{above}__key__in": {names[-2] for names in keys}})
    stood = {row.path()[1:]: row for row in named} if keys else {}
    return [next((stood[names] for names in paths if names in stood), None) for paths in wanted]


def show(form: forms.ModelForm, formsets: Sequence[tuple[str, forms.BaseInlineFormSet]] = ()) -> None:
    """Let each field of a form and of its rows say what stood in it last year. `formsets` are (heading, formset) pairs."""
    show_of(form, before([form.instance])[0])
    for _, formset in formsets:
        rows = [row for row in formset.forms if row.instance.pk]
        for row in rows:
            setattr(row.instance, formset.fk.name, form.instance)  # it isn't asked for row by row
        for row, last in zip(rows, before([row.instance for row in rows]), strict=True):
            show_of(row, last)


def show_of(form: forms.ModelForm, last: Owned | None) -> None:
    """Let each field of a form say what stood in it in a thing of the year before."""
    if last is None:
        return
    year = audit.year_of(last)
    own = {its.name: its for its in (*last._meta.concrete_fields, *last._meta.many_to_many)}
    names = form.fields if form.shows_last_year is None else form.shows_last_year
    for name in names:
        field = form.fields.get(name)
        if field is None or name not in own or name in UNSAID or field.widget.is_hidden:
            continue
        text, more = _told(field, last, own[name], year)
        if text or _told(field, form.instance, own[name], year)[0]:
            tell(field, year, text or "inget", more)


def tell(field: forms.Field, year: FiscalYear | int, text: str, more: str = "") -> None:
    """Let a field say what stood in it in a year, after what helps to fill it in; `more` is all of it, as HTML."""
    if not more and len(text) > SHORT:
        more = render_to_string("crud/last_year_text.html", {"text": text})
    begins = prose.shortened(text, BEGINS) if more else text
    told = render_to_string("crud/last_year.html", {"year": year, "begins": begins, "more": more})
    field.help_text = mark_safe(f"{field.help_text}{told}")


def _told(field: forms.Field, obj: Owned, its: models.Field, year: FiscalYear) -> tuple[str, str]:
    """What stands in a field of a thing as people read it; what is rich text also as HTML."""
    if its.many_to_many:
        return said([str(other) for other in getattr(obj, its.name).all()]) if obj.pk else "", ""
    value = getattr(obj, its.attname)
    if value in (None, "", {}, []):
        return "", ""
    if its.is_relation:
        return str(getattr(obj, its.name)), ""
    if isinstance(field.widget, ProseWidget):
        html = rewritten(prose.clean(value, section=True), "figure", _picture)
        facts = year_address(obj.forbund, year.year, "fact-choices")
        return prose.plain(rewritten(html, "data", lambda figure: "…")), with_figures(html, facts)
    choices = flat(field.choices) if isinstance(field, forms.ChoiceField) else ()
    words = {str(choice): str(label) for choice, label in choices}
    return words.get(str(value)) or said(value), ""


def _picture(figure) -> str:
    """A picture by its words: it is shown where it stands, in last year's document."""
    return f"<p>[{pictures.UNDESCRIBED if not (words := prose.plain(figure.inside)) else words}]</p>"
