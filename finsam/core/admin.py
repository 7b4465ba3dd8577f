"""The administration: every model, through the same rules, refusals, versions and audit as the pages."""

from functools import wraps

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponseRedirect
from django.utils import timezone

from finsam.core import services
from finsam.core.crud.comparison import Versioned
from finsam.core.crud.fields import JSONFormField
from finsam.core.models import Access, AuditEntry, FiscalYear, Forbund, Owned, Remembering, User, YearOwned
from finsam.core.models.audit import ChainHead, ChainLink
from finsam.core.sign_in import sessions
from finsam.core.tenancy import rules
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import scopes_disabled
from finsam.core.tenancy.years import year_in_use


def unscoped(view):
    """Administrators see every förbund; the page is also drawn before the scope closes."""

    @wraps(view)
    def wrapped(self, request, *args, **kwargs):
        with scopes_disabled():
            try:
                response = view(self, request, *args, **kwargs)
            except ValidationError as error:
                sentences = error.messages
            except services.StaleSave as error:
                sentences = [f"{error} Se efter hur det ser ut nu, och ändra sedan."]
            else:
                if hasattr(response, "render"):
                    response.render()
                return response
            for sentence in sentences:
                messages.error(request, sentence)
            return HttpResponseRedirect(request.get_full_path())

    return wrapped


WHOSE = "belongs_to"  # the field of a new object's page that says whose it is; no model has one by that name


class OwnerForm(Versioned, forms.ModelForm):
    """A new object must be told whose it is; an old one never changes hands."""

    belongs_to = forms.ModelChoiceField(Forbund.objects.all(), label="Förbund")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.open(self.instance)
        field = self.fields[WHOSE]
        if self.instance.pk or not isinstance(self.instance, Owned):
            del self.fields[WHOSE]
        elif isinstance(self.instance, YearOwned):
            years = FiscalYear._base_manager.select_related("forbund").order_by("forbund__name", "-year")
            field.label, field.queryset = "Förbund och år", years
            field.label_from_instance = lambda year: f"{year.forbund} {year}"

    def _post_clean(self):
        """The rules about the whole object are asked when every field holds something to ask about."""
        if not self.errors:
            super()._post_clean()

    def clean(self):
        cleaned = super().clean()
        owner = cleaned.get(WHOSE)
        if isinstance(owner, FiscalYear):
            self.instance.fiscal_year, self.instance.forbund = owner, owner.forbund
        elif owner:
            self.instance.forbund = owner
        return cleaned


class LoggedAdmin(admin.ModelAdmin):
    """The base of them all: what is written goes through an action, and so through its rules and into the log."""

    save_on_top = False
    show_full_result_count = False

    changelist_view = unscoped(admin.ModelAdmin.changelist_view)
    changeform_view = unscoped(admin.ModelAdmin.changeform_view)
    delete_view = unscoped(admin.ModelAdmin.delete_view)
    history_view = unscoped(admin.ModelAdmin.history_view)

    def get_actions(self, request):
        """Nothing in bulk: each removal is its own, with its own row in the log."""
        return {}

    def _may(self, what: str) -> bool:
        return what in self.model.administered

    def has_add_permission(self, request):
        return self._may("add") and super().has_add_permission(request)

    def has_change_permission(self, request, obj=None):
        return self._may("change") and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._may("delete") and super().has_delete_permission(request, obj)

    def save_model(self, request, obj, form, change):
        services.save_shared(obj, by=request.user)

    def save_related(self, request, form, formsets, change):
        """Saved with the object itself."""

    def delete_model(self, request, obj):
        services.delete_shared(obj, by=request.user)


