"""The administration: every model, through the same rules, refusals and audit as the pages."""

from functools import wraps

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponseRedirect
from django.utils import timezone

from finsam.core import services
from finsam.core.crud.fields import JSONFormField
from finsam.core.models import Access, AuditEntry, FiscalYear, Forbund, Owned, Picture, User, YearOwned
from finsam.core.tenancy import rules
from finsam.core.tenancy.scope import scopes_disabled
from finsam.core.tenancy.years import year_in_use

admin.site.site_header = "Finsam – administration"
admin.site.site_title = "Finsam"
admin.site.index_title = "Alla förbund"
admin.site.login = secure_admin_login(admin.site.login)  # with two-step verification, as everywhere else
admin.site.unregister(Group)  # roles are ours, in Access


def unscoped(view):
    """Administrators see every förbund; the page is also drawn before the scope closes."""

    @wraps(view)
    def wrapped(self, request, *args, **kwargs):
        with scopes_disabled():
            try:
                response = view(self, request, *args, **kwargs)
            except ValidationError as error:
                for sentence in error.messages:
                    messages.error(request, sentence)
                return HttpResponseRedirect(request.get_full_path())
            if hasattr(response, "render"):
                response.render()
            return response

    return wrapped


WHOSE = "belongs_to"  # the field of a new object's page that says whose it is; no model has one by that name


class OwnerForm(forms.ModelForm):
    """A new object must be told whose it is; an old one never changes hands."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None or not isinstance(self.instance, Owned):
            return
        if isinstance(self.instance, YearOwned):
            years = FiscalYear._base_manager.select_related("forbund").order_by("forbund__name", "-year")
            field = forms.ModelChoiceField(years, label="Förbund och år")
            field.label_from_instance = lambda year: f"{year.forbund} {year}"
        else:
            field = forms.ModelChoiceField(Forbund.objects.all(), label="Förbund")
        self.fields = {WHOSE: field, **self.fields}

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

    def save_model(self, request, obj, form, change):
        services.save_shared(obj, by=request.user)

    def save_related(self, request, form, formsets, change):
        """Saved with the object itself."""

    def delete_model(self, request, obj):
        services.delete_shared(obj, by=request.user)


class OwnedAdmin(LoggedAdmin):
    """The base for everything that belongs to a förbund."""

    form = OwnerForm

    def check_delete(self, obj) -> str | None:
        """Why the object must stay, or None."""
        return None

    def get_queryset(self, request):
        found = self.model._base_manager.all()
        return found.order_by(*self.get_ordering(request) or self.model._meta.ordering)

    def get_list_display(self, request):
        return ("__str__", "forbund", *(("fiscal_year",) if issubclass(self.model, YearOwned) else ()))

    def get_list_filter(self, request):
        return ("forbund", *(("fiscal_year__year",) if issubclass(self.model, YearOwned) else ()))

    def get_list_select_related(self, request):
        return [field.name for field in self.model._meta.fields if field.many_to_one]

    def get_readonly_fields(self, request, obj=None):
        owner = ("forbund", *(("fiscal_year",) if issubclass(self.model, YearOwned) else ()))
        return (*owner, "key", "version") if obj else ()

    def get_fieldsets(self, request, obj=None):
        # It belongs to the form, not the model, so Django doesn't list it by itself.
        fields = self.get_fields(request, obj)
        if obj is None and issubclass(self.model, Owned):
            fields = [WHOSE, *fields]
        return [(None, {"fields": fields})]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **{**kwargs, "fields": self._editable()})

    def _editable(self) -> list[str]:
        """The names of what can be changed."""
        fields = (*self.model._meta.fields, *self.model._meta.many_to_many)
        return [field.name for field in fields if field.editable and not field.primary_key]

    def get_fields(self, request, obj=None):
        return list(dict.fromkeys([*self._editable(), *self.get_readonly_fields(request, obj)]))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        if isinstance(db_field, models.JSONField):
            kwargs["form_class"] = JSONFormField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def _choices(self, db_field, request):
        """What a relation may point at: the object's own förbund; for a new object the validation decides."""
        related = db_field.related_model
        if not issubclass(related, Owned):
            return None
        found = related._base_manager.all()
        key = request.resolver_match.kwargs.get("object_id")
        obj = self.get_object(request, key) if key else None
        return found.filter(forbund_id=obj.forbund_id) if obj else found

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        choices = self._choices(db_field, request)
        if choices is not None:
            kwargs["queryset"] = choices
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        choices = self._choices(db_field, request)
        if choices is not None:
            kwargs["queryset"] = choices
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        names = {field.name for field in obj._meta.many_to_many}
        many = {name: list(value) for name, value in form.cleaned_data.items() if name in names}
        services.save(obj, by=request.user, many=many)

    def delete_model(self, request, obj):
        problem = self.check_delete(obj)
        if problem:
            raise ValidationError(problem)
        services.delete(obj, by=request.user)


class ReadOnlyAdmin(OwnedAdmin):
    """To look at: what is written elsewhere, or never changed."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Access)
class AccessAdmin(OwnedAdmin):
    """Who may come in."""

    def check_delete(self, obj):
        return rules.removing_access(obj, today=timezone.localdate())


@admin.register(FiscalYear)
class FiscalYearAdmin(OwnedAdmin):
    """The years."""

    def check_delete(self, obj):
        return year_in_use(obj)


@admin.register(Forbund)
class ForbundAdmin(OwnedAdmin):
    """The tenants: a new one begins here."""

    list_display = ("name", "key", "org_nr")

    def get_list_display(self, request):
        return self.list_display

    def get_list_filter(self, request):
        return ()

    def get_readonly_fields(self, request, obj=None):
        return ("key", "version") if obj else ()

    def has_delete_permission(self, request, obj=None):
        """A förbund's documents are a public authority's: they are not thrown away by a button."""
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """What was changed."""

    search_fields = ("label", "by_name", "reference")

    def get_list_display(self, request):
        return ("at", "forbund_key", "by_name", "verb", "kind", "label")

    def get_list_filter(self, request):
        return ("forbund_key", "year", "kind")

    def get_readonly_fields(self, request, obj=None):
        return [field.name for field in AuditEntry._meta.fields]

    def get_list_select_related(self, request):
        return False


@admin.register(User)
class UserAdmin(LoggedAdmin):
    """The people who sign in; a password is chosen by herself, through the mail."""

    list_display = ("name", "email", "is_active", "is_staff")
    search_fields = ("name", "email")
    fields = ("name", "email", "is_active", "is_staff", "is_superuser", "last_login", "date_joined")
    readonly_fields = ("last_login", "date_joined")

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        """Switched off instead: the log still names her."""
        return False


@admin.register(Picture)
class PictureAdmin(OwnedAdmin):
    """Words about pictures; the pictures themselves are uploaded on the förbund's page."""

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).defer("data")
