"""What the screens' templates ask for: where am I, addresses within the visit, forms as they are read."""

import tomllib
from datetime import date, time
from decimal import Decimal

from django import forms, template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from js_asset import Media

from finsam.core.crud.forms import Heading
from finsam.core.crud.navigation import navigation as build_navigation
from finsam.core.crud.widgets import ProseWidget
from finsam.core.tenancy import access
from finsam.core.text import prose
from finsam.core.text.elements import Element, rewritten
from finsam.core.text.pictures import pictures_of, shown
from finsam.core.values import money, periods

register = template.Library()
VERSION = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"]


@register.simple_tag(takes_context=True)
def navigation(context):
    """The navigation of the visit's förbund and year, or None outside of one."""
    request = context.get("request")
    tenant = getattr(request, "tenant", None)
    if tenant is None or tenant.fiscal_year is None:
        return None
    editor = context.get("editor")
    section = context.get("section") or getattr(editor, "section", "")
    return build_navigation(tenant, request.resolver_match, section)


@register.simple_tag(takes_context=True)
def address(context, name, **kwargs):
    """`{% address "goals-edit" key=goal.key %}`: a page in the same förbund and year."""
    return access.address(context["request"].tenant, name, **kwargs)


@register.simple_tag
def version():
    """The program's version, for the foot of the page."""
    return VERSION


@register.filter
def with_nonce(media: forms.Media, nonce) -> str:
    """A form's scripts and styles, which the page's policy lets in by its nonce: `{{ form.media|with_nonce:csp_nonce }}`."""
    return Media.from_media(media, nonce=str(nonce)).render()


@register.filter
def said(value):
    """A stored value as text, as a person would say it: dates in words, real minus, yes and no, lists with commas."""
    match value:
        case None | "" | []:
            return ""
        case bool():
            return "Ja" if value else "Nej"
        case Decimal():
            return money.exact(value)
        case date():
            return periods.long_date(value)
        case time():
            return periods.clock(value)
        case list() | tuple():
            return ", ".join(said(item) for item in value)
        case _:
            return str(value)


@register.filter
def spell(start, end):
    """`sedan 1 januari 2024`."""
    return periods.spell(start, end)


@register.filter
def answer(bound: forms.BoundField):
    """What a field holds, for somebody who may only read it."""
    field, value = bound.field, bound.value()
    if bound.name in getattr(bound.form, "withheld", {}):
        return bound.form.withheld[bound.name]
    if isinstance(field, forms.ModelMultipleChoiceField):
        chosen = bound.form.instance
        names = getattr(chosen, bound.name).all() if chosen.pk else []
        return format_html_join("", "{}<br>", ((str(name),) for name in names))
    if isinstance(field, forms.ModelChoiceField):
        return str(getattr(bound.form.instance, bound.name, None) or "")
    if value in ("", None):
        return ""
    if isinstance(field, forms.MultipleChoiceField):
        return said([str(label) for key, label in flat(field.choices) if key in (value or [])])
    if isinstance(field, forms.ChoiceField):
        return dict(flat(field.choices)).get(value, value or "")
    if isinstance(field.widget, ProseWidget):
        html, given = prose.clean(value or "", section=True), field.widget.attrs
        files = given.get("data-picture-files", "")
        html = shown(html, {picture.key: f"{files}{picture.key}/fil/" for picture in pictures_of(html)})
        return with_figures(html, given.get("data-facts", ""))
    return said(getattr(getattr(bound.form, "instance", None), bound.name, value))


def with_figures(html: str, facts_url: str):
    """Clean prose whose bound figures the script fills in; until then each shows its key."""

    def chip(figure: Element) -> str:
        return format_html(
            '<span class="figure-chip" data-figure="{0}" data-format="{1}" data-facts="{2}">{0}</span>',
            figure["value"], figure["data-format"] or "kr", facts_url,
        )  # fmt: skip

    return mark_safe(rewritten(html, "data", chip))


def flat(choices):
    """Choices without their groups."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label


@register.filter
def rows(form):
    """The form's visible fields as rows: a list of (heading or '', [bound fields])."""
    apart = getattr(form, "apart", ())
    fields = {bound.name: bound for bound in form.visible_fields() if bound.name not in apart}
    layout = [entry for entry in getattr(form, "layout", ()) if not isinstance(entry, Heading)]
    named = {name for entry in layout for name in ((entry,) if isinstance(entry, str) else entry)}
    lines = []
    for entry in (*getattr(form, "layout", ()), *(name for name in fields if name not in named)):
        if isinstance(entry, Heading):
            lines.append((str(entry), []))
            continue
        names = (entry,) if isinstance(entry, str) else entry
        together = [fields[name] for name in names if name in fields]
        if together:
            lines.append(("", together))
    return lines


@register.inclusion_tag("components/summary.html")
def summary(form):
    """A form as a summary list: label left, value right."""
    return {"form": form}


@register.inclusion_tag("components/summary_table.html")
def summary_table(formset):
    """A formset as a table, one row per child; what none of them says is left out."""
    children = [form for form in formset.forms if form.instance.pk]
    said = {bound.name for form in children for bound in form.visible_fields() if answer(bound) != ""}
    return {"children": children, "first": children[0] if children else None, "said": said - {"DELETE"}}


@register.filter
def group(record, table) -> str:
    """The heading that a row of a list stands under."""
    return table.group_by(record)


@register.inclusion_tag("components/errors.html")
def errors(form, formsets=(), *, saves=True):
    """Everything that is wrong, as (label, sentence, the field's id), to stand at the top of the page.

    `formsets` are (heading, formset) pairs; `saves` is whether the form would have saved anything.
    """
    problems = _problems(form)
    for heading, formset in formsets:
        problems.extend(("", sentence, "") for sentence in formset.non_form_errors())
        for place, child in enumerate(formset.forms, 1):
            problems.extend(
                (f"{heading}, rad {place}, {label}" if label else f"{heading}, rad {place}", sentence, target)
                for label, sentence, target in _problems(child)
            )
    return {"problems": problems, "saves": saves}


def _problems(form) -> list[tuple[str, str, str]]:
    """One form's errors."""
    if not form.is_bound:
        return []
    problems = [("", sentence, "") for sentence in form.non_field_errors()]
    for bound in form:
        problems.extend(
            (str(bound.label), sentence, bound.id_for_label or bound.auto_id) for sentence in bound.errors
        )
    return problems