class OwnedAdmin(LoggedAdmin):
    """The base for the förbund and everything that belongs to one."""

    form = OwnerForm

    @property
    def owner(self) -> tuple[str, ...]:
        """The fields that say whose an object is."""
        kinds = ((Owned, "forbund"), (YearOwned, "fiscal_year"))
        return tuple(name for kind, name in kinds if issubclass(self.model, kind))

    def get_queryset(self, request):
        heavy = [field.name for field in self.model._meta.fields if isinstance(field, models.BinaryField)]
        rows = self.model._base_manager.defer(*heavy)
        return rows.order_by(*self.get_ordering(request) or self.model._meta.ordering)

    def get_list_display(self, request):
        return (*self.list_display, *self.owner)

    def get_list_filter(self, request):
        return [name.replace("fiscal_year", "fiscal_year__year") for name in self.owner]

    def get_list_select_related(self, request):
        return [field.name for field in self.model._meta.fields if field.many_to_one]

    def get_readonly_fields(self, request, obj=None):
        seen = () if self._may("change") else ("version",)
        return (*self.owner, "key", *seen) if obj else ()

    def get_fields(self, request, obj=None):
        whose = (WHOSE,) if self.owner and not obj else ()
        shown = (*self.get_readonly_fields(request, obj), "version") if obj else ()
        return list(dict.fromkeys([*whose, *self._editable(), *shown]))

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **{**kwargs, "fields": self._editable()})

    def _editable(self) -> list[str]:
        """The names of what can be changed."""
        fields = (*self.model._meta.fields, *self.model._meta.many_to_many)
        return [field.name for field in fields if field.editable and not field.primary_key]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """A relation may point at the object's own förbund; for a new object the validation decides."""
        related = db_field.related_model
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        elif isinstance(db_field, models.JSONField):
            kwargs["form_class"] = JSONFormField
        elif related is not None and issubclass(related, Owned):
            key = request.resolver_match.kwargs.get("object_id")
            obj = self.get_object(request, key) if key else None
            own = {"forbund_id": obj.forbund_id} if obj else {}
            kwargs["queryset"] = related._base_manager.filter(**own)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        if self.model in ELSEWHERE and (problem := ELSEWHERE[self.model](obj)):
            raise ValidationError(problem)
        version = form.cleaned_data.get("version")
        services.save(obj, by=request.user, many=form.many(), version=version)

    def delete_model(self, request, obj):
        problem = self.check_delete(obj)
        if problem:
            raise ValidationError(problem)
        services.delete(obj, by=request.user)

    def check_delete(self, obj) -> str | None:
        """Why the object must stay, or None."""
        return STAYS[self.model](obj) if self.model in STAYS else None


# What has a page of its own, with rules that a save here would pass by.
ELSEWHERE = {Access: lambda access: rules.ACTING_ELSEWHERE if access.role == Role.ACTING else None}

# What a removal is asked of first, as on the pages.
STAYS = {
    Access: lambda access: rules.removing_access(access, today=timezone.localdate()),
    FiscalYear: year_in_use,
}


class ForbundAdmin(OwnedAdmin):
    """The tenants: a new one begins here."""

    list_display = ("name", "key", "org_nr")


@admin.register(AuditEntry)
class AuditEntryAdmin(LoggedAdmin):
    """What was changed."""

    search_fields = ("label", "by_name", "reference")
    list_display = ("at", "forbund_key", "by_name", "verb", "kind", "label")
    list_filter = ("forbund_key", "year", "kind")
    readonly_fields = [field.name for field in AuditEntry._meta.fields]


@admin.register(ChainLink)
class ChainLinkAdmin(LoggedAdmin):
    """The links of the histories."""

    list_display = ("forbund_key", "number", "entry", "at", "hash")
    list_filter = ("forbund_key",)
    readonly_fields = [field.name for field in ChainLink._meta.fields]


@admin.register(ChainHead)
class ChainHeadAdmin(LoggedAdmin):
    """Where each history ends."""

    list_display = ("forbund_key", "number", "hash")
    readonly_fields = [field.name for field in ChainHead._meta.fields]


class UserForm(forms.ModelForm):
    """A user has no version: what each field said when the page was opened is held against what is stored."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = bool(self.instance.pk)

    def clean(self):
        """What wasn't touched stays as it is stored; what was, and somebody else has changed meanwhile, is refused."""
        cleaned = super().clean()
        for name, field in self.fields.items() if self.instance.pk else ():
            stored = self.initial[name]
            if name not in self.changed_data:
                cleaned[name] = stored
            elif field.to_python(self[name].field.hidden_widget().value_from_datadict(
                self.data, self.files, self.add_initial_prefix(name)
            )) != stored:  # fmt: skip
                self.add_error(name, "Någon annan har ändrat det här under tiden. Öppna sidan igen.")
        return cleaned


@admin.register(User)
class UserAdmin(LoggedAdmin):
    """The people who sign in; a password is chosen by herself, through the mail."""

    list_display = ("name", "email", "is_active", "is_staff")
    search_fields = ("name", "email")
    fields = ("name", "email", "is_active", "is_staff", "is_superuser", "last_login", "date_joined")
    readonly_fields = ("last_login", "date_joined")
    form = UserForm

    def get_readonly_fields(self, request, obj=None):
        """Only who has all rights says who has them."""
        own = super().get_readonly_fields(request, obj)
        return own if request.user.is_superuser else (*own, "is_staff", "is_superuser")

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            sessions.end(obj)


for _model in apps.get_models():
    if issubclass(_model, Remembering):
        admin.site.register(_model, ForbundAdmin if _model is Forbund else OwnedAdmin)
