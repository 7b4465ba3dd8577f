"""Several of a kind on one page: rows that are written together and saved as one change, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from finsam.core import services
from finsam.core.crud.comparison import Versioned, compare
from finsam.core.crud.editor import tell_saved
from finsam.core.crud.forms import OwnedForm, SharedFormSet, children_formset, sent
from finsam.core.models import FiscalYear, Forbund, Owned, YearOwned
from finsam.core.services import Child
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission


class SeveralFormSet(SharedFormSet):
    """Rows of objects that belong to a förbund or to one of its years. Rows that nobody has touched are nothing."""

    may_change = False  # whether what is there already stands in the first rows
    heading = "Rader"

    def __init__(self, *args, tenant: TenantContext, **kwargs):
        if not self.may_change:
            kwargs["queryset"] = self.model.objects.none()
        super().__init__(*args, tenant=tenant, **kwargs)

    @property
    def last(self) -> int:
        """The place of the last of those that are there."""
        if not hasattr(self, "_last"):
            self._last = self.tenant.all(self.model).aggregate(last=Max("order"))["last"] or 0
        return self._last

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        if hasattr(form.instance, "order") and not form.instance.pk:
            form.instance.order = self.last + 1 + i - self.initial_form_count()
        if isinstance(form.instance, YearOwned):
            form.instance.fiscal_year = self.tenant.here
        return form

    @property
    def as_part(self) -> list[tuple[str, SeveralFormSet]]:
        """The rows with their heading, as the list of what is wrong wants them."""
        return [(self.heading, self)]

    def children(self) -> list[Child]:
        """What is to be saved, in order: an object before what points at it."""
        return [child for form in self.written() for child in self.of_row(form)]

    def written(self) -> list[OwnedForm]:
        """The rows that somebody has written in."""
        return [form for form in self.forms if form.has_changed()]

    def of_row(self, form) -> list[Child]:
        """A row's own object, and what else it says."""
        return [Child(form.instance, form.many())]


def several_formset(form: type[OwnedForm], *, formset: type[SeveralFormSet], extra: int, most: int = 60):
    """A formset class of rows by a form, as many blank ones as `extra`."""
    parent = FiscalYear if issubclass(form._meta.model, YearOwned) else Forbund
    name = "fiscal_year" if parent is FiscalYear else "forbund"
    made = children_formset(parent, form, fk_name=name, extra=extra, formset=formset, most=most)
    made.can_delete = False
    return made


class Opened(Versioned):
    """Remembers what the rows belong to as it was opened, so that what is sent twice is saved once."""

    def compared(self, current) -> list[dict]:
        return compare(self, current, [])


@dataclass(frozen=True)
class Several:
    """What the page needs. `name` is its address's name, `segment` its path, and `back` the page of those that are there.

    `related` are the foreign keys that an object's name is made from.
    """

    name: str
    segment: str
    title: str
    intro: str
    rows: type[SeveralFormSet]
    write: Permission
    back: str
    back_label: str
    section: str = ""
    related: tuple[str, ...] = ()
    template: str = "crud/several.html"

    @property
    def model(self) -> type[Owned]:
        """What the rows are."""
        return self.rows.model

    def urls(self) -> list:
        """The page's address, to be included under /<forbund>/<year>/."""
        guarded = require_permission(self.write, self.write)
        return [path(f"{self.segment}/", guarded(self.page), name=self.name)]

    def page(self, request):
        """The rows; a post saves those that are written, all of them or none."""
        tenant = request.tenant
        parent = tenant.here if self.rows.fk.name == "fiscal_year" else tenant.forbund
        form = Opened(sent(request))
        form.open(parent)
        rows = self.rows(sent(request), instance=parent, tenant=tenant, prefix="rad")
        if request.method == "POST":
            valid = [form.is_valid(), rows.is_valid()]
            if all(valid) and not rows.written():
                if rows.may_change and rows.initial_form_count():
                    return HttpResponseRedirect(address(tenant, "start"))
                form.add_error(None, "Inget är skrivet än. Fyll i minst en rad.")
            elif all(valid) and form.carry_out(
                self.save, request, parent, rows, form.cleaned_data.get("version")
            ):
                count = len(rows.written())
                tell_saved(
                    request, f"{count} {'rad har' if count == 1 else 'rader har'} sparats.", changed=True
                )
                return HttpResponseRedirect(address(tenant, "start"))
        context = {
            "editor": self,
            "form": form,
            "rows": rows,
            "stale": form.stale is not None,
            "there": [] if rows.may_change else self._there(tenant),
            "back_url": address(tenant, self.back),
        }
        return render(request, self.template, context, status=422 if request.method == "POST" else 200)

    def _there(self, tenant: TenantContext) -> list[Owned]:
        """The first of those that are there already."""
        there = tenant.all(self.model)
        return list((there.select_related(*self.related) if self.related else there)[:60])

    def save(self, request, parent, rows: SeveralFormSet, version: int | None) -> None:
        """Everything as one change of what the rows belong to."""
        children = rows.children()
        new = [child.obj for child in children if child.obj.pk is None]
        for kind in {type(obj): obj for obj in new}.values():
            kind.refuse_crowding()
        try:
            services.save(parent, by=request.user, children=children, version=version)
        except ValidationError as error:
            raise ValidationError(error.messages) from error
