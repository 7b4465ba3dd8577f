"""Editors of the budget under /<forbund>/<år>/budget/: lines, series and layouts."""

from __future__ import annotations

from django.contrib import messages

from budget import forms, services, tables
from budget.models import Layout, Line, Series, SeriesKind
from budget.queries import tree
from finsam.core.audit import places
from finsam.core.crud.editor import Editor
from finsam.core.tenancy.access import address
from finsam.core.tenancy.permissions import Permission
from finsam.core.text.prose import listed

WRITE = Permission.EDIT_BUDGET


class LineEditor(Editor):
    """Lines are listed as the tree they are."""

    def objects(self, tenant):
        lines = []
        for line, depth in tree(tenant.forbund):
            line.depth = depth
            lines.append(line)
        return sorted(lines, key=lambda line: line.side)  # keeps the tree's order within each side

    def begin(self, obj, tenant, query):
        if query.get("under"):
            obj.parent = tenant.get(Line, key=query["under"])
            obj.side = obj.parent.side

    def save(self, request, form, formsets):
        """A new line is put in the year's layouts where the lines beside it stand, when that is wanted."""
        if not form.cleaned_data.get("in_layouts"):
            super().save(request, form, formsets)
            return
        layouts = request.tenant.all(Layout)
        standing = services.add_line(form.instance, by=request.user, many=form.many(), layouts=layouts)
        if standing:
            names = listed([f"”{layout}”" for layout in standing])
            messages.info(request, f"Raden står nu i {names}.")


lines = LineEditor("lines", "budget/rader", forms.LineForm, tables.LineTable, write=WRITE, section="budget")


ADDING = {
    SeriesKind.OUTCOME: "Lägg in årets utfall",
    SeriesKind.INTERIM: "Lägg in delårets utfall",
    SeriesKind.FORECAST: "Ny prognos",
}


class SeriesEditor(Editor):
    """A year's outcome, asked for by its kind, is named and goes on from the year before; a series has its amounts."""

    def adding(self, obj=None):
        return ADDING.get(obj.kind if obj else None, "Ny budget, plan eller prognos")

    def begin(self, obj, tenant, query):
        year = tenant.fiscal_year.year
        obj.about = year
        if query.get("slag") in (SeriesKind.OUTCOME, SeriesKind.INTERIM, SeriesKind.FORECAST):
            obj.kind = query["slag"]
            obj.name = f"{obj.get_kind_display()} {year}"
            last = Series.objects.filter(forbund=tenant.forbund, kind=SeriesKind.OUTCOME, about=year - 1)
            obj.opening_from = last.order_by("-fiscal_year__year").first()
            if obj.opening_from is not None:
                obj.reads_contributions = obj.opening_from.reads_contributions

    def after(self, tenant, obj):
        return address(tenant, "budget-amounts", series=obj.key)

    def page(self, tenant, obj):
        return places.address_of(tenant, obj, "budget-amounts", series=obj.key)


series = SeriesEditor(
    "series", "budget/serier", forms.SeriesForm, tables.SeriesTable, write=WRITE, section="budget"
)


class LayoutEditor(Editor):
    """A new layout may begin with all the lines, to be taken from rather than built up."""

    def save(self, request, form, formsets):
        new = form.instance.pk is None
        if new and form.cleaned_data.get("all_lines"):
            services.start_layout(
                form.instance, by=request.user, children=self.changed_children(form, formsets)
            )
        else:
            super().save(request, form, formsets)


layouts = LayoutEditor(
    "layouts",
    "budget/uppstallningar",
    forms.LayoutForm,
    tables.LayoutTable,
    write=WRITE,
    section="budget",
    children=(("Kolumner", forms.COLUMNS), ("Rader", forms.ROWS)),
    form_template="budget/layout_form.html",
)

EDITORS = (lines, series, layouts)
