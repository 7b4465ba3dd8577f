"""Pages for one kind of object: list, new, change, remove. Most of the house's forms are one Editor each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from finsam.core import audit, services
from finsam.core.audit import places
from finsam.core.crud import last_year
from finsam.core.crud.forms import OwnedForm, OwnedFormSet, sent
from finsam.core.crud.tables import OwnedTable
from finsam.core.models import Owned, YearOwned
from finsam.core.removal import said_of
from finsam.core.states import lock_of
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission


def tell_saved(request, sentence: str, *, changed) -> None:
    """Say that something has been saved, or that there was nothing to save."""
    if changed:
        messages.success(request, sentence)
    else:
        messages.info(request, "Inget var ändrat, så inget har sparats.")


def version_in(text: str) -> int | None:
    """The version that a form was opened at; None for what is none."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def remove(request, obj: Owned, done: str) -> None:
    """Remove what needs no page of its own, as it was shown (`version`), and say how it went."""
    version = request.POST.get("version", "")
    try:
        services.delete(obj, by=request.user, version=version_in(version))
    except services.StaleSave:
        messages.warning(
            request, f"”{obj}” har ändrats av någon annan. Se efter hur det ser ut nu, och ta bort sedan."
        )
    except services.Gone:
        messages.info(request, f"”{obj}” är redan borttagen.")
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, done)


class Removal:
    """The page that says what a removal takes with it, and the removal itself when that has been read.

    What is removed must be as it was shown: something that has changed since, or that touches something more,
    is shown again.
    """

    def __init__(self, request, obj: Owned, *, problem: Callable[[Owned], str | None] = lambda obj: None):
        self.obj, self.done, self.notice = obj, False, ""
        self.problem, self.touches = problem(obj) or lock_of(obj), []
        posting = request.method == "POST"
        if not self.problem:
            try:
                self.touches = said_of(obj)
            except ValidationError as error:
                self.problem = " ".join(error.messages)
        if posting and not self.problem:
            self._remove(request)
        self.status = 422 if posting else 200

    @property
    def seen(self) -> str:
        """What the page tells of, in short."""
        return sha256("\n".join(self.touches).encode()).hexdigest()[:16]

    def _remove(self, request) -> None:
        name = str(self.obj)
        version = request.POST.get("version", "")
        if request.POST.get("seen", self.seen) != self.seen:
            self.notice = (
                "Det som försvinner eller påverkas är inte längre detsamma. Läs igen innan du tar bort."
            )
            return
        try:
            services.delete(self.obj, by=request.user, version=version_in(version))
        except services.StaleSave as error:
            self.obj = error.current
            self.notice = (
                "Någon annan har ändrat det här under tiden. Se efter hur det ser ut nu innan du tar bort."
            )
        except services.Gone:
            self.done = True
            messages.info(request, f"”{name}” är redan borttagen.")
        except ValidationError as error:
            self.problem = " ".join(error.messages)
        else:
            self.done = True
            messages.success(request, f"”{name}” har tagits bort.")


@dataclass(frozen=True)
class Editor:
    """What the four pages need. `name` is the addresses' name, and `segment` their path.

    The table tells what the objects are for, where it isn't said here.
    """

    name: str
    segment: str
    form: type[OwnedForm]
    table: type[OwnedTable]
    write: Permission
    intro: str = ""
    example: str = ""
    section: str = ""  # the part of the navigation it belongs to
    children: tuple[tuple[str, type[OwnedFormSet]], ...] = ()  # (heading, formset class)
    queryset: Callable | None = None  # what else the list asks for besides what its table reads
    action: Callable = services.save  # what saves an object with its children
    check_delete: Callable[[Owned], str | None] = field(default=lambda obj: None)
    read: Permission = Permission.READ
    back: str = ""  # the page to come back to, when it isn't the list
    back_label: str = ""
    list_template: str = "crud/list.html"
    form_template: str = "crud/form.html"

    def __post_init__(self):
        for text in ("intro", "example"):
            object.__setattr__(self, text, getattr(self, text) or getattr(self.table, text))
        places.page_for(self.model)(self.page)

    def page(self, tenant: TenantContext, obj: Owned) -> str:
        """Where an object is looked at."""
        return places.address_of(tenant, obj, f"{self.name}-edit", key=obj.key)

    @property
    def model(self) -> type[Owned]:
        """What the pages are about."""
        return self.form._meta.model

    @property
    def singular(self) -> str:
        """`insats`."""
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        """`insatser`."""
        return str(self.model._meta.verbose_name_plural)

    def adding(self, obj: Owned | None = None) -> str:
        """What the button for a new one says, and what its page is called."""
        return f"Lägg till {self.singular}"

    def objects(self, tenant: TenantContext):
        """What the list shows."""
        rows = tenant.all(self.model).prefetch_related(*self.table.prefetch_related)
        if self.table.select_related:
            rows = rows.select_related(*self.table.select_related)
        return self.queryset(rows) if self.queryset else rows

    def new(self, tenant: TenantContext) -> Owned:
        """An object to be filled in, already owned."""
        obj = self.model(forbund=tenant.forbund)
        if issubclass(self.model, YearOwned):
            obj.fiscal_year = tenant.fiscal_year
        if hasattr(obj, "order"):
            obj.order = (tenant.all(self.model).aggregate(last=Max("order"))["last"] or 0) + 1
        return obj

    def begin(self, obj: Owned, tenant: TenantContext, query) -> None:
        """Fill in a new object from the address, for lists that lead to a new one in a certain place."""

    def context(self, tenant: TenantContext, obj: Owned) -> dict:
        """What the form's template needs besides the form."""
        return {}

    def list_context(self, tenant: TenantContext) -> dict:
        """What the list's template needs besides the list."""
        return {}

    def withheld(self, tenant: TenantContext, obj: Owned) -> dict[str, str]:
        """What of an object this visitor doesn't see, and what stands in its place."""
        return {}

    def urls(self) -> list:
        """The four addresses, to be included under /<forbund>/<year>/."""
        guarded = require_permission(self.read, self.write)
        place = f"{self.segment}/"
        return [
            path(place, require_permission(self.read)(self.list_page), name=self.name),
            path(f"{place}ny/", guarded(self.edit_page), name=f"{self.name}-new"),
            path(f"{place}<slug:key>/", guarded(self.edit_page), name=f"{self.name}-edit"),
            path(f"{place}<slug:key>/ta-bort/", guarded(self.delete_page), name=f"{self.name}-delete"),
        ]

    def find(self, tenant: TenantContext, key: str | None) -> Owned:
        """The object a page is about; without a key, a new one for those who may."""
        if key:
            return tenant.get(self.model, key=key)
        tenant.require(self.write)
        return self.new(tenant)

    @property
    def home_label(self) -> str:
        """The name of the page to come back to."""
        return self.back_label or self.plural.capitalize()

    def home(self, tenant: TenantContext) -> str:
        """Where to go when done."""
        return address(tenant, self.back or self.name)

    def after(self, tenant: TenantContext, obj: Owned) -> str:
        """Where to go when an object has been saved."""
        return self.home(tenant)

    def list_page(self, request):
        """The objects as a list, or what they are for when there are none."""
        tenant = request.tenant
        table = self.table(self.objects(tenant), tenant=tenant)
        table.order_by = request.GET.get("sort", "")
        context = {"editor": self, "table": table, "new_url": address(tenant, f"{self.name}-new")}
        context["refusal"] = tenant.refusal(self.write)
        return render(request, self.list_template, context | self.list_context(tenant))

    def edit_page(self, request, key=None):
        """One object with its children; a reader sees it without buttons."""
        tenant = request.tenant
        obj = self.find(tenant, key)
        if key is None and obj.pk is None:
            self.begin(obj, tenant, request.GET)
        form = self.form(sent(request), request.FILES or None, instance=obj, tenant=tenant)
        formsets = [
            (
                title,
                formset(
                    sent(request), request.FILES or None, instance=obj, tenant=tenant, prefix=f"c{place}"
                ),
            )
            for place, (title, formset) in enumerate(self.children)
        ]
        if request.method == "POST":
            valid = [form.is_valid(), *(formset.is_valid() for _, formset in formsets)]
            if all(valid) and form.carry_out(self.save, request, form, formsets):
                tell_saved(request, f"”{obj}” har sparats.", changed=form.changed)
                return HttpResponseRedirect(self.after(tenant, obj))
        form.withheld = self.withheld(tenant, obj) if obj.pk else {}
        # What was written in an old form stays on the page, with the reason beside it.
        refusal = tenant.refusal(self.write) or (request.method == "GET" and lock_of(obj))
        if not refusal:
            last_year.show(form, formsets)
        context = {
            "editor": self,
            "object": obj if obj.pk else None,
            "adding": self.adding(obj),
            "form": form,
            "formsets": formsets,
            "multipart": form.is_multipart() or any(formset.is_multipart() for _, formset in formsets),
            "stale": form.stale,
            "refusal": refusal,
            "list_url": self.home(tenant),
            "delete_url": address(tenant, f"{self.name}-delete", key=key) if key else "",
            **self.context(tenant, obj),
        }
        status = 422 if request.method == "POST" else 200
        return render(request, self.form_template, context, status=status)

    @staticmethod
    def changed_children(form, formsets) -> list[services.Child]:
        """The children that were written, changed or taken away."""
        children = []
        for _, formset in formsets:
            for child in formset.forms:
                removed = child.cleaned_data.get("DELETE", False)
                if removed or child.has_changed():
                    setattr(child.instance, formset.fk.name, form.instance)
                    children.append(services.Child(child.instance, child.many(), remove=removed))
        return children

    def save(self, request, form, formsets) -> None:
        """Save the object and its children as one action."""
        self.action(
            form.instance,
            by=request.user,
            many=form.many(),
            children=self.changed_children(form, formsets),
            version=form.cleaned_data.get("version"),
        )

    def delete_page(self, request, key):
        """Say what will be removed and all that it touches, then remove it."""
        tenant = request.tenant
        tenant.require(self.write)
        obj = tenant.all(self.model).filter(key=key).first() if "\0" not in key else None
        if obj is None and request.method == "POST" and audit.was_removed(self.model, key, tenant):
            messages.info(request, f"Det är redan borttaget ({self.singular}).")
            return HttpResponseRedirect(self.home(tenant))
        removal = Removal(request, obj or tenant.get(self.model, key=key), problem=self.check_delete)
        if removal.done:
            return HttpResponseRedirect(self.home(tenant))
        context = {"editor": self, "object": removal.obj, "removal": removal, "list_url": self.home(tenant)}
        return render(request, "crud/delete.html", context, status=removal.status)


class OnePage(Editor):
    """What there is one of: a page to change it, with nothing to add or remove."""

    def page(self, tenant, obj):
        return places.address_of(tenant, obj, self.name)

    def urls(self):
        guarded = require_permission(self.read, self.write)
        return [path(f"{self.segment}/", guarded(self.edit_page), name=self.name)]


class OnePerYear(OnePage):
    """A page for what each year has one of."""

    def find(self, tenant: TenantContext, key):
        return tenant.all(self.model).first() or self.new(tenant)

    def save(self, request, form, formsets):
        if form.instance.pk or form.has_changed():  # what nobody has written isn't begun by looking at it
            super().save(request, form, formsets)
